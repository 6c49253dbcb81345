/* SPDX-License-Identifier: BSD-2-Clause */
#include "trace_view.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "json_get.h"
#include "memory.h"
#include "say.h"

/* Columns of the table of rules: a mark, the rule, the clause, the finding */
#define AT_RULE	   2
#define AT_CLAUSE  16
#define AT_FINDING 29

/* "VLAN 10, priority 5" */
static void put_tag(struct line *line, const json_t *tag)
{
	line_words(line, "VLAN %lu", json_get_count(tag, "vid"));
	if (json_get_count(tag, "prio"))
		line_words(line, "priority %lu", json_get_count(tag, "prio"));
	if (strcmp(json_get_text(tag, "ethertype"), "0x8100") != 0)
		line_words(line, "(%s)", json_get_text(tag, "ethertype"));
}

/* "from 02:00:00:00:00:0a", and whether a host has this address */
static void put_address(struct line *line, const char *word,
			const json_t *frame, const char *key)
{
	const json_t *made_up;
	size_t i;

	line_words(line, "%s %s", word, json_get_text(frame, key));
	json_array_foreach(json_object_get(frame, "made_up"), i, made_up) {
		if (!strcmp(json_string_value(made_up), key))
			line_append(line, " (made up)");
	}
}

static void show_addresses(struct fill *f, const json_t *frame)
{
	struct line line = { 0 };

	if (!*json_get_text(frame, "src"))
		return;
	put_address(&line, "from", frame, "src");
	put_address(&line, "to", frame, "dst");
	say_line(f, &line);
	fill_end(f);
}

static void show_frame(struct fill *f, const json_t *account)
{
	const json_t *frame = json_object_get(account, "frame");
	const json_t *tag = json_object_get(frame, "tag");
	struct line line = { 0 };

	say_text(f, json_get_text(frame, "text"));
	fill_end(f);
	show_addresses(f, frame);
	line_words(&line, "%lu bytes", json_get_count(frame, "bytes"));
	line_append(&line, json_is_object(tag) ? ", tagged" : ", untagged");
	if (json_is_object(tag))
		put_tag(&line, tag);
	line_append(&line, ", received on");
	line_words(&line, "%s", json_get_text(account, "port"));
	say_line(f, &line);
	fill_end(f);
}

static void show_row(struct fill *f, const char *mark, const char *rule,
		     const char *clause, const char *finding)
{
	if (*mark)
		fill_piece(f, mark);
	fill_indent(f, AT_RULE);
	fill_piece(f, rule);
	fill_indent(f, AT_CLAUSE);
	if (*clause)
		fill_piece(f, clause);
	fill_indent(f, AT_FINDING);
	say_text(f, finding);
	fill_end(f);
}

static void show_rule(struct fill *f, const char *rule)
{
	fill_indent(f, AT_FINDING);
	fill_piece(f, "-");
	say_text(f, rule);
	fill_end(f);
}

static void show_steps(struct fill *f, const json_t *account, bool has_details)
{
	const json_t *step;
	size_t i;

	fputc('\n', f->out);
	show_row(f, "", "RULE", "802.1Q-2018", "FINDING (* decides)");
	json_array_foreach(json_object_get(account, "steps"), i, step) {
		show_row(f, *json_get_text(step, "reason") ? "*" : "",
			 json_get_text(step, "step"),
			 json_get_text(step, "clause"),
			 json_get_text(step, "finding"));
		if (has_details)
			show_rule(f, json_get_text(step, "rule"));
	}
}

/* "; to change this: COMMAND", or what to do where no command does it */
static void put_remedy(struct line *line, const json_t *remedy)
{
	const char *command = json_get_text(remedy, "command");

	if (!json_is_object(remedy))
		return;
	line_append(line, "; to change this:");
	line_words(line, "%s",
		   *command ? command : json_get_text(remedy, "text"));
}

static void show_verdict(struct fill *f, const json_t *account)
{
	const json_t *remedy = json_object_get(account, "remedy");
	struct line line = { 0 };

	fputc('\n', f->out);
	line_words(&line, "%s%s: %s",
		   json_is_true(json_object_get(account, "dropped"))
			   ? "dropped, "
			   : "",
		   json_get_text(account, "reason"),
		   json_get_text(account, "help"));
	say_line(f, &line);
	fill_end(f);
	if (!json_is_object(remedy))
		return;
	line_words(&line, "To let it pass, %s", json_get_text(remedy, "text"));
	if (*json_get_text(remedy, "command"))
		line_append(&line, ":");
	say_line(f, &line);
	fill_end(f);
	if (!*json_get_text(remedy, "command"))
		return;
	fill_indent(f, AT_RULE);
	say_text(f, json_get_text(remedy, "command"));
	fill_end(f);
}

/* A list whose lines begin with the name of a port */
static void begin_row(struct fill *f, const json_t *row, size_t width)
{
	const char *port = json_get_text(row, "port");
	char *name = memory_check(strdup(*port ? port : "-"));

	cell_clean(name);
	fill_indent(f, AT_RULE);
	fill_piece(f, name);
	fill_indent(f, AT_RULE + width + 2);
	free(name);
}

static size_t widest_port(const json_t *list)
{
	const json_t *row;
	size_t i, width = 0;

	json_array_foreach(list, i, row) {
		if (cell_width(json_get_text(row, "port")) > width)
			width = cell_width(json_get_text(row, "port"));
	}
	return width;
}

static void put_form(struct line *line, const json_t *row)
{
	const json_t *tag = json_object_get(row, "tag");
	const char *tagging = json_get_text(row, "tagging");
	const char *form = json_get_text(row, "form");

	if (json_is_object(tag))
		put_tag(line, tag);
	else
		line_words(line, "untagged");
	if (strcmp(tagging, "kept") != 0)
		line_words(line, "(tag %s)", tagging);
	if (!strcmp(form, "segmented"))
		line_append(line, ", cut into");
	else if (!strcmp(form, "checksum"))
		line_append(line, ", with its checksum finished,");
	else
		line_append(line, ", whole,");
	if (!strcmp(form, "segmented"))
		line_words(line, "%lu segments,",
			   json_get_count(row, "frames"));
	line_words(line, "%lu bytes", json_get_count(row, "bytes"));
	if (json_is_true(json_object_get(row, "shaped")))
		line_append(line, ", through the shaper");
}

static void put_omission(struct line *line, const json_t *row)
{
	line_words(line, "%s", json_get_text(row, "help"));
	put_remedy(line, json_object_get(row, "remedy"));
}

/* as p1 received it, by mirror m: untagged, whole, 60 bytes */
static void put_copy(struct line *line, const json_t *row)
{
	line_words(line, "as %s %s it, by mirror %s:", json_get_text(row, "of"),
		   strcmp(json_get_text(row, "direction"), "in") ? "sends"
								 : "received",
		   json_get_text(row, "mirror"));
	if (*json_get_text(row, "missed"))
		line_words(line, "none, as %s", json_get_text(row, "help"));
	else
		put_form(line, row);
}

/* rx_packets +1, drops.vlan-ingress +1 */
static void put_changes(struct line *line, const char *prefix,
			const json_t *counters)
{
	const char *key;
	const json_t *value;

	json_object_foreach((json_t *)counters, key, value) {
		if (json_is_object(value))
			put_changes(line, key, value);
		if (!json_is_integer(value))
			continue;
		if (line->len)
			line_append(line, ",");
		line_words(line, "%s%s%s +%lu", prefix, *prefix ? "." : "", key,
			   (unsigned long)json_integer_value(value));
	}
}

static void put_counters(struct line *line, const json_t *row)
{
	put_changes(line, "", row);
}

static void show_list(struct fill *f, const char *title, const json_t *list,
		      void (*put)(struct line *line, const json_t *row))
{
	const size_t width = widest_port(list);
	const json_t *row;
	size_t i;

	if (!json_array_size(list))
		return;
	fputc('\n', f->out);
	fill_piece(f, title);
	fill_end(f);
	json_array_foreach(list, i, row) {
		struct line line = { 0 };

		put(&line, row);
		begin_row(f, row, width);
		say_line(f, &line);
		fill_end(f);
	}
}

/* Copies into a VLAN may be more than an answer lists. */
static void show_left_off(struct fill *f, const json_t *account)
{
	struct line line = { 0 };

	if (!json_get_count(account, "copies_left_off"))
		return;
	line_words(&line, "and %lu more, which are not counted below",
		   json_get_count(account, "copies_left_off"));
	fill_indent(f, AT_RULE);
	say_line(f, &line);
	fill_end(f);
}

void trace_view(FILE *out, const json_t *account, size_t width,
		bool has_details)
{
	struct fill f = { .out = out, .width = width };

	show_frame(&f, account);
	show_steps(&f, account, has_details);
	show_verdict(&f, account);
	show_list(&f, "Sent to", json_object_get(account, "egress"), put_form);
	show_list(&f, "Not sent to", json_object_get(account, "not_sent"),
		  put_omission);
	show_list(&f, "Copies", json_object_get(account, "copies"), put_copy);
	show_left_off(&f, account);
	show_list(&f, "Counters", json_object_get(account, "counters"),
		  put_counters);
}

/* --- TITLE --------, as wide as the lines that follow */
static void show_ruler(FILE *out, const struct line *title, size_t width)
{
	const char *text = memory_check(title->text);
	int column = fprintf(out, "--- %s ", text);

	while ((size_t)column++ < width)
		fputc('-', out);
	fputc('\n', out);
}

static void put_passage(struct line *line, const json_t *account)
{
	char time[SAY_TIME_SIZE];

	line_words(line, "frame %lu, %s", json_get_count(account, "id"),
		   say_time_of(account, time));
}

static void put_skipped(struct line *line, unsigned long skipped)
{
	line_words(line, "%lu frame%s came too fast to be explained", skipped,
		   skipped == 1 ? "" : "s");
}

void trace_view_live(FILE *out, const json_t *line, size_t width,
		     bool has_details)
{
	const unsigned long skipped = json_get_count(line, "skipped");
	struct line title = { 0 };

	if (skipped)
		put_skipped(&title, skipped);
	else
		put_passage(&title, line);
	show_ruler(out, &title, width);
	line_free(&title);
	if (!skipped)
		trace_view(out, line, width, has_details);
	fputc('\n', out);
}
