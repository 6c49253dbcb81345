/* SPDX-License-Identifier: BSD-2-Clause */
#include "any_switch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "assembly.h"
#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"
#include "ports.h"
#include "stations.h"

static const vlan_id vids[] = { 1, RED, BLUE, 4094 };
static const uint16_t tpids[] = { 0, TPID_8021Q, TPID_8021AD, TPID_9100 };

/* Random numbers that are the same in each run (xorshift) */
static uint64_t seed = 88172645463325252u;

uint32_t roll(uint32_t sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 20) % sides;
}

bool one_in(uint32_t n)
{
	return !roll(n);
}

static vlan_id any_vid(void)
{
	return vids[roll(ARRAY_SIZE(vids))];
}

static struct mac any_station(void)
{
	return (struct mac){ { 2, 0, 0, 0, 0, (uint8_t)(0xa + roll(6)) } };
}

static struct mac any_destination(const struct app *app)
{
	switch (roll(12)) {
	case 0:
		return ALL;
	case 1:
		return GROUP;
	case 2:
		return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0,
				       (uint8_t)roll(16) } };
	case 3:
		return (struct mac){ { 0x01, 0, 0x0c, 0xcc, 0xcc, 0xcc } };
	case 4:
		return app->bridge->traps[TRAP_LOOP_PROBE].dst;
	}
	return any_station();
}

static struct mac any_source(const struct app *app)
{
	if (one_in(50))
		return GROUP;
	if (one_in(50))
		return NOBODY;
	return one_in(20) ? app->bridge->mac : any_station();
}

static void set_settings(struct bridge *br, port_no no, int64_t now_ms)
{
	struct port_settings s = port_settings_defaults();

#define X(name, preset, help) s.name = one_in(6) ? !(preset) : (preset);
	PORT_FLAGS(X)
#undef X
	s.trusted = one_in(2);
	s.accept = one_in(4) ? roll(VLAN_ACCEPT_COUNT) : VLAN_ACCEPT_ALL;
	if (one_in(4))
		s.group_fwd = (uint8_t)roll(L2PROTO_ALL) &
			      (uint8_t) ~(1u << L2PROTO_PAUSE);
	if (one_in(4))
		s.fdb_limit = 1 + roll(3);
	s.violation = roll(VIOLATION_MODE_COUNT);
	s.storm_shutdown = one_in(3);
	s.recovery_s = roll(3);
	s.backup = one_in(4) ? 1 + (no % ANY_PORTS) : PORT_NONE;
	for (unsigned int i = 0; i < PORT_METER_COUNT; i++)
		if (i != PORT_METER_SHAPE && one_in(6))
			s.rates[i] = (struct meter_rate){
				.unit = 1 + roll(2),
				.rate = 1 + roll(10000),
				.burst = 1 + roll(20000),
			};
	bridge_set_port(br, no, &s, now_ms);
}

static void set_vlans(struct bridge *br, port_no no)
{
	struct vlan_port vp = { .pvid = VLAN_NONE };

	for (size_t i = 0; i < ARRAY_SIZE(vids); i++) {
		if (one_in(3))
			continue;
		vids_add(&vp.members, vids[i]);
		if (one_in(2))
			vids_add(&vp.untagged, vids[i]);
		if (one_in(2))
			vp.pvid = vids[i];
	}
	vlan_port_set(br, no, &vp);
}

static void set_port(struct app *app, port_no no)
{
	static const uint32_t mtus[] = { 100, 1000, 1500, 9000, PORT_MTU_MAX };
	static const uint32_t offloads[] = { 0, OFFLOAD_CSUM, OFFLOAD_ALL,
					     OFFLOAD_ALL | OFFLOAD_UDP_TUNNEL };
	struct bridge *br = app->bridge;
	const uint32_t mtu = mtus[roll(ARRAY_SIZE(mtus))];

	app->ports[no]->offloads = offloads[roll(ARRAY_SIZE(offloads))];
	set_settings(br, no, app->now_ms);
	set_vlans(br, no);
	bridge_set_mtu(br, no, mtu);
	bridge_set_medium(br, no,
			  one_in(2) ? UINT32_MAX : ETH_HEADER_SIZE + mtu,
			  one_in(2));
	bridge_set_up(br, no, !one_in(8));
	bridge_set_state(br, no,
			 one_in(8) ? PORT_STATE_DISCARDING + roll(2)
				   : PORT_STATE_FORWARDING);
}

static void put_entry(struct bridge *br, int64_t now_ms)
{
	struct fdb_entry e = {
		.mac = any_station(),
		.vid = br->vlan_filtering ? any_vid() : VLAN_NONE,
		.port = (port_no)(1 + roll(ANY_PORTS)),
		.state = roll(FDB_STATE_COUNT),
		.heard_ms = now_ms,
	};

	assert_int_equal(fdb_put(br->fdb, &e), 0);
}

/* "ip", as tcpdump compiles it: false for a frame with a tag */
#define ONLY_IPV4 "40 0 0 12,21 0 1 2048,6 0 0 262144,6 0 0 0"

static void set_sources(const struct bridge *br, struct mirror *m)
{
	m->in_vlans = one_in(3);
	if (m->in_vlans) {
		vids_add(&m->vids, br->vlan_filtering ? any_vid() : VLAN_NONE);
		vids_add(&m->vids, any_vid());
	} else if (one_in(3)) {
		snprintf(m->ports, sizeof(m->ports), "p%u,p%u",
			 1 + roll(ANY_PORTS), 1 + roll(ANY_PORTS));
	}
}

/* To a port, which may not exist, or into a VLAN */
static void set_monitor(struct bridge *br, struct mirror *m)
{
	if (one_in(3)) {
		m->to_vid = any_vid();
		br->vlan[m->to_vid].remote_span = one_in(2);
		return;
	}
	snprintf(m->to, sizeof(m->to), "p%u", 1 + roll(ANY_PORTS + 1));
	m->ingress = one_in(2);
}

static void add_mirror(struct bridge *br)
{
	struct mirror *m = mirror_new("m");
	struct err err;

	assert_non_null(m);
	set_sources(br, m);
	set_monitor(br, m);
	m->direction = (uint8_t)(1 + roll(MIRROR_BOTH));
	m->snaplen = one_in(3) ? 64 + roll(200) : 0;
	m->every = one_in(3) ? 2 + roll(3) : 1;
	if (one_in(4))
		assert_int_equal(bpf_parse(ONLY_IPV4, &m->filter.bpf, &err), 0);
	if (mirrors_conflict(&br->mirrors, m))
		mirror_free(m);
	else
		assert_true(bridge_add_mirror(br, m));
}

struct app *any_switch(const struct port_ops *ops)
{
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);
	char name[PORT_NAME_SIZE];
	struct bridge *br;

	assert_non_null(app);
	br = app->bridge;
	for (port_no no = 1; no <= ANY_PORTS; no++) {
		struct port *port;

		snprintf(name, sizeof(name), "p%u", no);
		port = port_new(ops, name);
		port->linked = true;
		port->up = true;
		assert_int_equal(app_add_port(app, port, &err), 0);
	}
	assert_int_equal(vlan_filtering_set(br, one_in(2)), 0);
	br->vlan_protocol = one_in(4) ? TPID_8021AD : TPID_8021Q;
	for (size_t i = 0; i < ARRAY_SIZE(vids); i++)
		br->vlan[vids[i]].own_tpid = tpids[roll(ARRAY_SIZE(tpids))];
	br->group_fwd = one_in(2) ? GROUP_FWD_LAB : GROUP_FWD_802_1D;
	if (one_in(4))
		fdb_set_limit(br->fdb, 1 + roll(4), roll(FDB_FULL_COUNT));
	for (port_no no = 1; no <= ANY_PORTS; no++)
		set_port(app, no);
	for (uint32_t n = roll(6); n; n--)
		put_entry(br, app->now_ms);
	for (uint32_t n = one_in(2) ? 1 + roll(4) : 0; n; n--)
		add_mirror(br);
	return app;
}

/* A frame as an engine delivers it, with room in front */
static struct room {
	uint8_t headroom[32];
	struct made made;
} room;

struct frame *any_frame(const struct app *app)
{
	static const uint32_t lens[] = { 0, 46, 500, 1400, 3000, 9000, 40000 };
	const bool is_probe = one_in(10);
	struct recipe r = {
		.dst = any_destination(app),
		.src = any_source(app),
		.tags = one_in(2) ? 0 : 1 + roll(3),
		.tci = (uint16_t)(roll(8) << 13),
		.type = is_probe ? app->bridge->traps[0].type : 0x88b5,
		.ip = one_in(2) ? 0 : 4 + 2 * roll(2),
		.udp = one_in(2),
		.payload = lens[roll(ARRAY_SIZE(lens))],
		.csum_only = one_in(3),
		.gso_size = one_in(2) ? 0 : (uint16_t)(500 + roll(1000)),
	};
	struct virtio_net_hdr hdr;
	struct frame *f;

	if (!one_in(4))
		r.tci |= one_in(30) ? VLAN_RESERVED : any_vid();
	if (!r.ip) {
		r.csum_only = false;
		r.gso_size = 0;
	}
	f = frames_make(&room.made, r);
	if (one_in(100)) {
		hdr = frames_hdr(&room.made);
		hdr.flags ^= (uint8_t)roll(8);
		hdr.csum_start = (uint16_t)(hdr.csum_start + 2 * roll(2));
		frames_set_hdr(&room.made, hdr);
	}
	if (one_in(100))
		f->len = roll(ETH_HEADER_SIZE);
	frame_parse(f);
	return f;
}
