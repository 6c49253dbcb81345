/* SPDX-License-Identifier: BSD-2-Clause */
/* monitor: a stream of events, each a line of JSON. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "commands/commands.h"
#include "core/event_show.h"

/* Some 50 KB: then it is the turn of frames and other clients. */
#define EVENTS_AT_ONCE 256

/**
 * struct monitor - A client that reads events
 * @groups:	Bits 1 << enum event_group; those that it wants
 * @left:	How many events it still wants
 */
struct monitor {
	struct event_reader reader;
	uint32_t groups;
	uint64_t left;
};

static uint32_t groups_of(const struct args *args)
{
	uint32_t groups = 0;
	const char *word;

	for (size_t n = 0; (word = args_nth(args, "kind", n)); n++)
		for (unsigned int g = 0; g < EVENT_GROUP_COUNT; g++)
			if (!strcmp(word,
				    event_group_word((enum event_group)g)))
				groups |= UINT32_C(1) << g;
	return groups ? groups : UINT32_MAX;
}

/* The names are those at the time of the event: a port may be gone. */
static bool is_about(const struct event *e, const char *ports)
{
	return (e->port != PORT_NONE && names_has(ports, e->name)) ||
	       (e->other != PORT_NONE && names_has(ports, e->other_name)) ||
	       (e->kind == EVENT_PORT_RENAMED && names_has(ports, e->text));
}

static bool is_wanted(const struct event *e, const struct monitor *m,
		      const char *ports)
{
	return m->groups >> event_group(e->kind) & 1 &&
	       (!ports || is_about(e, ports));
}

static void begin_line(struct writer *out)
{
	out->more = false;
	writer_begin_object(out, NULL);
}

static void end_line(struct writer *out)
{
	writer_end_object(out);
	writer_raw(out, "\n", 1);
}

static void show_missed(uint64_t missed, const struct event *next,
			struct writer *out)
{
	begin_line(out);
	writer_uint(out, "missed", missed);
	writer_uint(out, "next", next->seq);
	end_line(out);
}

static void show(const struct event *e, struct writer *out)
{
	begin_line(out);
	event_show(e, out);
	end_line(out);
}

static int monitor_more(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	const struct events *events = &app->bridge->events;
	const char *ports = args_str(args, "port");
	struct monitor *m = answer->state;
	const struct event *e;
	uint64_t missed;

	(void)err;
	for (size_t n = 0; m->left && n < EVENTS_AT_ONCE; n++) {
		e = event_read(events, &m->reader, &missed);
		if (!e)
			return ANSWER_LATER;
		if (missed)
			show_missed(missed, e, &answer->out);
		if (!is_wanted(e, m, ports))
			continue;
		show(e, &answer->out);
		m->left--;
	}
	return m->left ? ANSWER_MORE : ANSWER_DONE;
}

static uint64_t monitor_changes(const struct app *app, const struct args *args,
				const struct answer *answer)
{
	(void)args;
	(void)answer;
	return app->bridge->events.count;
}

int cmd_monitor(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	const uint64_t newest = app->bridge->events.count;
	const uint64_t since = args_uint(args, "since", newest);
	struct monitor *m;

	if (since > newest)
		return err_say(err, ERANGE, "no-such-event",
			       args_word(args, "since"),
			       "the newest event is number %" PRIu64
			       ": the switch has started again since then",
			       newest);
	m = calloc(1, sizeof(*m));
	if (!m)
		return err_set(err, ENOMEM, "read events");
	m->reader.seen = since;
	m->groups = groups_of(args);
	m->left = args_uint(args, "count", UINT64_MAX);
	answer->state = m;
	answer->state_size = sizeof(*m);
	answer->is_stream = true;
	answer->changes = monitor_changes;
	answer->more = monitor_more;
	return 0;
}
