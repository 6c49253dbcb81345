/* SPDX-License-Identifier: BSD-2-Clause */
#include "monitor.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>

#include "diagnostic.h"
#include "event_text.h"
#include "fill.h"
#include "stream.h"
#include "trace_view.h"

static void print(const struct request *r, const json_t *line,
		  const struct monitoring *m)
{
	if (m->has_accounts)
		trace_view_live(stdout, line, fill_width(r->columns),
				r->has_details);
	else
		event_print(stdout, line, r->has_details);
}

/* Returns whether the line counts: others tell what was missed or skipped */
static bool show_line(const struct request *r, const struct monitoring *m,
		      const char *text, size_t len)
{
	json_t *line = json_loadb(text, len, 0, NULL);
	const bool counts =
		json_object_get(line, m->has_accounts ? "steps" : "seq");

	if (r->is_json && !r->is_pretty)
		fwrite(text, 1, len, stdout);
	else if (r->is_json)
		json_dumpf(line, stdout, JSON_INDENT(4));
	else
		print(r, line, m);
	if (r->is_json)
		putchar('\n');
	json_decref(line);
	return counts;
}

static enum stream_next show_lines(const struct request *r,
				   const struct monitoring *m, struct stream *s,
				   uint64_t *shown)
{
	enum stream_next next;
	char *line;
	size_t len;

	do {
		while (stream_line(s, &line, &len) == STREAM_LINE)
			*shown += show_line(r, m, line, len);
		if (fflush(stdout))
			return STREAM_UNREAD;
		next = stream_wait(s);
	} while (next == STREAM_PAUSE);
	return next;
}

enum status monitor_show(int sock, const struct request *r,
			 const struct monitoring *m)
{
	struct stream s = { .sock = sock };
	enum stream_next end;
	uint64_t shown = 0;

	signal(SIGPIPE, SIG_IGN); /* as in `tapctl monitor | head` */
	end = show_lines(r, m, &s, &shown);
	stream_free(&s);
	if (end == STREAM_UNREAD || m->has_duration ||
	    (m->count && shown == m->count))
		return STATUS_DONE;
	diagnostic_say(r->is_json, "no-switch", "the switch has ended");
	return STATUS_NO_SWITCH;
}
