/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs scenarios: files in the grammar of the switch, with the frames of sent.h
 * and these lines:
 *
 *	frame FRAME	the switch receives it: it learns, and counts
 *	trace FRAME	only decide what would happen to it
 *	figure FRAME	the same sixteen times, with 0 to f for the x in its last word
 *	tick 5m		let time pass: ms, s, m
 *	expect TEXT	the result of the line before is exactly TEXT
 *	mentions TEXT	it contains TEXT
 *	omits TEXT	it does not contain TEXT
 *
 * The result of a frame is "to P..., REASON", or only the REASON if it is for the
 * switch, or "drop REASON"; then what was learned, and for which ports it was too
 * long.  P is P:10 if the frame leaves with the tag of VLAN 10.  The result of a
 * figure is sixteen letters, Y where the frame is forwarded.  The result of a
 * command is its JSON, or "error CODE": an error that no line expects is an error
 * of the scenario.  Commands may name stations, too.
 *
 * The ports are null ports.  All else is the real switch: what happens to a frame
 * here happens to it in the daemon.
 */
#include <errno.h>
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assembly.h"
#include "base/log.h"
#include "base/time.h"
#include "commands/table.h"
#include "core/decide.h"
#include "path/pipeline.h"
#include "ports.h"
#include "process_events.h"
#include "run_line.h"
#include "sent.h"

/**
 * struct scenario - A file that is being run
 * @result:	Result of the last line; NULL before the first
 * @result_len:	Bytes of it
 * @is_error:	It is an error, and no line has expected it yet
 * @wrong:	How many lines had another result than expected
 */
struct scenario {
	const char *file;
	unsigned int number;
	struct app *app;
	char *result;
	size_t result_len;
	bool is_error;
	unsigned int wrong;
};

static void complain(struct scenario *s, const char *what, const char *text)
{
	printf("%s:%u: %s \"%s\", but it was \"%s\"\n", s->file, s->number,
	       what, text, s->result ? s->result : "");
	s->wrong++;
}

static FILE *result_open(struct scenario *s)
{
	FILE *out;

	free(s->result);
	s->result = NULL;
	out = open_memstream(&s->result, &s->result_len);
	if (!out)
		abort();
	return out;
}

static void print_ports(struct scenario *s, FILE *out,
			const struct portset *ports)
{
	PORTSET_FOREACH(ports, no)
		fprintf(out, " %s", app_port_name(s->app, no));
}

/* The same, with the VLAN where the frame gets a tag. */
static void print_egress(struct scenario *s, FILE *out,
			 const struct portset *ports, vlan_id vid)
{
	const struct vlan *vlan = &s->app->bridge->vlan[vid];

	PORTSET_FOREACH(ports, no) {
		fprintf(out, " %s", app_port_name(s->app, no));
		if (vid != VLAN_NONE && !portset_has(&vlan->untagged, no))
			fprintf(out, ":%u", vid);
	}
}

static void print_verdict(struct scenario *s, FILE *out,
			  const struct verdict *v)
{
	struct portset to;

	verdict_ports(v, &to);
	if (!portset_empty(&to)) {
		fputs("to", out);
		print_egress(s, out, &to, v->vid);
		fputs(", ", out);
	}
	fprintf(out, "%s%s", v->reason >= REASON_DROPS ? "drop " : "",
		reason_word(v->reason));
	if (v->some_too_long) {
		fputs(", too long for", out);
		print_ports(s, out, &v->too_long);
	}
}

static bool find_station(const struct scenario *s, vlan_id vid, struct mac mac,
			 struct fdb_entry *e)
{
	return fdb_lookup(s->app->bridge->fdb, vid, mac, s->app->now_ms, e);
}

/* What the frame has changed in the table, found by looking it up. */
static void print_learned(struct scenario *s, FILE *out, vlan_id vid,
			  struct mac src, bool was_known,
			  const struct fdb_entry *before)
{
	char text[MAC_TEXT_SIZE];
	struct fdb_entry after;

	if (!find_station(s, vid, src, &after) ||
	    (was_known && before->port == after.port))
		return;
	fprintf(out, ", %s %s on %s", was_known ? "moved" : "learned",
		station_name(src, text), app_port_name(s->app, after.port));
}

static struct port *port_of(struct scenario *s, const struct sent *sent)
{
	struct port *port = app_port(s->app, sent->port);

	if (!port)
		complain(s, "no port", sent->port);
	return port;
}

static void do_frame(struct scenario *s, struct sent *sent, bool for_real)
{
	struct frame *f = &sent->frame;
	struct port *port = port_of(s, sent);
	struct buf buf = { f->data, f->len };
	struct fdb_entry before;
	struct mac src = f->src;
	struct verdict v;
	bool was_known;
	vlan_id vid;
	FILE *out;

	if (!port)
		return;
	vid = bridge_vlan_of(s->app->bridge, f, port->no);
	was_known = find_station(s, vid, src, &before);
	decide(s->app->bridge, f, port->no, s->app->now_ms, &v);
	out = result_open(s);
	print_verdict(s, out, &v);
	if (for_real) {
		pipeline_received(port, &buf, 1);
		print_learned(s, out, vid, src, was_known, &before);
	}
	fclose(out);
}

static void frame_line(struct scenario *s, const char *text, bool for_real)
{
	static struct sent sent;
	const char *wrong = sent_read(&sent, text);

	if (wrong)
		complain(s, "expected", wrong);
	else
		do_frame(s, &sent, for_real);
}

static void on_frame(struct scenario *s, const char *text)
{
	frame_line(s, text, true);
}

static void on_trace(struct scenario *s, const char *text)
{
	frame_line(s, text, false);
}

static char trace_digit(struct scenario *s, char *text, size_t at, char digit)
{
	static struct sent sent;
	struct verdict v;
	struct port *port;

	text[at] = digit;
	if (sent_read(&sent, text) || !(port = port_of(s, &sent)))
		return '?';
	decide(s->app->bridge, &sent.frame, port->no, s->app->now_ms, &v);
	return v.reason < REASON_DROPS ? 'Y' : '.';
}

static void on_figure(struct scenario *s, const char *text)
{
	char *copy = strdup(text);
	size_t last = strlen(text) - 1;
	FILE *out = result_open(s);

	for (const char *digit = "0123456789abcdef"; copy && *digit; digit++)
		fputc(trace_digit(s, copy, last, *digit), out);
	fclose(out);
	free(copy);
}

static void on_tick(struct scenario *s, const char *text)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 } };
	char *unit;
	long long n = strtoll(text, &unit, 10);

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (unit != text && !strcmp(unit, units[i].unit)) {
			app_set_time(s->app,
				     s->app->now_ns +
					     n * units[i].ms * NS_PER_MS);
			app_tick(s->app);
			return;
		}
	}
	complain(s, "no time:", text);
}

static void on_expect(struct scenario *s, const char *text)
{
	if (!s->result || strcmp(s->result, text) != 0)
		complain(s, "expected", text);
	s->is_error = false;
}

static void on_mentions(struct scenario *s, const char *text)
{
	if (!s->result || !strstr(s->result, text))
		complain(s, "expected somewhere", text);
}

static void on_omits(struct scenario *s, const char *text)
{
	if (!s->result || strstr(s->result, text))
		complain(s, "expected nowhere", text);
}

/* The line with each station's name replaced by its address, but not groups' names. */
static char *without_names(const char *line)
{
	size_t size;
	char *text = NULL, *copy = strdup(line), *words, *word;
	FILE *out = open_memstream(&text, &size);
	char mac_text[MAC_TEXT_SIZE];
	struct mac mac;

	if (!copy || !out)
		abort();
	for (word = strtok_r(copy, " \t", &words); word;
	     word = strtok_r(NULL, " \t", &words))
		fprintf(out, "%s ",
			station_find(word, &mac) && !mac_is_group(mac)
				? mac_format(mac, mac_text)
				: word);
	fclose(out);
	free(copy);
	return text;
}

static void command_line(struct scenario *s, const char *line)
{
	char *text = without_names(line);
	FILE *out = result_open(s);
	struct writer json = { 0 };
	struct err err;

	if (run_line(s->app, text, strlen(text), &json, &err)) {
		fprintf(out, "error %s", err.code);
		s->is_error = true;
	} else if (json.len) {
		fwrite(json.text, 1, json.len, out);
	}
	fclose(out);
	writer_free(&json);
	free(text);
	app_process_events(s->app); /* as the loop does after a command */
}

static const struct {
	const char *word;
	void (*run)(struct scenario *s, const char *text);
	bool is_comparison;
} verbs[] = {
	{ "frame", on_frame, false },	{ "trace", on_trace, false },
	{ "figure", on_figure, false }, { "tick", on_tick, false },
	{ "expect", on_expect, true },	{ "mentions", on_mentions, true },
	{ "omits", on_omits, true },
};

static void check_unexpected_error(struct scenario *s)
{
	if (s->is_error)
		complain(s, "before this line,", "no error expected");
	s->is_error = false;
}

static void run_scenario_line(struct scenario *s, const char *line)
{
	size_t len = strcspn(line, " \t");
	const char *rest = line + len + strspn(line + len, " \t");

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strlen(verbs[i].word) != len ||
		    memcmp(verbs[i].word, line, len) != 0)
			continue;
		if (!verbs[i].is_comparison)
			check_unexpected_error(s);
		verbs[i].run(s, rest);
		return;
	}
	check_unexpected_error(s);
	command_line(s, line);
}

/* Removes comments, and blanks at the end. */
static const char *trim(char *line)
{
	char *end = line + strcspn(line, "#\n");

	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	return line + strspn(line, " \t");
}

static void run_lines(struct scenario *s, FILE *in)
{
	char line[4096];

	while (fgets(line, sizeof(line), in)) {
		const char *text = trim(line);

		s->number++;
		if (*text)
			run_scenario_line(s, text);
	}
	check_unexpected_error(s);
}

/* Return: whether all results were as expected */
static bool run_file(const char *file)
{
	struct scenario s = { .file = file };
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	FILE *in = fopen(file, "re");
	struct err err;

	s.app = loop ? app_new("scenario", &command_grammar, loop, "auto", &err)
		     : NULL;
	if (in && s.app) {
		run_lines(&s, in);
		fclose(in);
	} else {
		printf("%s: %s\n", file, in ? err.text : strerror(errno));
		s.wrong = 1;
	}
	app_free(s.app);
	ev_loop_destroy(loop);
	free(s.result);
	return !s.wrong;
}

int main(int argc, char **argv)
{
	bool all_right = argc > 1;

	log_open(LOG_LEVEL_ERROR);
	for (int i = 1; i < argc; i++)
		all_right &= run_file(argv[i]);
	return all_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
