/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/loop.h"

#include <stddef.h>

const char *loop_action_word(enum loop_action action)
{
	static const char *const words[LOOP_ACTION_COUNT] = {
		[LOOP_OFF] = "off",
		[LOOP_ALARM] = "alarm",
		[LOOP_ERRDISABLE] = "errdisable",
	};

	return words[action];
}

void loop_init(struct loop_detect *loop)
{
	*loop = (struct loop_detect){
		.flap = LOOP_ALARM,
		.probe = LOOP_ALARM,
		.flap_moves = LOOP_FLAP_MOVES,
		.probe_s = LOOP_PROBE_S,
		.flap_recovery_s = LOOP_RECOVERY_S,
		.probe_recovery_s = LOOP_RECOVERY_S,
	};
}

/* Moves in the present window, which began with the first of them */
static uint32_t moves_of(const struct loop_station *s, int64_t now_ms)
{
	return now_ms - s->since_ms < LOOP_WINDOW_MS ? s->moves : 0;
}

/* Whether @a is to be replaced rather than @b.  Among stations that move at
 * present, age does not matter, so that it is always the same one that is
 * replaced: a loop moves many stations in turn, and if the oldest were
 * replaced, each would be forgotten before it moves again. */
static bool is_replaced_before(const struct loop_station *a,
			       const struct loop_station *b, int64_t now_ms)
{
	const uint32_t moves = moves_of(a, now_ms);

	if (moves != moves_of(b, now_ms))
		return moves < moves_of(b, now_ms);
	return !moves && a->since_ms < b->since_ms;
}

/* The station's slot; the one of another that it replaces, if it is new */
static struct loop_station *find_or_replace(struct loop_detect *loop,
					    struct mac mac, vlan_id vid,
					    port_no from, int64_t now_ms)
{
	struct loop_station *least = &loop->stations[0];

	for (size_t i = 0; i < LOOP_STATIONS; i++) {
		struct loop_station *s = &loop->stations[i];

		if (s->moves && s->vid == vid && mac_equal(s->mac, mac)) {
			if (moves_of(s, now_ms))
				return s;
			if (now_ms - s->since_ms < LOOP_HOME_MS)
				from = s->home;
			least = s;
			break;
		}
		if (is_replaced_before(s, least, now_ms))
			least = s;
	}
	*least = (struct loop_station){ mac, vid, from, 0, now_ms };
	return least;
}

bool loop_moved(struct loop_detect *loop, struct mac mac, vlan_id vid,
		port_no from, port_no to, int64_t now_ms)
{
	struct loop_station *s = find_or_replace(loop, mac, vid, from, now_ms);
	bool is_home = to == s->home;

	if (++s->moves != loop->flap_moves + 1)
		return false;
	loop_alarm_add(loop, &(struct loop_alarm){
				     .flap = true,
				     .mac = mac,
				     .vid = vid,
				     .port = is_home ? from : to,
				     .other = is_home ? to : from,
				     .moves = s->moves,
				     .at_ms = now_ms,
			     });
	return true;
}

void loop_forget_port(struct loop_detect *loop, port_no port)
{
	for (size_t i = 0; i < LOOP_ALARMS; i++) {
		struct loop_alarm *alarm = &loop->alarms[i];

		if (alarm->port == port)
			alarm->port = PORT_NONE;
		if (alarm->other == port)
			alarm->other = PORT_NONE;
	}
	for (size_t i = 0; i < LOOP_STATIONS; i++)
		if (loop->stations[i].home == port)
			loop->stations[i].home = PORT_NONE;
}

void loop_alarm_add(struct loop_detect *loop, const struct loop_alarm *alarm)
{
	loop->alarms[loop->alarm_count++ % LOOP_ALARMS] = *alarm;
}

const struct loop_alarm *loop_alarm_last(const struct loop_detect *loop,
					 size_t n)
{
	if (n >= LOOP_ALARMS || n >= loop->alarm_count)
		return NULL;
	return &loop->alarms[(loop->alarm_count - 1 - n) % LOOP_ALARMS];
}
