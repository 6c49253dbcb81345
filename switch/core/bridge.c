/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/bridge.h"

#include <stdlib.h>
#include <string.h>

#include "frame/tag.h"

/* The switch's own address, locally administered (IEEE Std 802-2014, 8.4) */
static struct mac mac_of(uint64_t seed)
{
	struct mac mac;

	seed *= UINT64_C(0x9e3779b97f4a7c15);
	memcpy(&mac, &seed, sizeof(mac));
	mac.byte[0] = (uint8_t)((mac.byte[0] & ~1) | 2);
	return mac;
}

struct bridge *bridge_new(uint64_t seed)
{
	struct bridge *br = calloc(1, sizeof(*br));

	if (!br)
		return NULL;
	events_init(&br->events);
	br->fdb = fdb_new(seed, &br->events);
	br->vlan = calloc(VLAN_COUNT, sizeof(*br->vlan));
	if (!br->fdb || !br->vlan) {
		bridge_free(br);
		return NULL;
	}
	br->vlan_default_pvid = VLAN_PVID_DEFAULT;
	br->vlan_protocol = TPID_8021Q;
	br->mtu_min = br->frame_min = UINT32_MAX;
	br->group_fwd = GROUP_FWD_LAB;
	loop_init(&br->loop);
	br->mac = mac_of(seed);
	return br;
}

void bridge_free(struct bridge *br)
{
	if (!br)
		return;
	fdb_free(br->fdb);
	markers_free(&br->markers);
	mirrors_free(&br->mirrors);
	free(br->vlan);
	free(br->vlan_counters);
	free(br);
}

static void set_member(struct portset *set, port_no no, bool is_in)
{
	if (is_in)
		portset_add(set, no);
	else
		portset_del(set, no);
}

/* Keeps one port's part in the sets that decide() reads instead of settings. */
static void summarize_port(struct bridge *br, port_no no)
{
	const struct bridge_port *p = &br->port[no];
	const bool sends = p->state == PORT_STATE_FORWARDING;

	set_member(&br->egress[PKT_UCAST], no, sends && p->settings.flood);
	set_member(&br->egress[PKT_MCAST], no,
		   sends && p->settings.mcast_flood);
	set_member(&br->egress[PKT_BCAST], no,
		   sends && p->settings.bcast_flood);
	set_member(&br->isolated, no, sends && p->settings.isolated);
}

/* To be called when a port's state, MTU or medium has changed. */
static void summarize(struct bridge *br, port_no changed)
{
	summarize_port(br, changed);
	br->mtu_min = br->frame_min = UINT32_MAX;
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct bridge_port *p = &br->port[no];

		if (p->state != PORT_STATE_FORWARDING)
			continue;
		if (p->mtu < br->mtu_min)
			br->mtu_min = p->mtu;
		if (p->frame_max < br->frame_min)
			br->frame_min = p->frame_max;
	}
}

/* Why all that a port receives is dropped; 0 if it is not */
static enum reason refusal_of(const struct bridge *br, port_no no)
{
	const struct bridge_port *p = &br->port[no];

	if (!p->up)
		return p->errdisabled ? REASON_ERRDISABLED : REASON_PORT_DOWN;
	return portset_has(&br->mirrors.silent, no) ? REASON_MONITOR_PORT : 0;
}

static void set_refusal(struct bridge *br, port_no no)
{
	br->port[no].refuses = (uint8_t)refusal_of(br, no);
}

port_no bridge_add_port_as(struct bridge *br, port_no no, uint32_t mtu)
{
	if (br->port[no].exists)
		return PORT_NONE;
	br->port[no] = (struct bridge_port){
		.exists = true,
		.refuses = REASON_PORT_DOWN,
		.state_wanted = PORT_STATE_FORWARDING,
		.mtu = mtu,
		.frame_max = UINT32_MAX,
		.settings = port_settings_defaults(),
	};
	vlan_join_default(br, no);
	return no;
}

port_no bridge_add_port(struct bridge *br, uint32_t mtu)
{
	port_no no = 1;

	while (no <= PORT_MAX && br->port[no].exists)
		no++;
	return no <= PORT_MAX ? bridge_add_port_as(br, no, mtu) : PORT_NONE;
}

static void flush_port(struct bridge *br, port_no no, unsigned int states)
{
	fdb_flush(br->fdb, (struct fdb_filter){ .port = no, .states = states });
}

/* A port that is down keeps its dynamic entries only while it has a backup. */
static void backup_removed(struct bridge *br, port_no no)
{
	if (!br->port[no].up)
		flush_port(br, no, FDB_DYNAMIC);
}

void bridge_set_backup(struct bridge *br, port_no no, port_no backup)
{
	if (br->port[no].settings.backup == backup)
		return;
	br->port[no].settings.backup = backup;
	if (backup == PORT_NONE)
		backup_removed(br, no);
	event_of_port(&br->events, EVENT_PORT_CONFIG, no, 0);
}

static enum port_state state_of(const struct bridge *br, port_no no)
{
	const struct bridge_port *p = &br->port[no];

	if (!p->up)
		return PORT_STATE_DISABLED;
	return portset_has(&br->mirrors.silent, no) ? PORT_STATE_MONITOR
						    : p->state_wanted;
}

static void apply_state(struct bridge *br, port_no no)
{
	struct bridge_port *p = &br->port[no];
	const enum port_state state = state_of(br, no);

	set_refusal(br, no);
	if (state == p->state)
		return;
	p->state = state;
	event_of_port(&br->events, EVENT_PORT_STATE, no, state);
	summarize(br, no);
}

/* To be called when a mirror or the name of a port has changed. */
static void update_monitors(struct bridge *br)
{
	const struct portset changed = mirrors_update(&br->mirrors);

	PORTSET_FOREACH(&changed, no) {
		if (!br->port[no].exists)
			continue;
		if (portset_has(&br->mirrors.silent, no))
			flush_port(br, no, FDB_DYNAMIC);
		apply_state(br, no);
	}
}

static bool add_mirror(struct bridge *br, struct mirror *m)
{
	if (!mirrors_add(&br->mirrors, m))
		return false;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (br->port[no].exists)
			mirror_name_port(m, no, br->events.name[no]);
	event_of_text(&br->events, EVENT_MIRROR_ADDED, m->name);
	return true;
}

bool bridge_replace_mirror(struct bridge *br, struct mirror *is,
			   struct mirror *to_be)
{
	bool is_added;

	if (is) {
		mirrors_take(&br->mirrors, is);
		event_of_text(&br->events, EVENT_MIRROR_REMOVED, is->name);
	}
	is_added = !to_be || add_mirror(br, to_be);
	update_monitors(br);
	return is_added;
}

bool bridge_add_mirror(struct bridge *br, struct mirror *m)
{
	return bridge_replace_mirror(br, NULL, m);
}

void bridge_take_mirror(struct bridge *br, struct mirror *m)
{
	bridge_replace_mirror(br, m, NULL);
}

static void name_port(struct bridge *br, port_no no, const char *name)
{
	if (!br->mirrors.n)
		return;
	for (size_t i = 0; i < br->mirrors.n; i++)
		mirror_name_port(br->mirrors.by[i], no, name);
	update_monitors(br);
}

void bridge_name_port(struct bridge *br, port_no no, const char *name)
{
	events_name_port(&br->events, no, name);
	markers_name_port(&br->markers, no, name);
	name_port(br, no, name);
}

void bridge_del_port(struct bridge *br, port_no no)
{
	static const struct vlan_port in_none;

	flush_port(br, no, FDB_ANY_STATE);
	fdb_set_port_limit(br->fdb, no, 0);
	bridge_reset_counters(br, no);
	violations_forget(&br->violations, no);
	loop_forget_port(&br->loop, no);
	vlan_port_set(br, no, &in_none);
	br->port[no] = (struct bridge_port){ 0 };
	memset(br->meter[no], 0, sizeof(br->meter[no]));
	memset(br->storm_ends_ms[no], 0, sizeof(br->storm_ends_ms[no]));
	portset_del(&br->oversized, no);
	for (port_no other = 1; other <= PORT_MAX; other++)
		if (br->port[other].settings.backup == no)
			bridge_set_backup(br, other, PORT_NONE);
	summarize(br, no);
	name_port(br, no, NULL);
}

void bridge_set_state(struct bridge *br, port_no no, enum port_state state)
{
	br->port[no].state_wanted = state;
	apply_state(br, no);
}

void bridge_set_up(struct bridge *br, port_no no, bool up)
{
	if (br->port[no].up == up)
		return;
	br->port[no].up = up;
	event_of_port(&br->events, EVENT_PORT_OPER, no, up);
	if (!up && br->port[no].settings.backup == PORT_NONE)
		flush_port(br, no, FDB_DYNAMIC);
	apply_state(br, no);
}

static void set_meters(struct bridge *br, port_no no, int64_t now_ms)
{
	struct bridge_port *p = &br->port[no];

	p->metered = 0;
	for (unsigned int i = 0; i < PORT_METER_COUNT; i++) {
		meter_set(&br->meter[no][i], &p->settings.rates[i], now_ms);
		if (p->settings.rates[i].unit != METER_OFF)
			p->metered |= (uint8_t)(1u << i);
	}
}

void bridge_set_port(struct bridge *br, port_no no,
		     const struct port_settings *settings, int64_t now_ms)
{
	struct bridge_port *p = &br->port[no];
	const bool had_backup = p->settings.backup != PORT_NONE;
	const bool is_changed = !port_settings_equal(&p->settings, settings);

	p->settings = *settings;
	fdb_set_port_limit(br->fdb, no, p->settings.fdb_limit);
	set_meters(br, no, now_ms);
	if (p->settings.trusted)
		bridge_recover(br, no);
	if (!p->settings.mab)
		flush_port(br, no, 1u << FDB_LOCKED);
	if (had_backup && p->settings.backup == PORT_NONE)
		backup_removed(br, no);
	summarize_port(br, no);
	if (is_changed)
		event_of_port(&br->events, EVENT_PORT_CONFIG, no, 0);
}

void bridge_errdisable(struct bridge *br, port_no no,
		       enum errdisable_cause cause, int64_t until_ms)
{
	struct bridge_port *p = &br->port[no];

	if (p->errdisabled != ERRDISABLE_NONE || p->settings.trusted)
		return;
	p->errdisabled = (uint8_t)cause;
	p->errdisabled_until_ms = until_ms;
	event_of_port(&br->events, EVENT_ERRDISABLED, no, cause);
	bridge_set_up(br, no, false);
	set_refusal(br, no);
}

void bridge_recover(struct bridge *br, port_no no)
{
	struct bridge_port *p = &br->port[no];

	if (p->errdisabled == ERRDISABLE_NONE)
		return;
	p->errdisabled = ERRDISABLE_NONE;
	set_refusal(br, no);
	event_of_port(&br->events, EVENT_RECOVERED, no, 0);
}

int64_t bridge_tick(struct bridge *br, int64_t now_ms)
{
	int64_t next_ms = INT64_MAX;

	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct bridge_port *p = &br->port[no];

		if (p->errdisabled == ERRDISABLE_NONE)
			continue;
		if (p->errdisabled_until_ms <= now_ms)
			bridge_recover(br, no);
		else if (p->errdisabled_until_ms < next_ms)
			next_ms = p->errdisabled_until_ms;
	}
	return next_ms;
}

void bridge_note_oversize(struct bridge *br, port_no no, uint32_t packet_len,
			  uint32_t excess)
{
	if (portset_has(&br->oversized, no))
		return;
	portset_add(&br->oversized, no);
	event_add(&br->events, &(struct event){ .kind = EVENT_OVERSIZE,
						.port = no,
						.value = packet_len,
						.excess = excess });
}

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu)
{
	br->port[no].mtu = mtu;
	portset_del(&br->oversized, no);
	summarize(br, no);
}

void bridge_set_medium(struct bridge *br, port_no no, uint32_t frame_max,
		       bool takes_tag)
{
	br->port[no].frame_max = frame_max;
	br->port[no].takes_tag = takes_tag;
	portset_del(&br->oversized, no);
	summarize(br, no);
}

void bridge_reset_counters(struct bridge *br, port_no no)
{
	counters_fold(&br->past, &br->counters[no]);
	br->counters[no] = (struct counters){ 0 };
	fdb_forget_count(br->fdb, no);
	vlan_counters_reset(br, no);
}
