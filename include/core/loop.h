/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loops without a spanning tree: two signs of one, and what is done about it.
 *
 * Flap:    a station that moves between ports again and again.  Frames that go
 *          round come in by one port, then by another; so they do when somebody
 *          sends under another's address.
 * Probe:   a frame that the switch sent out of one port, and that comes back by
 *          another, or by the same: see proto/loop_probe.h.
 *
 * Either is an alarm, which is remembered and logged; it can also errdisable the
 * port by which the frame came.  With a flap, that is the port of the last move
 * that is not the station's home: the port where it was before its first move,
 * until an hour after its last.  So the station that was there first stays.  Of
 * two that the switch had not heard of before, only the administrator knows which
 * is right, and can mark a port as trusted, which is never errdisabled, or enter
 * the station as static, which never moves.  Where the port to blame is trusted,
 * no port is errdisabled: the other one may be the victim.
 *
 * Limit:   LOOP_STATIONS that moved of late are watched; one that moved least
 *          gives way, of those that no longer move the one that did so longest
 *          ago.  LOOP_ALARMS are remembered, the newest.
 */
#ifndef CORE_LOOP_H
#define CORE_LOOP_H

#include "base/mac.h"
#include "base/types.h"

#define LOOP_STATIONS	64
#define LOOP_ALARMS	64
#define LOOP_WINDOW_MS	1000
#define LOOP_HOME_MS	3600000		/* as long it is where it was at first */
#define LOOP_FLAP_MOVES	5		/* in a window; more is an alarm */
#define LOOP_PROBE_S	10		/* between probes */
#define LOOP_RECOVERY_S	30
#define LOOP_PAUSE_MS	1000		/* between alarms about two ports */

/** enum loop_action - What a sign of a loop leads to */
enum loop_action {
	LOOP_OFF,
	LOOP_ALARM,
	LOOP_ERRDISABLE,
	LOOP_ACTION_COUNT,
};

const char *loop_action_word(enum loop_action action);

/**
 * struct loop_alarm - One alarm
 * @flap:	A station moved; otherwise a probe came back
 * @mac:	The station, or the switch itself
 * @port:	Where it is heard; not where the station was before all that
 * @other:	Where else; or where the probe had left
 * @moves:	In the window that ended with the alarm; 1 for a probe
 */
struct loop_alarm {
	bool flap;
	struct mac mac;
	vlan_id vid;
	port_no port;
	port_no other;
	uint32_t moves;
	int64_t at_ms;
};

/** struct loop_station - One that moved; @home: where it was at first */
struct loop_station {
	struct mac mac;
	vlan_id vid;
	port_no home;
	uint32_t moves;
	int64_t since_ms;
};

/**
 * struct loop_detect - Settings, and what was seen
 * @alarms:	The last of them, by their number modulo LOOP_ALARMS
 * @alarm_count: How many there ever were
 */
struct loop_detect {
	enum loop_action flap;
	enum loop_action probe;
	uint32_t flap_moves;
	uint32_t probe_s;
	uint32_t flap_recovery_s;
	uint32_t probe_recovery_s;
	struct loop_station stations[LOOP_STATIONS];
	struct loop_alarm alarms[LOOP_ALARMS];
	uint64_t alarm_count;
};

/** loop_init() - As a new switch has it: alarms */
void loop_init(struct loop_detect *loop);

/**
 * loop_moved() - A station moved from one port to another
 *
 * Return: whether that is an alarm, now the last one; one in a window at most
 */
bool loop_moved(struct loop_detect *loop, struct mac mac, vlan_id vid, port_no from,
		port_no to, int64_t now_ms);

/** loop_forget_port() - Its number may be another's now */
void loop_forget_port(struct loop_detect *loop, port_no port);

/** loop_alarm_add() - Remember one more */
void loop_alarm_add(struct loop_detect *loop, const struct loop_alarm *alarm);

/** loop_alarm_last() - The n-th from the end, 0 the last; NULL if it is gone */
const struct loop_alarm *loop_alarm_last(const struct loop_detect *loop, size_t n);

#endif /* CORE_LOOP_H */
