/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account of a frame is true: for random frames through random switches, it
 * names the ports that then get the frame, the tag and the form that they get,
 * and the counters that then change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "assembly.h"
#include "base/bytes.h"
#include "base/log.h"
#include "core/account.h"
#include "core/commit.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"
#include "path/pipeline.h"
#include "path/preview.h"
#include "ports.h"
#include "stations.h"

enum { PORTS = 6, SWITCHES = 500, FRAMES = 200 };

static const vlan_id vids[] = { 1, RED, BLUE, 4094 };
static const uint16_t tpids[] = { 0, TPID_8021Q, TPID_8021AD, TPID_9100 };

/* What a port got since the last frame was received */
static struct got {
	uint32_t frames;
	uint64_t bytes;
	uint16_t tpid;
	uint16_t tci;
} got[PORTS + 1];

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	struct got *g = &got[port->no];

	for (size_t i = 0; i < n; i++) {
		const uint8_t *type = bufs[i].data + ETH_HEADER_SIZE - 2;

		if (!g->frames++ && tag_is_tpid(get_be16(type)) &&
		    bufs[i].len >= ETH_HEADER_SIZE + VLAN_TAG_SIZE) {
			g->tpid = get_be16(type);
			g->tci = get_be16(type + 2);
		}
		g->bytes += bufs[i].len;
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

/* Random numbers that are the same in each run (xorshift) */
static uint64_t seed = 88172645463325252u;

static uint32_t roll(uint32_t sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 20) % sides;
}

static bool one_in(uint32_t n)
{
	return !roll(n);
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
	s.backup = one_in(4) ? 1 + (no % PORTS) : PORT_NONE;
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
		.vid = br->vlan_filtering ? vids[roll(ARRAY_SIZE(vids))]
					  : VLAN_NONE,
		.port = (port_no)(1 + roll(PORTS)),
		.state = roll(FDB_STATE_COUNT),
		.heard_ms = now_ms,
	};

	assert_int_equal(fdb_put(br->fdb, &e), 0);
}

static void add_mirror(struct bridge *br)
{
	struct mirror *m = mirror_new("m");

	assert_non_null(m);
	m->direction = MIRROR_IN;
	snprintf(m->to, sizeof(m->to), "p%u", 1 + roll(PORTS));
	assert_true(bridge_add_mirror(br, m));
}

static struct app *any_switch(void)
{
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);
	char name[PORT_NAME_SIZE];
	struct bridge *br;

	assert_non_null(app);
	br = app->bridge;
	for (port_no no = 1; no <= PORTS; no++) {
		struct port *port;

		snprintf(name, sizeof(name), "p%u", no);
		port = port_new(&fake_ops, name);
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
	for (port_no no = 1; no <= PORTS; no++)
		set_port(app, no);
	for (uint32_t n = roll(6); n; n--)
		put_entry(br, app->now_ms);
	if (one_in(4))
		add_mirror(br);
	return app;
}

/* A frame as an engine delivers it, with room in front */
static struct room {
	uint8_t headroom[32];
	struct made made;
} room;

static struct frame *any_frame(const struct app *app)
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
		r.tci |= one_in(30) ? VLAN_RESERVED
				    : vids[roll(ARRAY_SIZE(vids))];
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

/**
 * struct foreseen - What the account says
 * @ports:	Ports that get the frame
 */
struct foreseen {
	struct verdict v;
	struct account account;
	struct portset ports;
	struct preview preview[PORTS + 1];
	struct counters counters[PORTS + 1];
};

static void foresee(const struct app *app, const struct frame *f, port_no in,
		    struct foreseen *s)
{
	struct err err;

	decide_explained(app->bridge, f, in, app->now_ms, &s->v, &s->account);
	verdict_ports(&s->v, &s->ports);
	for (port_no no = 1; no <= PORTS; no++) {
		bridge_forecast(app->bridge, f, &s->v, app->now_ms, no,
				&s->counters[no]);
		if (!portset_has(&s->ports, no))
			continue;
		assert_int_equal(
			preview_make(app, f, &s->v, no, &s->preview[no], &err),
			0);
		preview_count(&s->preview[no], s->v.pkt_type, &s->counters[no]);
	}
}

/* The monitor, which gets nothing else, gets a copy of the frame as it came. */
static void foresee_copy(const struct app *app, const struct frame *f,
			 port_no in, struct foreseen *s)
{
	const struct bridge *br = app->bridge;
	const port_no to = br->mirrors.n ? br->mirrors.by[0]->monitor : 0;
	struct verdict v = { .vid = VLAN_NONE };
	struct err err;

	if (to == PORT_NONE || to == in || f->error != FRAME_OK ||
	    br->port[to].state != PORT_STATE_MONITOR ||
	    verdict_excess(br, f, &v, to))
		return;
	portset_add(&s->ports, to);
	assert_int_equal(preview_make(app, f, &v, to, &s->preview[to], &err),
			 0);
	preview_count(&s->preview[to], s->v.pkt_type, &s->counters[to]);
	s->counters[in].mirrored++;
}

/* Exactly one rule decides, and it gives the verdict's reason. */
static void check_steps(const struct foreseen *s)
{
	const struct account *a = &s->account;
	unsigned int deciding = 0;

	assert_true(a->count > 0);
	for (unsigned int i = 0; i < a->count; i++) {
		if (a->step[i].reason == REASON_NONE)
			continue;
		deciding++;
		assert_int_equal(a->step[i].reason, s->v.reason);
	}
	assert_int_equal(deciding, 1);
}

static bool is_true(const struct bridge *br, const struct frame *f,
		    const struct verdict *v, port_no no, enum omission why)
{
	const struct bridge_port *p = &br->port[no];

	switch (why) {
	case OMISSION_INGRESS:
		return no == v->in && !p->settings.hairpin;
	case OMISSION_ERRDISABLED:
		return p->errdisabled;
	case OMISSION_DOWN:
		return !p->up;
	case OMISSION_MONITOR:
		return p->state == PORT_STATE_MONITOR;
	case OMISSION_STATE:
		return p->state != PORT_STATE_FORWARDING;
	case OMISSION_FLAG:
		return !(v->pkt_type == PKT_UCAST   ? p->settings.flood
			 : v->pkt_type == PKT_MCAST ? p->settings.mcast_flood
						    : p->settings.bcast_flood);
	case OMISSION_VLAN:
		return !portset_has(&br->vlan[v->vid].members, no);
	case OMISSION_ISOLATED:
		return p->settings.isolated &&
		       br->port[v->in].settings.isolated;
	case OMISSION_TOO_LONG:
		return verdict_excess(br, f, v, no);
	case OMISSION_NONE:
		break;
	}
	return false;
}

static void check_omissions(const struct bridge *br, const struct frame *f,
			    const struct foreseen *s)
{
	const struct account *a = &s->account;
	const bool is_flooded = a->step[a->count - 1].kind == STEP_FLOOD;

	for (port_no no = 1; no <= PORTS; no++) {
		enum omission why = (enum omission)a->omitted[no];

		assert_int_equal(why != OMISSION_NONE,
				 is_flooded && !portset_has(&s->ports, no));
		if (why != OMISSION_NONE)
			assert_true(is_true(br, f, &s->v, no, why));
	}
}

static void check_counters(const struct app *app, const struct foreseen *s,
			   struct counters before[PORTS + 1])
{
	for (port_no no = 1; no <= PORTS; no++) {
		counters_fold(&before[no], &s->counters[no]);
		assert_memory_equal(&before[no], &app->bridge->counters[no],
				    sizeof(before[no]));
	}
}

static void check_copies(const struct foreseen *s)
{
	for (port_no no = 1; no <= PORTS; no++) {
		const struct preview *p = &s->preview[no];

		if (!portset_has(&s->ports, no)) {
			assert_int_equal(got[no].frames, 0);
			continue;
		}
		assert_int_equal(got[no].frames, p->frames);
		assert_int_equal(got[no].bytes, p->bytes);
		assert_int_equal(got[no].tpid, p->tpid);
		assert_int_equal(got[no].tci, p->tci);
	}
}

static void receive_and_compare(struct app *app, uint64_t seen[REASON_COUNT])
{
	static struct foreseen s;
	const port_no in = (port_no)(1 + roll(PORTS));
	struct frame *f = any_frame(app);
	struct buf buf = { f->data, f->len };
	struct counters before[PORTS + 1];

	memcpy(before, app->bridge->counters, sizeof(before));
	memset(got, 0, sizeof(got));
	foresee(app, f, in, &s);
	check_steps(&s);
	check_omissions(app->bridge, f, &s);
	foresee_copy(app, f, in, &s);
	pipeline_received(app->ports[in], &buf, 1);
	check_counters(app, &s, before);
	check_copies(&s);
	seen[s.v.reason]++;
	app_set_time(app, app->now_ms + roll(100));
	app_tick(app);
}

static void an_account_agrees_with_what_then_happens(void **state)
{
	uint64_t seen[REASON_COUNT] = { 0 };

	(void)state;
	log_open(LOG_LEVEL_ERROR);
	for (unsigned int i = 0; i < SWITCHES; i++) {
		struct app *app = any_switch();

		for (unsigned int n = 0; n < FRAMES; n++)
			receive_and_compare(app, seen);
		app_free(app);
	}
	/* All of it was tried; no frame that is too long can be made. */
	for (unsigned int r = 0; r < REASON_COUNT; r++)
		if (r != REASON_OVERSIZE && !seen[r])
			fail_msg("no frame was %s",
				 reason_word((enum reason)r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_agrees_with_what_then_happens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
