/* SPDX-License-Identifier: BSD-2-Clause */
/* What the bridge does about a sign of a loop. */
#include "core/bridge.h"

/* Errdisables only one of the two ports: that is enough to end a loop. */
static void apply_alarm(struct bridge *br, enum loop_action action,
			uint32_t recovery_s, int64_t now_ms)
{
	const struct loop_alarm *alarm = loop_alarm_last(&br->loop, 0);

	event_add(&br->events, &(struct event){
				       .kind = alarm->flap ? EVENT_LOOP_FLAP
							   : EVENT_LOOP_PROBE,
				       .port = alarm->port,
				       .other = alarm->other,
				       .vid = alarm->vid,
				       .mac = alarm->mac,
				       .value = alarm->moves,
			       });
	if (action == LOOP_ERRDISABLE)
		bridge_errdisable(br, alarm->port, ERRDISABLE_LOOP,
				  now_ms + 1000 * (int64_t)recovery_s);
}

void bridge_note_flap(struct bridge *br, struct mac mac, vlan_id vid,
		      port_no from, port_no to, int64_t now_ms)
{
	if (br->loop.flap != LOOP_OFF &&
	    loop_moved(&br->loop, mac, vid, from, to, now_ms))
		apply_alarm(br, br->loop.flap, br->loop.flap_recovery_s,
			    now_ms);
}

/* Whether there was such an alarm recently: a probe may come back many times,
 * in a loop or from a host that echoes it. */
static bool is_recent(const struct bridge *br, port_no left_by, port_no came_by,
		      int64_t now_ms)
{
	const struct loop_alarm *alarm;

	for (size_t n = 0; (alarm = loop_alarm_last(&br->loop, n)); n++)
		if (!alarm->flap && alarm->port == came_by &&
		    alarm->other == left_by &&
		    now_ms - alarm->at_ms < LOOP_PAUSE_MS)
			return true;
	return false;
}

void bridge_note_loop(struct bridge *br, port_no left_by, port_no came_by,
		      int64_t now_ms)
{
	if (br->loop.probe == LOOP_OFF || br->port[left_by].errdisabled ||
	    is_recent(br, left_by, came_by, now_ms))
		return;
	loop_alarm_add(&br->loop, &(struct loop_alarm){
					  .mac = br->mac,
					  .port = came_by,
					  .other = left_by,
					  .moves = 1,
					  .at_ms = now_ms,
				  });
	apply_alarm(br, br->loop.probe, br->loop.probe_recovery_s, now_ms);
}
