/* SPDX-License-Identifier: BSD-2-Clause */
#include "why_view.h"

#include <string.h>

#include "json_get.h"
#include "say.h"
#include "table.h"

#define AT_COMMAND 2

static void show_remedy(struct fill *f, const json_t *finding)
{
	const json_t *remedy = json_object_get(finding, "remedy");
	const char *command = json_get_text(remedy, "command");
	struct line line = { 0 };

	if (!json_is_object(remedy))
		return;
	line_words(&line, "To change this, %s%s", json_get_text(remedy, "text"),
		   *command ? ":" : "");
	say_line(f, &line);
	fill_end(f);
	if (!*command)
		return;
	fill_indent(f, AT_COMMAND);
	say_text(f, command);
	fill_end(f);
}

static bool has_cause(const json_t *finding)
{
	return strcmp(json_get_text(finding, "cause"), "none") != 0;
}

static void show_cause(struct fill *f, const json_t *finding)
{
	struct line line = { 0 };

	if (has_cause(finding))
		line_words(&line, "%s:", json_get_text(finding, "cause"));
	line_words(&line, "%s", json_get_text(finding, "text"));
	say_line(f, &line);
	fill_end(f);
	show_remedy(f, finding);
}

static void show_flows(FILE *out, const json_t *flows, size_t columns)
{
	static const char *const keys[] = { "frames", "port",	 "vlan",
					    "reason", "arrived", "last_ago_ms",
					    "last" };
	struct table t = {
		.out = out,
		.columns_max = columns,
		.important = "frames port reason arrived last vlan",
	};
	json_t *flow;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		table_column(&t, keys[i]);
	json_array_foreach(flows, i, flow) {
		table_row(&t, flow);
	}
	table_end(&t);
}

/* "12 frames, 2 of them sent to its port" */
static void put_frames(struct line *line, const json_t *way)
{
	const unsigned long frames = json_get_count(way, "frames");
	const unsigned long unknown = json_get_count(way, "unknown");

	line_words(line, "%lu frame%s", frames, frames == 1 ? "" : "s");
	if (unknown == frames) {
		line_append(line, ";");
		line_words(line, "whether %s sent to its port is not known",
			   frames == 1 ? "it was" : "they were");
		return;
	}
	line_append(line, ",");
	line_words(line, "%lu of them sent to its port",
		   json_get_count(way, "arrived"));
	if (!unknown)
		return;
	line_append(line, ";");
	line_words(line, "of %lu it is not known", unknown);
}

static void show_direction(struct fill *f, const json_t *way, size_t columns)
{
	const json_t *flows = json_object_get(way, "flows");
	struct line line = { 0 };

	line_words(&line, "%s > %s:", json_get_text(way, "from"),
		   json_get_text(way, "to"));
	if (json_get_count(way, "frames"))
		put_frames(&line, way);
	else
		line_words(&line, "no frames%s",
			   json_array_size(flows) ? " but those for all" : "");
	fputc('\n', f->out);
	say_line(f, &line);
	fill_end(f);
	if (json_array_size(flows))
		show_flows(f->out, flows, columns);
}

/* The first one is the cause, if there is one. */
static void show_others(struct fill *f, const json_t *found)
{
	const json_t *findings = json_object_get(found, "findings");
	const json_t *finding;
	size_t i;

	json_array_foreach(findings, i, finding) {
		const bool is_still =
			json_is_true(json_object_get(finding, "still"));

		if (!i && has_cause(found))
			continue;
		fputc('\n', f->out);
		if (!is_still)
			fill_piece(f, "Earlier,");
		show_cause(f, finding);
	}
}

static void show_limits(struct fill *f, const json_t *found)
{
	struct line line = { 0 };

	if (!json_is_false(json_object_get(found, "complete")))
		return;
	line_words(&line,
		   "Only the last %.1f seconds are recorded. \"switch set "
		   "recorder FRAMES\" keeps more frames.",
		   (double)json_get_count(found, "recorded_ms") / 1000);
	fputc('\n', f->out);
	say_line(f, &line);
	fill_end(f);
}

void why_view(FILE *out, const json_t *found, size_t width, size_t columns)
{
	struct fill f = { .out = out, .width = width };
	const json_t *way;
	size_t i;

	show_cause(&f, found);
	json_array_foreach(json_object_get(found, "directions"), i, way) {
		show_direction(&f, way, columns);
	}
	show_others(&f, found);
	show_limits(&f, found);
}
