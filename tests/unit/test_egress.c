/* SPDX-License-Identifier: BSD-2-Clause */
/* Egress in VLANs: each port gets frames with or without a tag, whole or cut */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "assembly.h"
#include "base/bytes.h"
#include "core/bridge_sums.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"
#include "path/egress.h"
#include "path/originate.h"
#include "path/pipeline.h"
#include "ports.h"
#include "stations.h"
#include "wrapping.h"

#define SENT_MAX 64

/* The last frames passed to each port */
static struct sent {
	size_t n;
	struct {
		uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX + 64];
		uint32_t len;
	} frame[SENT_MAX];
} sent[P4 + 1];

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	struct sent *s = &sent[port->no];

	for (size_t i = 0; i < n; i++) {
		assert_true(s->n < SENT_MAX);
		memcpy(s->frame[s->n].room, bufs[i].data - VNET_HDR_SIZE,
		       VNET_HDR_SIZE + bufs[i].len);
		s->frame[s->n++].len = bufs[i].len;
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

static const uint8_t *data_of(port_no no, size_t i)
{
	return sent[no].frame[i].room + VNET_HDR_SIZE;
}

/* P1: access 10.  P2: access 10.  P3: trunk 10, 20.  P4: trunk 10, and takes no
 * GSO frames. */
static int a_switch_with_vlans(void **state)
{
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);
	static const char *const names[] = { "p1", "p2", "p3", "p4" };

	if (!app || vlan_filtering_set(app->bridge, true))
		return -1;
	for (port_no no = P1; no <= P4; no++) {
		struct vlan_port vp = { .pvid = no < P3 ? RED : VLAN_NONE };
		struct port *port = port_new(&fake_ops, names[no - 1]);

		port->mtu = 1500;
		port->linked = true;
		port->up = true;
		port->offloads = no == P4 ? 0 : OFFLOAD_ALL;
		assert_int_equal(app_add_port(app, port, &err), 0);
		assert_int_equal(port->no, no);
		vids_add(&vp.members, RED);
		if (no < P3)
			vids_add(&vp.untagged, RED);
		if (no == P3)
			vids_add(&vp.members, BLUE);
		vlan_port_set(app->bridge, no, &vp);
	}
	memset(sent, 0, sizeof(sent));
	*state = app;
	return 0;
}

static int free_app(void **state)
{
	app_free(*state);
	return 0;
}

/* A frame as an engine delivers it, with room in front. */
struct room {
	uint8_t headroom[32];
	struct made made;
};

static void receive(struct app *app, port_no in, struct recipe recipe)
{
	static struct room room;
	struct frame *f = frames_make(&room.made, recipe);
	struct buf buf = { f->data, f->len };

	for (port_no no = P1; no <= P4; no++)
		sent[no].n = 0;
	pipeline_received(app->ports[in], &buf, 1);
}

static void assert_tag(port_no no, uint16_t tpid, uint16_t tci)
{
	assert_int_equal(sent[no].n, 1);
	assert_int_equal(get_be16(data_of(no, 0) + 12), tpid);
	assert_int_equal(get_be16(data_of(no, 0) + 14), tci);
}

static void assert_no_tag(port_no no)
{
	assert_int_equal(sent[no].n, 1);
	assert_int_equal(get_be16(data_of(no, 0) + 12), 0x88b5);
	assert_int_equal(data_of(no, 0)[14], payload_byte(0));
}

static const struct recipe broadcast = {
	.dst = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	.src = { { 2, 0, 0, 0, 0, 0xa } },
	.type = 0x88b5,
	.payload = 46,
};

static void each_port_gets_a_flooded_frame_with_its_own_tag(void **state)
{
	struct recipe recipe = broadcast;

	receive(*state, P1, recipe);
	assert_int_equal(sent[P1].n, 0);
	assert_no_tag(P2);
	assert_tag(P3, TPID_8021Q, RED);
	assert_tag(P4, TPID_8021Q, RED);

	recipe.tags = 1;
	recipe.tci = RED;
	receive(*state, P3, recipe);
	assert_no_tag(P1);
	assert_no_tag(P2);
	assert_int_equal(sent[P3].n, 0);
	assert_tag(P4, TPID_8021Q, RED);
	assert_int_equal(data_of(P4, 0)[18], payload_byte(0));
}

static void a_priority_is_kept_wherever_the_frame_has_a_tag(void **state)
{
	struct recipe recipe = broadcast;

	recipe.tags = 1;
	recipe.tci = 0xb000 | RED; /* PCP 5, DEI */
	receive(*state, P3, recipe);
	assert_tag(P4, TPID_8021Q, 0xb000 | RED);
	assert_no_tag(P1);

	recipe.tci = 0xf000; /* a priority tag: PCP 7, DEI, no VLAN */
	receive(*state, P1, recipe);
	assert_no_tag(P2);
	assert_tag(P3, TPID_8021Q, 0xf000 | RED);
	assert_tag(P4, TPID_8021Q, 0xf000 | RED);
}

static void a_tunnel_port_pushes_and_pops_the_outer_tag(void **state)
{
	struct app *app = *state;
	struct recipe recipe = broadcast;

	app->bridge->vlan[RED].own_tpid = TPID_8021AD;
	app->bridge->port[P1].settings.tunnel = true;
	app->bridge->port[P2].settings.tunnel = true;
	recipe.tags = 1;
	recipe.tci = 0x6000 | BLUE;
	receive(app, P1, recipe);

	assert_tag(P2, TPID_8021Q, 0x6000 | BLUE);
	assert_tag(P3, TPID_8021AD, RED);
	assert_int_equal(get_be16(data_of(P3, 0) + 16), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P3, 0) + 18), 0x6000 | BLUE);

	recipe.tags =
		2; /* 88a8, and another tag behind it, as frames.c makes them */
	recipe.tci = RED;
	receive(app, P3, recipe);
	assert_tag(P1, TPID_8021Q, RED + 1);
	assert_tag(P4, TPID_8021AD, RED);
}

static struct recipe gso_broadcast(void)
{
	return (struct recipe){
		.dst = broadcast.dst,
		.src = broadcast.src,
		.ip = 4,
		.payload = 40000,
		.gso_size = 1400,
	};
}

static void a_gso_frame_keeps_its_offloads_whatever_its_tag(void **state)
{
	const struct recipe recipe = gso_broadcast();
	struct virtio_net_hdr plain, tagged;

	receive(*state, P1, recipe);
	plain = frame_vnet_hdr(data_of(P2, 0));
	tagged = frame_vnet_hdr(data_of(P3, 0));
	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[P3].n, 1);
	assert_int_equal(sent[P3].frame[0].len, sent[P2].frame[0].len + 4);
	assert_int_equal(plain.csum_start, 34);
	assert_int_equal(tagged.csum_start, 38);
	assert_int_equal(tagged.hdr_len, plain.hdr_len + 4);
	assert_int_equal(tagged.gso_size, plain.gso_size);

	assert_int_equal(sent[P4].n, (40000 + 1399) / 1400);
	for (size_t i = 0; i < sent[P4].n; i++) {
		struct seen seen =
			frames_see(data_of(P4, i), sent[P4].frame[i].len);

		assert_true(seen.csums_right && seen.lens_right);
		assert_int_equal(get_be16(data_of(P4, i) + 14), RED);
	}
}

/* P1 takes it whole, as a tap can; P3 gets the segments in a bundle. */
static void a_tunnelled_gso_frame_is_cut_only_if_needed(void **state)
{
	static struct room room;
	struct app *app = *state;
	struct virtio_net_hdr whole;
	struct buf buf;

	frames_make(&inside, insides[0]);
	wrap_inside(wrapping("vxlan"));
	room.made = wrapped;
	whole = frame_vnet_hdr(room.made.room + VNET_HDR_SIZE);
	buf = (struct buf){ room.made.room + VNET_HDR_SIZE, wrapped.frame.len };
	app->ports[P1]->offloads |= OFFLOAD_UDP_TUNNEL;
	pipeline_received(app->ports[P2], &buf, 1);

	assert_int_equal(sent[P1].n, 1);
	assert_int_equal(sent[P1].frame[0].len, wrapped.frame.len);
	assert_int_equal(frame_vnet_hdr(data_of(P1, 0)).gso_type,
			 whole.gso_type);
	assert_int_equal(sent[P3].n, 1);
	assert_int_equal(frame_vnet_hdr(data_of(P3, 0)).gso_type,
			 VIRTIO_NET_HDR_GSO_UDP_L4);
	assert_int_equal(sent[P4].n, (5000 + 1387) / 1388);
	assert_int_equal(app->bridge->counters[P1].tx_segmented, 0);
	assert_int_equal(app->bridge->counters[P4].tx_segmented, 1);
}

/* A Linux receiver could not segment it, and would drop it. */
static void a_gso_frame_with_a_legacy_tag_is_segmented(void **state)
{
	struct app *app = *state;
	struct recipe recipe = {
		.dst = broadcast.dst,
		.src = broadcast.src,
		.ip = 4,
		.payload = 4000,
		.gso_size = 1000,
	};

	app->bridge->vlan[RED].own_tpid = TPID_9100;
	receive(app, P1, recipe);

	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[P3].n, 4);
	for (size_t i = 0; i < sent[P3].n; i++)
		assert_int_equal(get_be16(data_of(P3, i) + 12), TPID_9100);
}

static void a_forwarded_frame_gets_the_tag_of_its_egress_port(void **state)
{
	struct app *app = *state;
	struct recipe recipe = broadcast;

	recipe.dst = BOB;
	fdb_learn(app->bridge->fdb, RED, BOB, P3, FDB_LEARNED, app->now_ms);
	receive(app, P1, recipe);
	assert_tag(P3, TPID_8021Q, RED);
	assert_int_equal(sent[P2].n + sent[P4].n, 0);

	recipe.src = BOB;
	recipe.dst = ALICE;
	recipe.tags = 1;
	recipe.tci = RED;
	receive(app, P3, recipe);
	assert_no_tag(P1);
	assert_int_equal(sent[P2].n + sent[P4].n, 0);
}

/* P4 gets the frame unchanged, as a mirror would, and with its VLAN's tag. */
static void send_both_ways(struct app *app, port_no in, struct recipe recipe)
{
	static struct room room, came;
	struct frame *f = frames_make(&room.made, recipe);
	struct verdict mirrored = { .reason = REASON_FLOODED, .in = in };
	struct verdict v;

	frames_make(&came.made, recipe);
	for (port_no no = P1; no <= P4; no++)
		sent[no].n = 0;
	frame_parse(f);
	portset_add(&mirrored.flood, P4);
	decide(app->bridge, f, in, app->now_ms, &v);
	assert_int_equal(v.vid, RED);
	egress_add(app, f, &mirrored);
	egress_add(app, f, &v);
	egress_flush(app);

	assert_in_range(sent[P4].n, 1, 2);
	assert_int_equal(sent[P4].frame[0].len, came.made.frame.len);
	assert_memory_equal(sent[P4].frame[0].room,
			    came.made.frame.data - VNET_HDR_SIZE,
			    VNET_HDR_SIZE + came.made.frame.len);
}

static void a_mirrored_copy_of_a_flooded_frame_is_unchanged(void **state)
{
	struct app *app = *state;
	struct recipe recipe = broadcast;

	send_both_ways(app, P1, recipe);
	assert_no_tag(P2);
	assert_tag(P3, TPID_8021Q, RED);
	assert_int_equal(get_be16(data_of(P4, 1) + 14), RED);

	recipe.tags = 1;
	recipe.tci =
		0xf000; /* which is neither tagged with a VLAN nor untagged */
	send_both_ways(app, P1, recipe);
	assert_no_tag(P2);
	assert_tag(P3, TPID_8021Q, 0xf000 | RED);
	assert_int_equal(get_be16(data_of(P4, 1) + 14), 0xf000 | RED);

	recipe.tci = RED;
	send_both_ways(app, P3, recipe);
	assert_no_tag(P1);
	assert_no_tag(P2);
	assert_int_equal(get_be16(data_of(P4, 1) + 14), RED);
}

/* A tag changes the virtio-net header, too; a copy keeps it as it came. */
static void a_mirrored_gso_frame_keeps_its_virtio_net_header(void **state)
{
	const struct recipe recipe = gso_broadcast();
	struct app *app = *state;

	app->ports[P4]->offloads = OFFLOAD_ALL;
	send_both_ways(app, P1, recipe);
	assert_int_equal(sent[P4].n, 2);
	assert_int_equal(frame_vnet_hdr(data_of(P4, 0)).csum_start, 34);
	assert_int_equal(frame_vnet_hdr(data_of(P4, 1)).csum_start, 38);
	assert_int_equal(frame_vnet_hdr(data_of(P4, 1)).gso_size, 1400);
}

static void a_mirrored_copy_of_a_forwarded_frame_is_unchanged(void **state)
{
	struct app *app = *state;
	struct recipe recipe = broadcast;

	fdb_learn(app->bridge->fdb, RED, BOB, P3, FDB_LEARNED, app->now_ms);
	fdb_learn(app->bridge->fdb, RED, ALICE, P1, FDB_LEARNED, app->now_ms);
	recipe.dst = BOB;
	send_both_ways(app, P1, recipe);
	assert_tag(P3, TPID_8021Q, RED);
	assert_int_equal(sent[P4].n, 1);

	recipe.src = BOB;
	recipe.dst = ALICE;
	recipe.tags = 1;
	recipe.tci = RED;
	send_both_ways(app, P3, recipe);
	assert_no_tag(P1);
	assert_int_equal(sent[P4].n, 1);
}

/* Only the driver of P2 must look whether its MTU was raised. */
static void a_packet_that_is_too_long_marks_its_port(void **state)
{
	struct app *app = *state;

	app->ports[P2]->mtu = 40;
	app_sync_port(app->ports[P2]);
	receive(app, P1, broadcast);

	assert_int_equal(sent[P2].n, 0);
	assert_int_equal(sent[P3].n, 1);
	assert_int_equal(
		app->bridge->counters[P2].tx_drops[TX_REASON_MTU_EXCEEDED], 1);
	assert_true(app->ports[P2]->mtu_exceeded);
	assert_false(app->ports[P3]->mtu_exceeded);
}

static void sent_frames_are_counted_by_vlan(void **state)
{
	struct app *app = *state;
	const struct vlan *vlan = &app->bridge->vlan[RED];
	struct bridge_sums sums;

	receive(app, P1, broadcast);

	assert_int_equal(vlan->rx_ends[REASON_FLOODED], 1);
	assert_int_equal(vlan->rx_bytes, 60);
	assert_int_equal(vlan->tx_packets, 3);
	assert_int_equal(vlan->tx_bytes, 3 * 60);
	assert_int_equal(vlan_counters(app->bridge, P1, RED)->rx_packets, 1);
	assert_int_equal(vlan_counters(app->bridge, P3, RED)->tx_bytes, 60);
	assert_true(bridge_sum(app->bridge, &sums));
}

/* Its port is one of the four, whose frames are forwarded meanwhile. */
static void frames_of_the_switch_itself_are_counted_apart(void **state)
{
	static const uint8_t own[60];
	struct app *app = *state;
	const struct counters *c = &app->bridge->counters[P3];
	struct bridge_sums sums;

	receive(app, P1, broadcast);
	assert_true(originate(app, (struct origin){ .port = P3 }, own,
			      sizeof(own)));

	assert_int_equal(sent[P3].n, 2);
	assert_int_equal(c->tx_own, 1);
	assert_int_equal(counters_packets(c->tx_packets), 1);
	assert_true(bridge_sum(app->bridge, &sums));
	assert_int_equal(sums.copies, 3);
}

static void an_originated_frame_is_tagged_where_its_port_is(void **state)
{
	static const uint8_t own[60];
	const struct origin to_trunk = { P3, RED, 6 },
			    to_access = { P1, RED, 6 };
	struct app *app = *state;

	assert_true(originate(app, to_trunk, own, sizeof(own)));
	assert_int_equal(sent[P3].n, 1);
	assert_int_equal(sent[P3].frame[0].len, sizeof(own) + VLAN_TAG_SIZE);
	assert_int_equal(get_be16(data_of(P3, 0) + 12), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P3, 0) + 14), 6 << 13 | RED);

	assert_true(originate(app, to_access, own, sizeof(own)));
	assert_int_equal(sent[P1].n, 1);
	assert_int_equal(sent[P1].frame[0].len, sizeof(own));
}

static void originate_needs_a_port_that_is_up_and_in_the_vlan(void **state)
{
	static const uint8_t own[60];
	const struct origin in_blue = { P1, BLUE, 0 },
			    out_of_vlans = { .port = P1 };
	struct app *app = *state;

	assert_false(originate(app, in_blue, own, sizeof(own)));
	bridge_set_up(app->bridge, P1, false);
	assert_false(originate(app, out_of_vlans, own, sizeof(own)));
	assert_int_equal(sent[P1].n, 0);
	assert_int_equal(app->bridge->counters[P1].tx_own, 0);
}

/* As a port that was removed does */
static void refuse(struct port *port, const struct buf *bufs, size_t n)
{
	(void)bufs;
	while (n--)
		port->events->refused(port, EIO);
}

static void an_own_frame_that_is_refused_is_not_counted(void **state)
{
	static const struct port_ops refusing = { .tx = refuse };
	static const uint8_t own[60];
	struct app *app = *state;
	const struct counters *c = &app->bridge->counters[P2];

	app->ports[P2]->ops = &refusing;
	originate(app, (struct origin){ .port = P2 }, own, sizeof(own));
	receive(app, P1, broadcast);
	app->ports[P2]->ops = &fake_ops;

	assert_int_equal(c->tx_own, 0);
	assert_int_equal(c->tx_drops[TX_REASON_LINK_DOWN], 1);
	assert_int_equal(counters_packets(c->tx_packets), 1);
}

static void a_refusal_after_a_reset_leaves_tx_own_at_0(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P2];
	const struct counters *c = &app->bridge->counters[P2];

	port->sends_own = true;
	port->events->refused(port, ENOTCONN);
	port->sends_own = false;

	assert_int_equal(c->tx_own, 0);
	assert_int_equal(c->tx_drops[TX_REASON_LINK_DOWN], 0);
}

static void a_frame_too_long_for_the_medium_writes_an_event(void **state)
{
	struct app *app = *state;
	struct port *port = app->ports[P3];
	const struct counters *c = &app->bridge->counters[P3];

	port->events->refused(port, EMSGSIZE);
	assert_int_equal(c->tx_drops[TX_REASON_MTU_EXCEEDED], 1);
	assert_int_equal(c->tx_drops[TX_REASON_WRITE_ERROR], 0);
	assert_true(portset_has(&app->bridge->oversized, P3));

	port->mtu = 1400;
	port->events->changed(port);
	assert_false(portset_has(&app->bridge->oversized, P3));
}

#define with_a_switch(test)                                                    \
	cmocka_unit_test_setup_teardown(test, a_switch_with_vlans, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_a_switch(each_port_gets_a_flooded_frame_with_its_own_tag),
		with_a_switch(a_priority_is_kept_wherever_the_frame_has_a_tag),
		with_a_switch(a_tunnel_port_pushes_and_pops_the_outer_tag),
		with_a_switch(a_gso_frame_keeps_its_offloads_whatever_its_tag),
		with_a_switch(a_tunnelled_gso_frame_is_cut_only_if_needed),
		with_a_switch(a_gso_frame_with_a_legacy_tag_is_segmented),
		with_a_switch(
			a_forwarded_frame_gets_the_tag_of_its_egress_port),
		with_a_switch(a_mirrored_copy_of_a_flooded_frame_is_unchanged),
		with_a_switch(
			a_mirrored_copy_of_a_forwarded_frame_is_unchanged),
		with_a_switch(a_mirrored_gso_frame_keeps_its_virtio_net_header),
		with_a_switch(a_packet_that_is_too_long_marks_its_port),
		with_a_switch(sent_frames_are_counted_by_vlan),
		with_a_switch(frames_of_the_switch_itself_are_counted_apart),
		with_a_switch(an_originated_frame_is_tagged_where_its_port_is),
		with_a_switch(
			originate_needs_a_port_that_is_up_and_in_the_vlan),
		with_a_switch(an_own_frame_that_is_refused_is_not_counted),
		with_a_switch(a_frame_too_long_for_the_medium_writes_an_event),
		with_a_switch(a_refusal_after_a_reset_leaves_tx_own_at_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
