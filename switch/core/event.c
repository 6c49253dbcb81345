/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/event.h"

#include <stdio.h>
#include <string.h>

const char *event_word(enum event_kind kind)
{
	static const char *const words[EVENT_COUNT] = {
#define X(id, word, help) [EVENT_##id] = (word),
		EVENTS(X)
#undef X
	};

	return words[kind];
}

void events_set_time(struct events *events, int64_t now_ms)
{
	events->now_ms = now_ms;
}

void events_name_port(struct events *events, port_no no, const char *name)
{
	snprintf(events->name[no], sizeof(events->name[no]), "%s", name);
}

void event_add(struct events *events, const struct event *e)
{
	struct event *kept;

	if (!events)
		return;
	kept = &events->kept[++events->count % EVENTS_KEPT];
	*kept = *e;
	kept->seq = events->count;
	kept->at_ms = events->now_ms;
	memcpy(kept->name, events->name[e->port], sizeof(kept->name));
	memcpy(kept->other_name, events->name[e->other],
	       sizeof(kept->other_name));
}

void event_of_port(struct events *events, enum event_kind kind, port_no no,
		   uint32_t value)
{
	event_add(events,
		  &(struct event){ .kind = kind, .port = no, .value = value });
}

const struct event *event_read(const struct events *events,
			       struct event_reader *reader, uint64_t *missed)
{
	uint64_t oldest = events->count < EVENTS_KEPT
				  ? 1
				  : events->count - EVENTS_KEPT + 1;

	*missed = 0;
	if (reader->seen == events->count)
		return NULL;
	if (reader->seen + 1 < oldest) {
		*missed = oldest - reader->seen - 1;
		reader->seen = oldest - 1;
	}
	return &events->kept[++reader->seen % EVENTS_KEPT];
}
