/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings/switch_settings.h"

#include <errno.h>

#include "capture/recorder.h"
#include "frame/tag.h"
#include "listeners.h"
#include "protocols.h"

struct switch_settings switch_settings_defaults(void)
{
	return (struct switch_settings){
		.ageing_ms = FDB_AGEING_MS,
		.fdb_limit = FDB_LIMIT,
		.fdb_full = FDB_FULL_FLOOD,
		.group_fwd = GROUP_FWD_LAB,
		.recorder = RECORDER_FRAMES,
		.snaplen = RECORDER_SNAPLEN,
		.vlan_protocol = TPID_8021Q,
		.vlan_default_pvid = VLAN_PVID_DEFAULT,
		.flap = LOOP_ALARM,
		.flap_moves = LOOP_FLAP_MOVES,
		.flap_recovery_s = LOOP_RECOVERY_S,
		.probe = LOOP_ALARM,
		.probe_s = LOOP_PROBE_S,
		.probe_recovery_s = LOOP_RECOVERY_S,
	};
}

struct switch_settings switch_settings_get(const struct app *app)
{
	const struct bridge *br = app->bridge;
	const struct loop_detect *loop = &br->loop;

	return (struct switch_settings){
		.ageing_ms = fdb_ageing_ms(br->fdb),
		.fdb_limit = fdb_limit(br->fdb),
		.fdb_full = fdb_full(br->fdb),
		.group_fwd = br->group_fwd,
		.busy_poll_us = app->busy_poll_us,
		.recorder = app->recording.frames,
		.snaplen = app->recording.snaplen,
		.vlan_filtering = br->vlan_filtering,
		.vlan_protocol = br->vlan_protocol,
		.vlan_default_pvid = br->vlan_default_pvid,
		.flap = loop->flap,
		.flap_moves = loop->flap_moves,
		.flap_recovery_s = loop->flap_recovery_s,
		.probe = loop->probe,
		.probe_s = loop->probe_s,
		.probe_recovery_s = loop->probe_recovery_s,
	};
}

static void set_loop(struct app *app, const struct switch_settings *s)
{
	struct loop_detect *loop = &app->bridge->loop;
	const bool has_new_time =
		loop->probe != s->probe || loop->probe_s != s->probe_s;

	loop->flap = s->flap;
	loop->flap_moves = s->flap_moves;
	loop->flap_recovery_s = s->flap_recovery_s;
	loop->probe = s->probe;
	loop->probe_s = s->probe_s;
	loop->probe_recovery_s = s->probe_recovery_s;
	if (has_new_time)
		protocols_restart_probes(app);
}

/* Clients whose listener has a role stay where the next clients will be. */
static void set_default_pvid(struct app *app, vlan_id vid)
{
	const struct portset fixed = listeners_clients_with_role(app);

	vlan_default_pvid_set(app->bridge, vid, &fixed);
}

/* vlan_prepare() has succeeded, so that nothing here can fail. */
static void set(struct app *app, const struct switch_settings *s)
{
	struct bridge *br = app->bridge;

	vlan_filtering_set(br, s->vlan_filtering);
	br->vlan_protocol = s->vlan_protocol;
	if (br->vlan_default_pvid != s->vlan_default_pvid)
		set_default_pvid(app, s->vlan_default_pvid);
	set_loop(app, s);
	if (app->busy_poll_us != s->busy_poll_us)
		app_set_busy_poll(app, s->busy_poll_us);
	br->group_fwd = s->group_fwd;
	fdb_set_limit(br->fdb, s->fdb_limit, s->fdb_full);
	fdb_set_ageing(br->fdb, s->ageing_ms);
}

static void add_event(struct app *app, const struct switch_settings *before)
{
	const struct switch_settings now = switch_settings_get(app);

	if (!switch_settings_equal(before, &now))
		event_of_port(&app->bridge->events, EVENT_CONFIG, PORT_NONE, 0);
}

int switch_settings_set(struct app *app, const struct switch_settings *s)
{
	const struct switch_settings before = switch_settings_get(app);

	if ((s->vlan_filtering && vlan_prepare(app->bridge)) ||
	    recording_set(&app->recording, s->recorder, s->snaplen))
		return -ENOMEM;
	set(app, s);
	add_event(app, &before);
	return 0;
}

void switch_settings_take(struct app *app, struct app *candidate)
{
	const struct switch_settings before = switch_settings_get(app);
	const struct switch_settings s = switch_settings_get(candidate);

	recording_take(&app->recording, &candidate->recording);
	set(app, &s);
	add_event(app, &before);
}

bool switch_settings_equal(const struct switch_settings *a,
			   const struct switch_settings *b)
{
	return a->ageing_ms == b->ageing_ms && a->fdb_limit == b->fdb_limit &&
	       a->fdb_full == b->fdb_full && a->group_fwd == b->group_fwd &&
	       a->busy_poll_us == b->busy_poll_us &&
	       a->recorder == b->recorder && a->snaplen == b->snaplen &&
	       a->vlan_filtering == b->vlan_filtering &&
	       a->vlan_protocol == b->vlan_protocol &&
	       a->vlan_default_pvid == b->vlan_default_pvid &&
	       a->flap == b->flap && a->flap_moves == b->flap_moves &&
	       a->flap_recovery_s == b->flap_recovery_s &&
	       a->probe == b->probe && a->probe_s == b->probe_s &&
	       a->probe_recovery_s == b->probe_recovery_s;
}

const char *vlan_protocol_word(uint16_t protocol)
{
	return protocol == TPID_8021AD ? "802.1ad" : "802.1q";
}
