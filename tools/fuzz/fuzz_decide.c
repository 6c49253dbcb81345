/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input: what happens to a switch, step by step.  Each step is a byte that
 * says what, and some bytes that say how; see step() below.
 */
#include <string.h>

#include "core/bridge.h"
#include "core/commit.h"
#include "core/decide.h"
#include "frame/parse.h"
#include "fuzz.h"

#define PORTS	8 /* few, so that they meet */
#define LEN_MAX 2048

/* A switch and what is still to happen to it */
struct run {
	struct bridge *br;
	int64_t now_ms;
	const uint8_t *data;
	size_t left;
};

static uint8_t take(struct run *run)
{
	if (!run->left)
		return 0;
	run->left--;
	return *run->data++;
}

static uint16_t take16(struct run *run)
{
	uint16_t high = take(run);

	return (uint16_t)(high << 8 | take(run));
}

static struct mac take_mac(struct run *run)
{
	uint8_t byte = take(run);
	uint8_t low = byte >> 4;

	switch (byte & 7) {
	case 0:
		return (struct mac){ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
	case 1:
		return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, low } };
	case 2:
		return (struct mac){ { 0x33, 0x33, 0, 0, 0, low } };
	case 3:
		return (struct mac){ { 0 } };
	}
	return (struct mac){ { 2, 0, 0, 0, 0, low } };
}

/* PORT_NONE if there is no such port now */
static port_no take_port(struct run *run)
{
	port_no no = take(run) % PORTS + 1;

	return run->br->port[no].exists ? no : PORT_NONE;
}

static void check_ports(const struct bridge *br, const struct frame *f,
			const struct verdict *v)
{
	bool sends =
		v->reason == REASON_FORWARDED || v->reason == REASON_FLOODED;
	struct portset ports;

	verdict_ports(v, &ports);
	must(portset_empty(&ports) == !sends);
	must(!portset_has(&ports, v->in));
	must(!portset_has(&ports, PORT_NONE));
	PORTSET_FOREACH(&ports, no) {
		must(br->port[no].exists && br->port[no].up);
		must(f->packet_len <= br->port[no].mtu);
	}
	must(v->reason != REASON_FORWARDED ||
	     (portset_count(&ports) == 1 && portset_has(&ports, v->to)));
}

static void check_verdict(const struct bridge *br, const struct frame *f,
			  const struct verdict *v, port_no in)
{
	const struct bridge_port *from = &br->port[in];

	must(v->in == in);
	must(v->reason < REASON_COUNT);
	must(v->cast < CAST_COUNT);
	must(f->fault == FRAME_OK || v->reason >= REASON_DROPS);
	must(from->up || v->reason >= REASON_DROPS);
	if (v->learn)
		must(from->up && from->learning && !mac_is_group(f->src) &&
		     !mac_is_zero(f->src));
	if (v->some_too_long)
		must(!portset_has(&v->too_long, in) &&
		     !portset_empty(&v->too_long));
	check_ports(br, f, v);
}

/* What egress would do with the verdict */
static void hand_over(struct bridge *br, const struct verdict *v)
{
	struct portset ports;

	verdict_ports(v, &ports);
	PORTSET_FOREACH(&ports, no)
		br->counters[no].tx_packets[v->cast]++;
}

/* A station that was just heard is where it was heard, unless it is held
 * elsewhere or there is no room. */
static void check_learned(const struct run *run, const struct frame *f,
			  const struct verdict *v, enum fdb_change change)
{
	struct fdb_entry e;
	bool found = fdb_lookup(run->br->fdb, v->vid, f->src, run->now_ms, &e);

	if (!v->learn || !fdb_ageing_ms(run->br->fdb))
		return;
	switch (change) {
	case FDB_REFRESHED:
	case FDB_ADDED:
	case FDB_MOVED:
		must(found && e.port == v->in);
		break;
	case FDB_HELD:
		must(found && e.state != FDB_LEARNED);
		break;
	case FDB_NO_ROOM:
		must(!found);
		break;
	}
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

	check_learned(run, f, &v, bridge_commit(run->br, f, &v, run->now_ms));
	hand_over(run->br, &v);
}

static void receive(struct run *run)
{
	static uint8_t room[VNET_HDR_SIZE + LEN_MAX];
	struct frame f = { .data = room + VNET_HDR_SIZE };
	port_no in = take_port(run);
	struct mac mac;

	memset(room, 0, VNET_HDR_SIZE + ETH_HEADER_SIZE);
	mac = take_mac(run);
	memcpy(f.data, &mac, sizeof(mac));
	mac = take_mac(run);
	memcpy(f.data + sizeof(mac), &mac, sizeof(mac));
	room[0] = take(run) & 7; /* flags of the virtio-net header */
	f.len = take16(run) % LEN_MAX;
	if (in != PORT_NONE)
		decide_on(run, &f, in);
}

static void add_port(struct run *run)
{
	uint32_t mtu = take16(run);
	size_t count = 0;

	for (port_no no = 1; no <= PORTS; no++)
		count += run->br->port[no].exists;
	if (count < PORTS)
		must(bridge_add_port(run->br, mtu) <= PORTS);
}

static void check_gone(const struct run *run, port_no no, unsigned int states)
{
	struct fdb_filter filter = { .port = no,
				     .any_vid = true,
				     .states = states };
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	must(!fdb_next(run->br->fdb, filter, run->now_ms, &cursor, &slots, &e));
}

static void set_up(struct run *run, port_no no, bool up)
{
	bool was_up = run->br->port[no].up;

	bridge_set_up(run->br, no, up);
	if (was_up && !up)
		check_gone(run, no, FDB_DYNAMIC);
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
		run->br->port[no].learning = value & 1;
		break;
	default:
		set_up(run, no, value & 3);
		break;
	}
}

static void del_port(struct run *run)
{
	port_no no = take_port(run);

	if (no == PORT_NONE)
		return;
	bridge_del_port(run->br, no);
	check_gone(run, no, FDB_ANY_STATE);
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

static void put_entry(struct run *run)
{
	struct fdb_entry e = {
		.mac = take_mac(run),
		.port = take_port(run),
		.state = FDB_STICKY + take(run) % 3,
		.heard_ms = run->now_ms,
	};

	if (e.port != PORT_NONE && !mac_is_group(e.mac))
		must(!fdb_put(run->br->fdb, &e));
}

static void remove_entry(struct run *run)
{
	struct mac mac = take_mac(run);
	struct fdb_entry e;

	fdb_remove(run->br->fdb, VLAN_NONE, mac);
	must(!fdb_lookup(run->br->fdb, VLAN_NONE, mac, run->now_ms, &e));
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
}

static void step(struct run *run)
{
	switch (take(run) % 16) {
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
	default:
		receive(run);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .br = bridge_new(1), .data = data, .left = size };
	struct bridge_sums sums;

	must(run.br);
	while (run.left)
		step(&run);
	must(bridge_sum(run.br, &sums));
	bridge_free(run.br);
	return 0;
}
