/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of the switch: a ring of typed records with sequence numbers.
 *
 * An event is written where the state changes.  A frame that changes nothing
 * writes none, unless a marker selects it.  Readers are independent of one
 * another and of the writer: each has a place of its own in the ring, and one
 * that is too slow learns how many events it has missed.
 *
 * Shape:   struct event; it holds the names that its ports had at the time, so
 *          that it can be read after they were removed.
 * Time:    the time of the loop iteration; see events_set_time().
 * Limit:   the newest EVENTS_KEPT events are kept: enough for several about
 *          each port or VLAN, because a command or a host may change all of
 *          them before the readers run again.
 * Owner:   part of struct bridge.  All zero is an empty ring.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "base/mac.h"
#include "base/types.h"

#define EVENTS_KEPT	8192
#define EVENT_TEXT_SIZE	64		/* bytes, with the final zero */

/*
 * Kinds of events: name, word, and description.  @port is the port that the
 * event is about; the description names the other members that are set.
 */
#define EVENTS(X)                                                              \
	X(PORT_ADDED, "port-added", "value: its MTU")                          \
	X(PORT_REMOVED, "port-removed", "")                                    \
	X(PORT_RENAMED, "port-renamed", "name: the new one")                   \
	X(PORT_ADMIN, "port-admin", "its administrator set it; value: up")     \
	X(PORT_OPER, "port-oper", "it went up or down; value: up")             \
	X(PORT_STATE, "port-state", "value: enum port_state")                  \
	X(PORT_LINK, "port-link", "its link or MTU changed; value: the link")  \
	X(PORT_NOT_PRESENT, "port-not-present", "it has no device; value: 1 "  \
		"if that has disappeared, 0 if there was none to open")        \
	X(PORT_PRESENT, "port-present", "its device is there again")           \
	X(PORT_CONFIG, "port-config", "its settings were changed")             \
	X(PORT_VLANS, "port-vlans", "its VLANs were set")                      \
	X(ERRDISABLED, "errdisabled", "value: enum errdisable_cause")          \
	X(RECOVERED, "recovered", "the port is no longer errdisabled")         \
	X(OVERSIZE, "oversize", "the first frame that is too long for it; "    \
		"value: bytes of its packet, and excess: bytes too many; "     \
		"both 0 if the kernel refused it")                             \
	X(FDB_LEARNED, "fdb-learned", "value: enum fdb_state")                 \
	X(FDB_MOVED, "fdb-moved", "other: the port before")                    \
	X(FDB_AGED, "fdb-aged", "")                                            \
	X(FDB_EVICTED, "fdb-evicted", "removed to make room for another")      \
	X(FDB_REFUSED, "fdb-refused", "there was no room for it; "             \
		"value: how many were refused since the last such event")      \
	X(FDB_PUT, "fdb-put", "by command; value: enum fdb_state")             \
	X(FDB_REMOVED, "fdb-removed", "by command, or because it moved to a "  \
		"port that has no room for it")                                \
	X(FDB_FLUSHED, "fdb-flushed", "entries of the port, or with PORT_NONE "\
		"of several ports; value: how many")                           \
	X(VIOLATION, "violation", "a station that may not be on this port")    \
	X(STORM, "storm", "flooding exceeds a limit; value: enum pkt_type")    \
	X(LOOP_FLAP, "loop-flap", "a station moves between this port and the " \
		"other; value: how often in a second")                         \
	X(LOOP_PROBE, "loop-probe", "other: the port which the probe left")    \
	X(VLAN_CONFIG, "vlan-config", "settings of a VLAN were changed")       \
	X(CONFIG, "config", "settings of the switch were changed")             \
	X(MARKER, "marker", "a marker selected a frame from the port; "        \
		"mac: its source; text: name of the marker; value: enum "      \
		"reason; excess: frames that it stands for, 1 or more")

enum event_kind {
#define X(id, word, help) EVENT_##id,
	EVENTS(X)
#undef X
	EVENT_COUNT,
};

/**
 * struct event - One thing that happened
 * @seq:	Number of the event, from 1; filled in by event_add()
 * @at_ms:	Time on the monotonic clock; filled in by event_add()
 * @port:	PORT_NONE if it is about no port
 * @other:	A second port, for kinds that have one; else PORT_NONE
 * @vid:	VLAN_NONE if VLANs are off or it is about no VLAN
 * @mac:	Station; zero if it is about no station
 * @value, @excess: See EVENTS()
 * @name, @other_name: Names of @port and @other; filled in by event_add()
 * @text:	See EVENTS()
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
	char text[EVENT_TEXT_SIZE];
};

/**
 * struct events - The ring
 * @count:	Events written so far; also the number of the newest
 * @now_ms:	Time of events that are added
 * @kept:	The newest events, each at its number modulo EVENTS_KEPT
 * @name:	Names of ports, by number
 */
struct events {
	uint64_t count;
	int64_t now_ms;
	struct event kept[EVENTS_KEPT];
	char name[PORT_MAX + 1][PORT_NAME_SIZE];
};

/**
 * struct event_reader - A reader's place in the ring
 * @seen:	Number of the last event read; 0 begins with the oldest event
 *		kept
 */
struct event_reader {
	uint64_t seen;
};

/** event_word() - Word for a kind in commands and output */
const char *event_word(enum event_kind kind);

/** events_set_time() - Set the time of events that are added from now on */
void events_set_time(struct events *events, int64_t now_ms);

/** events_name_port() - Set a port's name for events added from now on */
void events_name_port(struct events *events, port_no no, const char *name);

/** event_add() - Write an event; does nothing if @events is NULL */
void event_add(struct events *events, const struct event *e);

/** event_of_port() - Write an event that has only a port and a value */
void event_of_port(struct events *events, enum event_kind kind, port_no no,
		   uint32_t value);

/** events_pending() - Whether event_read() would return an event */
static inline bool events_pending(const struct events *events,
				  const struct event_reader *reader)
{
	return reader->seen != events->count;
}

/**
 * event_read() - Read the next event
 * @missed:	Set to the number of events before it that were overwritten
 *
 * Return: the event, valid until the next one is added; NULL if none is new
 */
const struct event *event_read(const struct events *events,
			       struct event_reader *reader, uint64_t *missed);

#endif /* CORE_EVENT_H */
