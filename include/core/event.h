/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happened in the switch: a ring of typed events with sequence numbers.
 *
 * An event is written where the state changes.  A frame that changes nothing
 * writes none.  Readers are independent of one another and of the writer: each
 * has a place of its own in the ring, and one that is too slow learns how many
 * events it has missed.
 *
 * Shape:   struct event; it holds the names that its ports had at that time,
 *          so that it can be read when they are gone.
 * Time:    that of the iteration; see events_set_time().
 * Limit:   the newest EVENTS_KEPT events.
 * Owner:   part of struct bridge.  All zero is a ring without events.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "base/mac.h"
#include "base/types.h"

#define EVENTS_KEPT	1024

/*
 * Kinds: name, word, and what an event of it says.  @port is the port that it
 * is about; the other members hold what is written here.
 */
#define EVENTS(X)                                                              \
	X(PORT_ADDED, "port-added", "value: its MTU")                          \
	X(PORT_REMOVED, "port-removed", "")                                    \
	X(PORT_RENAMED, "port-renamed", "name: the new one")                   \
	X(PORT_ADMIN, "port-admin", "its administrator set it; value: up")     \
	X(PORT_OPER, "port-oper", "it is enabled, or no longer; value: up")      \
	X(PORT_STATE, "port-state", "value: enum port_state")                  \
	X(PORT_LINK, "port-link", "its link or MTU changed; value: the link")  \
	X(PORT_NOT_PRESENT, "port-not-present", "its device has gone")         \
	X(PORT_PRESENT, "port-present", "its device is there again")           \
	X(PORT_CONFIG, "port-config", "its settings were changed")             \
	X(PORT_VLANS, "port-vlans", "its part in VLANs was set")                  \
	X(ERRDISABLED, "errdisabled", "value: enum errdisable_cause")          \
	X(RECOVERED, "recovered", "the port is no longer errdisabled")         \
	X(OVERSIZE, "oversize", "the first frame that is too long for it; "    \
		"value: bytes of its packet, and excess: bytes too many; "     \
		"0 where the kernel said so")                                  \
	X(FDB_LEARNED, "fdb-learned", "value: enum fdb_state")                 \
	X(FDB_MOVED, "fdb-moved", "other: the port before")                    \
	X(FDB_AGED, "fdb-aged", "")                                            \
	X(FDB_EVICTED, "fdb-evicted", "it made room for another station")      \
	X(FDB_REFUSED, "fdb-refused", "there was no room for it; "             \
		"value: how many were refused since the last such event")      \
	X(FDB_PUT, "fdb-put", "by a person; value: enum fdb_state")            \
	X(FDB_REMOVED, "fdb-removed", "by a person")                           \
	X(FDB_FLUSHED, "fdb-flushed", "those of the port, or PORT_NONE: of "   \
		"several; value: how many entries")                            \
	X(VIOLATION, "violation", "a station that may not be on this port")    \
	X(STORM, "storm", "more than may be flooded; value: enum pkt_type")    \
	X(LOOP_FLAP, "loop-flap", "a station moves between this port and the " \
		"other; value: how often in a second")                         \
	X(LOOP_PROBE, "loop-probe", "other: the port which the probe left")    \
	X(CONFIG, "config", "settings of the switch were changed")

enum event_kind {
#define X(id, word, help) EVENT_##id,
	EVENTS(X)
#undef X
	EVENT_COUNT,
};

/**
 * struct event - One thing that happened
 * @seq:	Number of the event, from 1; filled in by event_add()
 * @at_ms:	Likewise; milliseconds on the monotonic clock
 * @port:	PORT_NONE where it is about no port
 * @vid:	VLAN_NONE where VLANs are off or it is about none
 * @mac:	The station; zero where it is about none
 * @name, @other_name: Of @port and @other; filled in by event_add()
 */
struct event {
	uint64_t seq;
	int64_t at_ms;
	enum event_kind kind;
	port_no port;
	port_no other;
	vlan_id vid;
	struct mac mac;
	uint32_t value;
	uint32_t excess;
	char name[PORT_NAME_SIZE];
	char other_name[PORT_NAME_SIZE];
};

/**
 * struct events - The ring
 * @count:	Events that there ever were; the number of the last
 * @kept:	The last of them, each at its number modulo EVENTS_KEPT
 * @name:	By port
 */
struct events {
	uint64_t count;
	int64_t now_ms;
	struct event kept[EVENTS_KEPT];
	char name[PORT_MAX + 1][PORT_NAME_SIZE];
};

/** struct event_reader - Its place; all zero begins with the oldest event */
struct event_reader {
	uint64_t seen;
};

/** event_word() - Of a kind, in commands and output */
const char *event_word(enum event_kind kind);

/** events_set_time() - Events that are added from now on happened then */
void events_set_time(struct events *events, int64_t now_ms);

/** events_name_port() - The name that events of a port have from now on */
void events_name_port(struct events *events, port_no no, const char *name);

/** event_add() - Write an event; NULL for @events: nobody wants to know */
void event_add(struct events *events, const struct event *e);

/** event_of_port() - Write an event that has nothing but a port and a value */
void event_of_port(struct events *events, enum event_kind kind, port_no no,
		   uint32_t value);

/** events_are_new() - Whether event_read() has one for a reader */
static inline bool events_are_new(const struct events *events,
				  const struct event_reader *reader)
{
	return reader->seen != events->count;
}

/**
 * event_read() - The next event for a reader
 * @missed:	Set to how many before it were overwritten
 *
 * Return: the event, borrowed until the next one is added; NULL if none is new
 */
const struct event *event_read(const struct events *events,
			       struct event_reader *reader, uint64_t *missed);

#endif /* CORE_EVENT_H */
