/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: what happens to a switch, step by step.  Each step is a byte that selects
 * the action, and some bytes of arguments; see step() below.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "core/bridge.h"
#include "core/bridge_sums.h"
#include "core/commit.h"
#include "core/decide.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "check_verdict.h"
#include "decide_input.h"
#include "fuzz.h"

/* Counts what egress would transmit for the verdict. */
static void count_transmitted(struct bridge *br, const struct verdict *v)
{
	struct portset ports;

	verdict_ports(v, &ports);
	PORTSET_FOREACH(&ports, no)
		br->counters[no].tx_packets[v->pkt_type]++;
}

/* A station that has just sent is found where it sent, unless a configured entry holds
 * it elsewhere or there is no room. */
static void check_learned(const struct run *run, const struct frame *f,
			  const struct verdict *v,
			  const struct fdb_count *before)
{
	const struct fdb_count after = fdb_count(run->br->fdb, v->in);
	const struct bridge_port *from = &run->br->port[v->in];
	struct fdb_entry e;
	bool found = fdb_lookup(run->br->fdb, v->vid, f->src, run->now_ms, &e);

	/* A violation may have disabled its port, whose entries are flushed then. */
	if (!v->learn || !fdb_ageing_ms(run->br->fdb) || !from->up)
		return;
	if (from->settings.fdb_limit && after.learned != before->learned)
		must(fdb_on_port(run->br->fdb, v->in) <=
		     from->settings.fdb_limit);
	if (after.refused != before->refused)
		must(!found);
	else
		must(found &&
		     (e.port == v->in || (FDB_CONFIGURED >> e.state & 1)));
}

/* Commits; a VLAN counts each copy that is sent in it. */
static void commit(struct run *run, const struct frame *f,
		   const struct verdict *v, size_t copies)
{
	const struct vlan *vlan = &run->br->vlan[v->vid];
	const struct fdb_count learned = fdb_count(run->br->fdb, v->in);
	uint64_t before = vlan->tx_packets;

	bridge_commit(run->br, f, v, run->now_ms);
	check_learned(run, f, v, &learned);
	must(vlan->tx_packets - before == (v->vid ? copies : 0));
}

static void decide_on(struct run *run, struct frame *f, port_no in)
{
	struct verdict v, again;
	struct portset ports, ports_again;

	frame_parse(f);
	decide(run->br, f, in, run->now_ms, &v);
	check_verdict(run->br, f, &v, in);

	must(decide(run->br, f, in, run->now_ms, &again) == v.reason);
	verdict_ports(&v, &ports);
	verdict_ports(&again, &ports_again);
	must(!memcmp(&ports, &ports_again, sizeof(ports)));

	must(again.vid == v.vid && again.tagged == v.tagged);
	commit(run, f, &v, portset_count(&ports));
	count_transmitted(run->br, &v);
}

/* Each has a TPID, a VLAN and a priority.  The frame's length may end within a tag. */
static void take_tags(struct run *run, uint8_t *at, size_t n)
{
	while (n--) {
		uint16_t how = take16(run);
		vlan_id vid = vids[how >> 4 & 7];

		put_be16(at, tpids[how & 3]);
		put_be16(at + 2, (uint16_t)((how & 0xf000) | vid));
		at += VLAN_TAG_SIZE;
	}
}

static void receive(struct run *run)
{
	static uint8_t room[VNET_HDR_SIZE + LEN_MAX];
	struct frame f = { .data = room + VNET_HDR_SIZE };
	port_no in = take_port(run);
	struct mac mac;
	uint8_t byte;

	memset(room, 0,
	       VNET_HDR_SIZE + ETH_HEADER_SIZE + TAGS_MAX * VLAN_TAG_SIZE);
	mac = take_mac(run);
	memcpy(f.data, &mac, sizeof(mac));
	mac = take_mac(run);
	memcpy(f.data + sizeof(mac), &mac, sizeof(mac));
	byte = take(run);
	room[0] = byte & 7; /* flags of the virtio-net header */
	take_tags(run, f.data + ETH_HEADER_SIZE - 2,
		  (byte >> 3) % (TAGS_MAX + 1));
	f.len = take16(run) % LEN_MAX;
	if (in != PORT_NONE)
		decide_on(run, &f, in);
}

/* Its name is that of its number. */
static void name_port(struct run *run, port_no no)
{
	char name[PORT_NAME_SIZE];

	snprintf(name, sizeof(name), "p%u", no);
	bridge_name_port(run->br, no, name);
}

static void add_port(struct run *run)
{
	uint32_t mtu = take16(run);
	size_t count = 0;
	port_no added;

	for (port_no no = 1; no <= PORTS; no++)
		count += run->br->port[no].exists;
	if (count == PORTS)
		return;
	added = bridge_add_port(run->br, mtu);
	must(added <= PORTS);
	name_port(run, added);
}

static void check_gone(const struct run *run, struct fdb_filter filter)
{
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	must(!fdb_next(run->br->fdb, filter, run->now_ms, &cursor, &slots, &e));
}

static void set_up(struct run *run, port_no no, bool up, enum port_state state)
{
	bool was_up = run->br->port[no].up;

	bridge_set_up(run->br, no, up);
	bridge_set_state(run->br, no, state);
	if (was_up && !up && run->br->port[no].settings.backup == PORT_NONE)
		check_gone(run, (struct fdb_filter){ .port = no,
						     .states = FDB_DYNAMIC });
}

static void set_port(struct run *run)
{
	port_no no = take_port(run);
	uint8_t what = take(run);
	uint16_t value = take16(run);

	if (no == PORT_NONE)
		return;
	switch (what & 3) {
	case 0:
		bridge_set_mtu(run->br, no, value);
		break;
	case 1:
		run->br->port[no].settings.learning = value & 1;
		break;
	default:
		set_up(run, no, value & 3,
		       PORT_STATE_FORWARDING - (value >> 2) % 3);
		break;
	}
}

static void del_port(struct run *run)
{
	port_no no = take_port(run);

	if (no == PORT_NONE)
		return;
	bridge_del_port(run->br, no);
	check_gone(run,
		   (struct fdb_filter){ .port = no, .states = FDB_ANY_STATE });
}

static void set_switch(struct run *run)
{
	uint8_t what = take(run);
	uint16_t value = take16(run);

	switch (what & 3) {
	case 0:
		fdb_set_ageing(run->br->fdb, value);
		break;
	case 1:
		fdb_set_limit(run->br->fdb, value % 8 + 1u,
			      what & 4 ? FDB_FULL_EVICT : FDB_FULL_FLOOD);
		break;
	default:
		run->br->group_fwd = value & (uint16_t)~GROUP_FWD_NEVER;
		break;
	}
}

/* A VLAN in which entries may be, so not the reserved one */
static vlan_id entry_vid(uint8_t byte)
{
	return vids[(byte >> 4) % (ARRAY_SIZE(vids) - 1)];
}

static void put_entry(struct run *run)
{
	struct fdb_entry e = {
		.mac = take_mac(run),
		.port = take_port(run),
		.heard_ms = run->now_ms,
	};
	uint8_t byte = take(run);

	e.state = FDB_STICKY + byte % 3;
	e.vid = entry_vid(byte);
	if (e.port != PORT_NONE && !mac_is_group(e.mac))
		must(!fdb_put(run->br->fdb, &e));
}

static void remove_entry(struct run *run)
{
	struct mac mac = take_mac(run);
	vlan_id vid = entry_vid(take(run));
	struct fdb_entry e;

	fdb_remove(run->br->fdb, vid, mac);
	must(!fdb_lookup(run->br->fdb, vid, mac, run->now_ms, &e));
}

static void reset_counters(struct run *run)
{
	port_no no = take_port(run);

	if (no != PORT_NONE)
		bridge_reset_counters(run->br, no);
}

static void pass_time(struct run *run)
{
	run->now_ms += take16(run);
	fdb_sweep(run->br->fdb, take(run), run->now_ms);
	must(bridge_tick(run->br, run->now_ms) > run->now_ms);
}

static void set_filtering(struct run *run)
{
	bool on = take(run) & 1;
	bool was_on = run->br->vlan_filtering;

	must(!vlan_filtering_set(run->br, on));
	must(run->br->vlan_filtering == on);
	if (on != was_on)
		check_gone(run, (struct fdb_filter){ .states = FDB_DYNAMIC });
}

static void set_tpid(struct run *run)
{
	uint8_t byte = take(run);

	if (byte & 4)
		run->br->vlan_protocol = tpids[byte & 3];
	else
		run->br->vlan[take_vid(run)].own_tpid =
			byte & 8 ? 0 : tpids[byte & 3];
}

static void join(struct run *run)
{
	port_no no = take_port(run);
	bool untagged = take(run) & 1;
	struct vids range = take_range(run);

	if (no == PORT_NONE)
		return;
	VIDS_FOREACH(&range, vid) {
		vlan_join(run->br, vid, no, untagged);
		must(is_member(run->br, vid, no));
	}
}

static void leave(struct run *run)
{
	port_no no = take_port(run);
	struct vids range = take_range(run);
	struct portset ports = { 0 };

	if (no == PORT_NONE)
		return;
	portset_add(&ports, no);
	vlan_leave_ports(run->br, &range, &ports);
	VIDS_FOREACH(&range, vid)
		must(!is_member(run->br, vid, no));
	must(!vids_has(&range, run->br->port[no].pvid));
	check_gone(run, (struct fdb_filter){ .port = no,
					     .vids = &range,
					     .states = FDB_DYNAMIC });
}

/* The PVID is always a VLAN of which the port is a member. */
static void set_vlan_port(struct run *run)
{
	port_no no = take_port(run);
	uint8_t how = take(run);
	vlan_id vid = take_vid(run);
	struct bridge_port *p = &run->br->port[no];

	if (no == PORT_NONE)
		return;
	if (how & 1)
		p->pvid = is_member(run->br, vid, no) ? vid : VLAN_NONE;
	if (how & 2)
		p->settings.accept = (how >> 4) % VLAN_ACCEPT_COUNT;
	if (how & 4)
		p->settings.ingress_filtering = how >> 6 & 1;
	if (how & 8)
		p->settings.tunnel = how >> 7;
}

/* Gives one port all the VLAN settings of another. */
static void copy_vlan_port(struct run *run)
{
	port_no from = take_port(run), to = take_port(run);
	struct port_settings settings = run->br->port[from].settings;
	struct vlan_port vp, again;

	if (from == PORT_NONE || to == PORT_NONE)
		return;
	vlan_port_get(run->br, from, &vp);
	bridge_set_port(run->br, to, &settings, run->now_ms);
	vlan_port_set(run->br, to, &vp);
	vlan_port_get(run->br, to, &again);
	must(vp.pvid == again.pvid);
	must(!memcmp(&vp.members, &again.members, sizeof(vp.members)));
	must(!memcmp(&vp.untagged, &again.untagged, sizeof(vp.untagged)));
}

static void set_flags(struct run *run)
{
	port_no no = take_port(run);
	uint16_t bits = take16(run);
	struct port_settings p = run->br->port[no].settings;

	if (no == PORT_NONE)
		return;
#define X(name, preset, help)                                                  \
	p.name = bits & 1 ? !(preset) : (preset);                              \
	bits >>= 1;
	PORT_FLAGS(X)
#undef X
	p.group_fwd = take(run);
	p.backup = take_port(run);
	if (p.backup == no)
		p.backup = PORT_NONE;
	bridge_set_port(run->br, no, &p, run->now_ms);
}

static void set_limits(struct run *run)
{
	port_no no = take_port(run);
	uint8_t how = take(run);
	struct port_settings p = run->br->port[no].settings;

	if (no == PORT_NONE)
		return;
	p.fdb_limit = how & 3;
	p.violation = (how >> 2) % VIOLATION_MODE_COUNT;
	p.storm_shutdown = how >> 4 & 1;
	p.recovery_s = how >> 5;
	for (unsigned int i = 0; i < PORT_METER_COUNT; i++) {
		how = take(run);
		p.rates[i] = (struct meter_rate){
			.unit = (how & 3) % 3,
			.rate = 1u + (how >> 2),
			.burst = 1u + (how >> 4),
		};
	}
	bridge_set_port(run->br, no, &p, run->now_ms);
}

static void set_loop(struct run *run)
{
	uint8_t how = take(run);

	run->br->loop.flap = (how & 3) % LOOP_ACTION_COUNT;
	run->br->loop.probe = (how >> 2 & 3) % LOOP_ACTION_COUNT;
	run->br->loop.flap_moves = how >> 4;
	run->br->loop.flap_recovery_s = 1u + (how >> 6);
	run->br->loop.probe_recovery_s = 1u + (how >> 7);
}

static void set_default_pvid(struct run *run)
{
	uint8_t byte = take(run);
	vlan_id before = run->br->vlan_default_pvid;
	const struct bridge_port p1 = run->br->port[1];
	vlan_id vid = byte & 8 ? VLAN_NONE : vids[1 + (byte & 7) % 6];
	/* These memberships were set by the user. */
	bool stays = is_member(run->br, vid, 1) ||
		     (before != VLAN_NONE &&
		      !portset_has(&run->br->vlan[before].untagged, 1));

	vlan_default_pvid_set(run->br, vid, &(struct portset){ 0 });
	must(run->br->vlan_default_pvid == vid);
	if (!p1.exists || p1.pvid != before || vid == before)
		return;
	if (stays) {
		must(run->br->port[1].pvid == p1.pvid);
		return;
	}
	must(run->br->port[1].pvid == vid && !is_member(run->br, before, 1));
	must(vid == VLAN_NONE || is_member(run->br, vid, 1));
}

/* One or none, to a port that may not exist */
static void set_mirror(struct run *run)
{
	struct mirror *m = mirrors_find(&run->br->mirrors, "m");
	uint8_t how = take(run);

	if (m)
		bridge_take_mirror(run->br, m);
	mirror_free(m);
	if (how & 1)
		return;
	m = mirror_new("m");
	must(m);
	snprintf(m->to, sizeof(m->to), "p%u", 1 + (how >> 2) % PORTS);
	m->ingress = how & 2;
	must(bridge_add_mirror(run->br, m));
}

static void set_remote_span(struct run *run)
{
	vlan_id vid = take_vid(run);
	struct vlan_settings settings = vlan_settings_get(run->br, vid);

	settings.remote_span = take(run) & 1;
	vlan_settings_set(run->br, vid, &settings);
}

static void step(struct run *run)
{
	switch (take(run) % 32) {
	case 0:
		add_port(run);
		break;
	case 1:
		del_port(run);
		break;
	case 2:
	case 3:
		set_port(run);
		break;
	case 4:
		set_switch(run);
		break;
	case 5:
		put_entry(run);
		break;
	case 6:
		remove_entry(run);
		break;
	case 7:
		reset_counters(run);
		break;
	case 8:
		pass_time(run);
		break;
	case 10:
		set_filtering(run);
		break;
	case 11:
		set_tpid(run);
		break;
	case 12:
		join(run);
		break;
	case 13:
		leave(run);
		break;
	case 14:
	case 15:
		set_vlan_port(run);
		break;
	case 16:
		copy_vlan_port(run);
		break;
	case 17:
		set_default_pvid(run);
		break;
	case 18:
		set_flags(run);
		break;
	case 19:
		set_limits(run);
		break;
	case 20:
		set_loop(run);
		break;
	case 21:
		set_mirror(run);
		break;
	case 22:
		set_remote_span(run);
		break;
	default:
		receive(run);
		break;
	}
}

static void check_memberships(const struct bridge *br)
{
	for (size_t i = 0; i < ARRAY_SIZE(vids); i++) {
		const struct vlan *vlan = &br->vlan[vids[i]];
		struct portset astray = vlan->untagged;

		portset_drop(&astray, &vlan->members);
		must(portset_empty(&astray));
		PORTSET_FOREACH(&vlan->members, no)
			must(br->port[no].exists);
	}
	must(!vlan_exists(&br->vlan[VLAN_NONE]));
	must(!vlan_exists(&br->vlan[VLAN_RESERVED]));
	for (port_no no = 1; no <= PORTS; no++)
		must(br->port[no].pvid == VLAN_NONE ||
		     is_member(br, br->port[no].pvid, no));
}

/* A port that is up is in state monitor if a mirror sends there and does not let it
 * forward. */
static void check_monitors(const struct bridge *br)
{
	const struct mirror *m = br->mirrors.n ? br->mirrors.by[0] : NULL;

	for (port_no no = 1; no <= PORTS; no++) {
		const struct bridge_port *p = &br->port[no];
		bool listens =
			p->exists && m && m->monitor == no && !m->ingress;

		must((p->state == PORT_STATE_MONITOR) == (listens && p->up));
		must(!p->exists || !p->refuses == (p->up && !listens));
	}
}

static void check_blocks(const struct bridge *br)
{
	for (port_no no = 1; no <= PORTS; no++)
		must(!br->port[no].settings.trusted ||
		     br->port[no].errdisabled == ERRDISABLE_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* 160 MiB are too much to be allocated for each input. */
	static struct vlan_counters kept[PORT_MAX + 1][VLAN_COUNT];
	struct run run = { .br = bridge_new(1), .data = data, .left = size };
	struct bridge_sums sums;

	must(run.br);
	memset(kept, 0, (PORTS + 1) * sizeof(kept[0]));
	run.br->vlan_counters = kept;
	while (run.left)
		step(&run);
	check_memberships(run.br);
	check_blocks(run.br);
	check_monitors(run.br);
	must(bridge_sum(run.br, &sums));
	run.br->vlan_counters = NULL;
	bridge_free(run.br);
	return 0;
}
