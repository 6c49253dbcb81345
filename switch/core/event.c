/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/event.h"

#include <stdio.h>
#include <string.h>

const char *event_word(enum event_kind kind)
{
	static const char *const words[EVENT_COUNT] = {
#define X(id, word, group, help) [EVENT_##id] = (word),
		EVENTS(X)
#undef X
	};

	return words[kind];
}

enum event_group event_group(enum event_kind kind)
{
	static const enum event_group groups[EVENT_COUNT] = {
#define X(id, word, group, help) [EVENT_##id] = EVENT_GROUP_##group,
		EVENTS(X)
#undef X
	};

	return groups[kind];
}

const char *event_group_word(enum event_group group)
{
	static const char *const words[EVENT_GROUP_COUNT] = {
#define X(id, word) [EVENT_GROUP_##id] = (word),
		EVENT_GROUPS(X)
#undef X
	};

	return words[group];
}

void events_init(struct events *events)
{
	events->actor = PEER_NONE;
}

void events_set_time(struct events *events, int64_t now_ms)
{
	events->now_ms = now_ms;
}

void events_set_wall(struct events *events, int64_t wall_ms)
{
	events->wall_ms = wall_ms;
}

struct peer events_set_actor(struct events *events, struct peer actor)
{
	const struct peer before = events->actor;

	events->actor = actor;
	return before;
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
	events->count_of[event_group(e->kind)]++;
	*kept = *e;
	kept->seq = events->count;
	kept->at_ms = events->now_ms;
	kept->wall_ms = events->wall_ms;
	if (!kept->by.pid)
		kept->by = events->actor;
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

void event_of_text(struct events *events, enum event_kind kind,
		   const char *text)
{
	struct event e = { .kind = kind };

	snprintf(e.text, sizeof(e.text), "%s", text);
	event_add(events, &e);
}

uint64_t events_oldest(const struct events *events)
{
	return events->count <= EVENTS_KEPT ? events->count > 0
					    : events->count - EVENTS_KEPT + 1;
}

const struct event *event_read(const struct events *events,
			       struct event_reader *reader, uint64_t *missed)
{
	const uint64_t oldest = events_oldest(events);

	*missed = 0;
	if (reader->seen == events->count)
		return NULL;
	if (reader->seen + 1 < oldest) {
		*missed = oldest - reader->seen - 1;
		reader->seen = oldest - 1;
	}
	return &events->kept[++reader->seen % EVENTS_KEPT];
}
