/* SPDX-License-Identifier: BSD-2-Clause */
#include "monitor.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>

#include "diagnostic.h"
#include "event_text.h"
#include "stream.h"

/* Returns whether the line is an event */
static bool show_line(const struct request *r, const char *line, size_t len)
{
	json_t *event = json_loadb(line, len, 0, NULL);
	const bool is_event = json_object_get(event, "seq");

	if (r->is_json && !r->is_pretty)
		fwrite(line, 1, len, stdout);
	else if (r->is_json)
		json_dumpf(event, stdout, JSON_INDENT(4));
	else
		event_print(stdout, event, r->has_details);
	if (r->is_json)
		putchar('\n');
	json_decref(event);
	return is_event;
}

static enum stream_next show_lines(const struct request *r, struct stream *s,
				   uint64_t *shown)
{
	enum stream_next next;
	char *line;
	size_t len;

	do {
		while (stream_line(s, &line, &len) == STREAM_LINE)
			*shown += show_line(r, line, len);
		if (fflush(stdout))
			return STREAM_UNREAD;
		next = stream_wait(s);
	} while (next == STREAM_PAUSE);
	return next;
}

enum status monitor_show(int sock, const struct request *r, uint64_t count)
{
	struct stream s = { .sock = sock };
	enum stream_next end;
	uint64_t shown = 0;

	signal(SIGPIPE, SIG_IGN); /* as in `tapctl monitor | head` */
	end = show_lines(r, &s, &shown);
	stream_free(&s);
	if (end == STREAM_UNREAD || (count && shown == count))
		return STATUS_DONE;
	diagnostic_say(r->is_json, "no-switch", "the switch has ended");
	return STATUS_NO_SWITCH;
}
