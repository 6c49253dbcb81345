/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Detection of loops without a spanning tree, by two signs.
 *
 * Flap:    a station moves between ports again and again.  Frames in a loop
 *          arrive on one port, then on another.  So do frames of two hosts that
 *          send with the same source address.
 * Probe:   a frame that the switch sent out of one port is received on another
 *          port, or on the same one: see proto/loop_probe.h.
 *
 * Either sign raises an alarm, which is recorded and logged.  It can also
 * errdisable the port on which the frame was received.  For a flap, that is the
 * one of the two ports of the last move that is not the station's home.  Its
 * home is the port where it was before its first move, and stays so until it
 * has not moved for an hour.  So a host that was there first keeps its port.
 * If the switch had heard neither of two hosts before, only the administrator
 * knows which is right, and can mark a port as trusted, so that it is never
 * errdisabled, or make a static entry, which never moves.  If the port to be
 * errdisabled is trusted, no port is: the other one may be the victim.
 *
 * Limit:   LOOP_STATIONS stations that moved recently are watched.  A new one
 *          replaces the one with the fewest moves in its window; among those
 *          that no longer move, the one that moved longest ago.  The newest
 *          LOOP_ALARMS alarms are kept.
 */
#ifndef CORE_LOOP_H
#define CORE_LOOP_H

#include "base/mac.h"
#include "base/types.h"

#define LOOP_STATIONS	64
#define LOOP_ALARMS	64
#define LOOP_WINDOW_MS	1000
#define LOOP_HOME_MS	3600000		/* a home is kept without moves */
#define LOOP_FLAP_MOVES	5		/* in a window; more raise an alarm */
#define LOOP_PROBE_S	10		/* between probes */
#define LOOP_RECOVERY_S	30
#define LOOP_PAUSE_MS	1000		/* between probe alarms of two ports */

/** enum loop_action - What to do about a sign of a loop */
enum loop_action {
	LOOP_OFF,
	LOOP_ALARM,
	LOOP_ERRDISABLE,
	LOOP_ACTION_COUNT,
};

const char *loop_action_word(enum loop_action action);

/**
 * struct loop_alarm - One alarm
 * @flap:	A station moves; false: a probe came back
 * @mac:	The station; for a probe, the switch itself
 * @port:	Port to blame: for a flap, the one that is not the station's
 *		home; for a probe, the one it was received on
 * @other:	The other port of the move; or the one that the probe was sent
 *		from
 * @moves:	Moves in the window, up to the alarm; 1 for a probe
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

/**
 * struct loop_station - A station that moved
 * @home:	Port where it was before its first move
 * @moves:	Moves in the window that began at @since_ms; 0: slot is free
 */
struct loop_station {
	struct mac mac;
	vlan_id vid;
	port_no home;
	uint32_t moves;
	int64_t since_ms;
};

/**
 * struct loop_detect - Settings, watched stations and alarms
 * @flap, @probe: What to do about each sign
 * @flap_moves:	Moves in LOOP_WINDOW_MS that are allowed
 * @probe_s:	Seconds between probes
 * @flap_recovery_s, @probe_recovery_s: How long a port is errdisabled
 * @alarms:	The newest alarms, each at its number modulo LOOP_ALARMS
 * @alarm_count: Alarms so far
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

/** loop_init() - Set the defaults: both signs raise an alarm */
void loop_init(struct loop_detect *loop);

/**
 * loop_moved() - Count a move of a station from one port to another
 *
 * Return: whether an alarm was added; a station raises one a window at most
 */
bool loop_moved(struct loop_detect *loop, struct mac mac, vlan_id vid,
		port_no from, port_no to, int64_t now_ms);

/** loop_forget_port() - Forget a removed port, as its number may be reused */
void loop_forget_port(struct loop_detect *loop, port_no port);

/** loop_alarm_add() - Record an alarm */
void loop_alarm_add(struct loop_detect *loop, const struct loop_alarm *alarm);

/** loop_alarm_last() - The n-th newest alarm, from 0; NULL if not recorded */
const struct loop_alarm *loop_alarm_last(const struct loop_detect *loop,
					 size_t n);

#endif /* CORE_LOOP_H */
