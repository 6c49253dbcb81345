/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events of the switch: a ring of typed records with sequence numbers.
 *
 * An event is written where the state changes.  A frame that changes nothing
 * writes none.  Readers are independent of one another and of the writer: each
 * has a place of its own in the ring, and one that is too slow learns how many
 * events it has missed.
 *
 * Shape:   struct event; it holds the names that its ports had at the time, so
 *          that it can be read after they were removed.
 * Time:    the time of the loop iteration; see events_set_time().  Time between
 *          events is measured by the monotonic clock: the clock of the host may
 *          be set forward or back.
 * Limit:   the newest EVENTS_KEPT events are kept: enough for several about
 *          each port or VLAN, because a command or a host may change all of
 *          them before the readers run again.  That takes 1.5 MB.
 * Owner:   part of struct bridge.  A ring is all zero but for its actor: see
 *          events_init().
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "base/mac.h"
#include "base/peer.h"
#include "base/types.h"

#define EVENTS_KEPT	8192
#define EVENT_TEXT_SIZE	64		/* bytes, with the final zero */

/* Groups of events, by which `monitor` selects them: name and word */
#define EVENT_GROUPS(X)                                                        \
	X(PORT, "port")                                                        \
	X(LINK, "link")                                                        \
	X(FDB, "fdb")                                                          \
	X(VLAN, "vlan")                                                        \
	X(VIOLATION, "violation")                                              \
	X(STORM, "storm")                                                      \
	X(LOOP, "loop")                                                        \
	X(LISTENER, "listener")                                                \
	X(MARKER, "marker")                                                    \
	X(CONFIG, "config")

enum event_group {
#define X(id, word) EVENT_GROUP_##id,
	EVENT_GROUPS(X)
#undef X
	EVENT_GROUP_COUNT,
};

/*
 * Kinds of events: name, word, group, and description.  @port is the port that
 * the event is about; the description names the other members that are set.
 */
#define EVENTS(X)                                                              \
	X(PORT_ADDED, "port-added", PORT, "value: its MTU")                    \
	X(PORT_REMOVED, "port-removed", PORT, "")                              \
	X(PORT_RENAMED, "port-renamed", PORT, "name: the new one; "            \
		"text: the one before")                                        \
	X(PORT_ADMIN, "port-admin", PORT, "its administrator set it; "         \
		"value: up")                                                   \
	X(PORT_OPER, "port-oper", LINK, "it went up or down; value: up")       \
	X(PORT_STATE, "port-state", PORT, "value: enum port_state")            \
	X(PORT_LINK, "port-link", LINK, "its link or MTU changed; "            \
		"value: the link")                                             \
	X(PORT_NOT_PRESENT, "port-not-present", LINK, "it has no device; "     \
		"value: 1 if that has disappeared, 0 if there was none to "    \
		"open")                                                        \
	X(PORT_PRESENT, "port-present", LINK, "its device is there again")     \
	X(PORT_CONFIG, "port-config", CONFIG, "its settings were changed")     \
	X(PORT_VLANS, "port-vlans", VLAN, "its VLANs were set")                \
	X(ERRDISABLED, "errdisabled", PORT, "value: enum errdisable_cause")    \
	X(RECOVERED, "recovered", PORT, "the port is no longer errdisabled")   \
	X(OVERSIZE, "oversize", PORT, "the first frame that is too long for "  \
		"it; value: bytes of its packet, and excess: bytes too many; " \
		"both 0 if the kernel refused it")                             \
	X(FDB_LEARNED, "fdb-learned", FDB, "value: enum fdb_state")            \
	X(FDB_MOVED, "fdb-moved", FDB, "other: the port before")               \
	X(FDB_AGED, "fdb-aged", FDB, "value: enum fdb_state")                  \
	X(FDB_EVICTED, "fdb-evicted", FDB, "removed to make room for "         \
		"another; value: enum fdb_state")                              \
	X(FDB_REFUSED, "fdb-refused", FDB, "there was no room for it; "        \
		"value: how many were refused since the last such event")      \
	X(FDB_PUT, "fdb-put", FDB, "by command; value: enum fdb_state")        \
	X(FDB_REMOVED, "fdb-removed", FDB, "by command, or because it moved "  \
		"to a port that has no room for it; value: enum fdb_state")    \
	X(FDB_FLUSHED, "fdb-flushed", FDB, "entries of the port, or with "     \
		"PORT_NONE of several ports; value: how many")                 \
	X(VIOLATION, "violation", VIOLATION, "a station that may not be on "   \
		"this port")                                                   \
	X(STORM, "storm", STORM, "flooding exceeds a limit; "                  \
		"value: enum pkt_type")                                        \
	X(LOOP_FLAP, "loop-flap", LOOP, "a station moves between this port "   \
		"and the other; value: how often in a second")                 \
	X(LOOP_PROBE, "loop-probe", LOOP, "other: the port which the probe "   \
		"left")                                                        \
	X(LISTENER_ADDED, "listener-added", LISTENER, "text: the listener")    \
	X(LISTENER_REMOVED, "listener-removed", LISTENER, "text: the listener")\
	X(CLIENT_ACCEPTED, "client-accepted", LISTENER, "a client of a "       \
		"listener got this port; text: the listener; by: the client")  \
	X(CLIENT_REJECTED, "client-rejected", LISTENER, "text: the listener")  \
	X(CLIENT_GONE, "client-gone", LISTENER, "the client of this port has " \
		"disconnected; text: its listener")                            \
	X(MARKER, "marker", MARKER, "a marker selected a frame from the "      \
		"port; mac: its source; text: name of the marker; "            \
		"value: enum reason; excess: frames that it stands for, 1 "    \
		"or more")                                                     \
	X(MARKER_ADDED, "marker-added", CONFIG, "text: name of the marker")    \
	X(MARKER_REMOVED, "marker-removed", CONFIG, "text: name of the marker")\
	X(MIRROR_ADDED, "mirror-added", CONFIG, "text: name of the mirror")    \
	X(MIRROR_REMOVED, "mirror-removed", CONFIG, "text: name of the mirror")\
	X(VLAN_CONFIG, "vlan-config", VLAN, "settings of a VLAN were changed") \
	X(CONFIG, "config", CONFIG, "settings of the switch were changed")

enum event_kind {
#define X(id, word, group, help) EVENT_##id,
	EVENTS(X)
#undef X
	EVENT_COUNT,
};

/**
 * struct event - One thing that happened
 * @seq:	Number of the event, from 1; filled in by event_add()
 * @at_ms:	Time on the monotonic clock; filled in by event_add()
 * @wall_ms:	Time since 1970 by the clock of the host, which may be set;
 *		filled in by event_add()
 * @port:	PORT_NONE if it is about no port
 * @other:	A second port, for kinds that have one; else PORT_NONE
 * @vid:	VLAN_NONE if VLANs are off or it is about no VLAN
 * @mac:	Station; zero if it is about no station
 * @value, @excess: See EVENTS()
 * @by:		The process that caused it: the client whose command it was.  If
 *		its @pid is 0, filled in by event_add(): see events_set_actor()
 * @name, @other_name: Names of @port and @other; filled in by event_add()
 * @text:	See EVENTS(); cut if it is too long
 */
struct event {
	uint64_t seq;
	int64_t at_ms;
	int64_t wall_ms;
	enum event_kind kind;
	port_no port;
	port_no other;
	vlan_id vid;
	struct mac mac;
	uint32_t value;
	uint32_t excess;
	struct peer by;
	char name[PORT_NAME_SIZE];
	char other_name[PORT_NAME_SIZE];
	char text[EVENT_TEXT_SIZE];
};

/**
 * struct events - The ring
 * @count:	Events written so far; also the number of the newest
 * @count_of:	How many of each group
 * @now_ms, @wall_ms, @actor: Of events that are added
 * @kept:	The newest events, each at its number modulo EVENTS_KEPT
 * @name:	Names of ports, by number
 */
struct events {
	uint64_t count;
	uint64_t count_of[EVENT_GROUP_COUNT];
	int64_t now_ms;
	int64_t wall_ms;
	struct peer actor;
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

/** event_group() - The group of a kind */
enum event_group event_group(enum event_kind kind);

/** event_group_word() - Word for a group, by which `monitor` selects it */
const char *event_group_word(enum event_group group);

/** events_init() - Prepare a ring that is all zero */
void events_init(struct events *events);

/** events_set_time() - Set the time of events that are added from now on */
void events_set_time(struct events *events, int64_t now_ms);

/** events_set_wall() - Set the same time by the clock of the host */
void events_set_wall(struct events *events, int64_t wall_ms);

/**
 * events_set_actor() - Set the client whose command is run from now on
 * @actor:	PEER_NONE if what happens is nobody's command
 *
 * Return: the one before, so that the caller can restore it
 */
struct peer events_set_actor(struct events *events, struct peer actor);

/** events_name_port() - Set a port's name for events added from now on */
void events_name_port(struct events *events, port_no no, const char *name);

/** event_add() - Write an event; does nothing if @events is NULL */
void event_add(struct events *events, const struct event *e);

/** event_of_port() - Write an event that has only a port and a value */
void event_of_port(struct events *events, enum event_kind kind, port_no no,
		   uint32_t value);

/** event_of_text() - Write an event that has only a text */
void event_of_text(struct events *events, enum event_kind kind,
		   const char *text);

/** events_oldest() - Number of the oldest event kept; 0 if there is none */
uint64_t events_oldest(const struct events *events);

/**
 * event_read() - Read the next event
 * @missed:	Set to the number of events before it that were overwritten
 *
 * Return: the event, valid until the next one is added; NULL if none is new
 */
const struct event *event_read(const struct events *events,
			       struct event_reader *reader, uint64_t *missed);

#endif /* CORE_EVENT_H */
