/* SPDX-License-Identifier: BSD-2-Clause */
/* What monitors get: copies of frames as they came and as they left */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assembly.h"
#include "base/bytes.h"
#include "core/bridge_sums.h"
#include "frame/tag.h"
#include "frames.h"
#include "io/io.h"
#include "path/pipeline.h"
#include "ports.h"
#include "stations.h"

/* The monitors */
enum { MON = 5, MON_2 = 6 };

#define PORTS	 6
#define HEAD	 160
#define SENT_MAX (90 * IO_BATCH)

/* What each port was given: the first bytes, with the virtio-net header, and
 * where the frame lies, for a driver may write it later */
static struct {
	size_t n;
	struct {
		const uint8_t *data;
		uint32_t len;
		uint8_t head[VNET_HDR_SIZE + HEAD];
	} frame[SENT_MAX];
} sent[PORTS + 1];

/* A batch of frames, each with room in front as an engine leaves it */
static struct {
	uint8_t headroom[32];
	struct made made;
} batch[IO_BATCH];

static size_t head_len(uint32_t len)
{
	return VNET_HDR_SIZE + (len < HEAD ? len : HEAD);
}

static void keep(struct port *port, const struct buf *bufs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = sent[port->no].n++;

		assert_true(k < SENT_MAX);
		sent[port->no].frame[k].data = bufs[i].data;
		sent[port->no].frame[k].len = bufs[i].len;
		memcpy(sent[port->no].frame[k].head,
		       bufs[i].data - VNET_HDR_SIZE, head_len(bufs[i].len));
	}
}

static const struct port_ops fake_ops = {
	.type = "fake",
	.size = sizeof(struct port),
	.tx = keep,
};

static const uint8_t *data_of(port_no no, size_t k)
{
	assert_true(k < sent[no].n);
	return sent[no].frame[k].head + VNET_HDR_SIZE;
}

static uint32_t len_of(port_no no, size_t k)
{
	return sent[no].frame[k].len;
}

static uint16_t type_of(port_no no, size_t k)
{
	return get_be16(data_of(no, k) + 12);
}

/* The number that receive() gave to the frame's source */
static uint32_t number_of(port_no no, size_t k)
{
	return get_be32(data_of(no, k) + 8);
}

/* P1, P2: access RED.  P3: trunk RED.  P4: access RED, takes no GSO frames.  VLANs
 * are off at first. */
static int a_switch_with_monitors(void **state)
{
	static const char *const names[] = { "p1", "p2",  "p3",
					     "p4", "mon", "mon2" };
	struct err err;
	struct app *app = app_new("test", NULL, NULL, NULL, &err);

	for (port_no no = P1; app && no <= PORTS; no++) {
		struct vlan_port vp = { .pvid = no == P3 ? VLAN_NONE : RED };
		struct port *port = port_new(&fake_ops, names[no - P1]);

		port->mtu = 1500;
		port->linked = true;
		port->up = true;
		port->offloads = no == P4 ? 0 : OFFLOAD_ALL;
		if (app_add_port(app, port, &err) || port->no != no)
			return -1;
		vids_add(&vp.members, RED);
		if (no != P3)
			vids_add(&vp.untagged, RED);
		vlan_port_set(app->bridge, no, &vp);
	}
	*state = app;
	return app ? 0 : -1;
}

static int free_app(void **state)
{
	app_free(*state);
	return 0;
}

static struct mirror *mirror(struct app *app, const char *name,
			     const char *ports, enum mirror_direction direction,
			     const char *to)
{
	struct mirror *m = mirror_new(name);

	assert_non_null(m);
	snprintf(m->ports, sizeof(m->ports), "%s", ports);
	snprintf(m->to, sizeof(m->to), "%s", to);
	m->direction = (uint8_t)direction;
	assert_true(bridge_add_mirror(app->bridge, m));
	return m;
}

static void assert_balanced(const struct app *app)
{
	struct bridge_sums sums;

	assert_true(bridge_sum(app->bridge, &sums));
	assert_int_equal(sums.copies + sums.mirrored, sums.transmitted);
}

/* @n frames in one batch; that with number @i is from visitor(@i) */
static void receive(struct app *app, port_no in, struct recipe recipe, size_t n)
{
	struct buf bufs[IO_BATCH];

	memset(sent, 0, sizeof(sent));
	for (size_t i = 0; i < n; i++) {
		const struct frame *f;

		recipe.src = visitor((uint32_t)i);
		f = frames_make(&batch[i].made, recipe);
		bufs[i] = (struct buf){ f->data, f->len };
	}
	pipeline_received(app->ports[in], bufs, n);
	assert_balanced(app);
}

/* What was handed to a driver is not changed until it is written: for frames that
 * are no copies, until the batch ends. */
static void assert_unchanged(port_no no)
{
	for (size_t k = 0; k < sent[no].n; k++)
		assert_memory_equal(sent[no].frame[k].data - VNET_HDR_SIZE,
				    sent[no].frame[k].head,
				    head_len(len_of(no, k)));
}

static struct recipe broadcast(void)
{
	return (struct recipe){ .dst = ALL, .type = 0x88b5, .payload = 46 };
}

static void use_vlans(struct app *app)
{
	assert_int_equal(vlan_filtering_set(app->bridge, true), 0);
}

static void a_copy_of_a_received_frame_is_as_it_came(void **state)
{
	struct app *app = *state;
	struct recipe r = broadcast();

	use_vlans(app);
	mirror(app, "m", "p1,p3", MIRROR_IN, "mon");
	receive(app, P1, r, 1);
	assert_int_equal(sent[MON].n, 1);
	assert_int_equal(type_of(MON, 0), 0x88b5);
	assert_int_equal(type_of(P3, 0), TPID_8021Q);

	r.tags = 1;
	r.tci = 0xa000 | RED;
	receive(app, P3, r, 1);
	assert_int_equal(sent[MON].n, 1);
	assert_int_equal(type_of(MON, 0), TPID_8021Q);
	assert_int_equal(get_be16(data_of(MON, 0) + 14), 0xa000 | RED);
	assert_int_equal(type_of(P1, 0), 0x88b5);
	for (port_no no = P1; no <= MON; no++)
		assert_unchanged(no);
}

static void a_copy_of_a_sent_frame_is_as_it_leaves(void **state)
{
	struct app *app = *state;

	use_vlans(app);
	mirror(app, "access", "p2", MIRROR_OUT, "mon");
	mirror(app, "trunk", "p3", MIRROR_OUT, "mon2");
	receive(app, P1, broadcast(), 1);

	assert_int_equal(sent[MON].n, 1);
	assert_int_equal(type_of(MON, 0), 0x88b5);
	assert_int_equal(sent[MON_2].n, 1);
	assert_int_equal(type_of(MON_2, 0), TPID_8021Q);
	assert_int_equal(get_be16(data_of(MON_2, 0) + 14), RED);
	assert_int_equal(app->bridge->counters[P2].mirrored, 1);
	assert_int_equal(app->bridge->counters[P3].mirrored, 1);
	assert_int_equal(app->bridge->counters[P1].mirrored, 0);
}

static void a_tap_with_two_jacks_tells_the_directions_apart(void **state)
{
	struct app *app = *state;

	mirror(app, "in", "p1", MIRROR_IN, "mon");
	mirror(app, "out", "p1", MIRROR_OUT, "mon2");
	receive(app, P1, broadcast(), 3);
	assert_int_equal(sent[MON].n, 3);
	assert_int_equal(sent[MON_2].n, 0);
	receive(app, P2, broadcast(), 2);
	assert_int_equal(sent[MON].n, 0);
	assert_int_equal(sent[MON_2].n, 2);
}

/* Each frame as it came, then as it leaves: without the tag by P2 and P4, with it by
 * P3.  The ports get theirs in the same order as without a mirror. */
static void copies_are_in_the_order_of_the_frames(void **state)
{
	enum { FRAMES = 5, COPIES = 4 };
	struct app *app = *state;

	use_vlans(app);
	mirror(app, "m", "all", MIRROR_BOTH, "mon");
	mirror(app, "n", "all", MIRROR_BOTH, "mon2");
	receive(app, P1, broadcast(), FRAMES);

	assert_int_equal(sent[MON].n, COPIES * FRAMES);
	assert_int_equal(sent[MON_2].n, COPIES * FRAMES);
	for (size_t k = 0; k < COPIES * FRAMES; k++) {
		assert_int_equal(number_of(MON, k), k / COPIES);
		assert_int_equal(type_of(MON, k),
				 k % COPIES == 3 ? TPID_8021Q : 0x88b5);
	}
	for (port_no no = P2; no <= P4; no++) {
		assert_int_equal(sent[no].n, FRAMES);
		for (size_t k = 0; k < FRAMES; k++)
			assert_int_equal(number_of(no, k), k);
	}
	for (port_no no = P1; no <= PORTS; no++)
		assert_unchanged(no);
}

static void frames_that_are_dropped_are_copied_too(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror(app, "m", "p1", MIRROR_IN, "mon");
	struct recipe r = broadcast();

	app->bridge->port[P1].settings.locked = true;
	receive(app, P1, r, 1);
	assert_int_equal(app->bridge->counters[P1].rx_ends[REASON_LOCKED], 1);
	assert_int_equal(sent[MON].n, 1);
	assert_int_equal(sent[P2].n, 0);

	/* dropped before it has a VLAN in the verdict */
	use_vlans(app);
	m->in_vlans = true;
	vids_add(&m->vids, RED);
	bridge_set_up(app->bridge, P1, false);
	receive(app, P1, r, 1);
	assert_int_equal(sent[MON].n, 1);
}

static void frames_that_cannot_be_read_are_not_copied(void **state)
{
	struct app *app = *state;
	const struct mirror *m = mirror(app, "m", "all", MIRROR_BOTH, "mon");
	struct buf runt;

	frames_make(&batch[0].made, broadcast());
	runt = (struct buf){ batch[0].made.frame.data, 5 };
	memset(sent, 0, sizeof(sent));
	pipeline_received(app->ports[P1], &runt, 1);
	assert_int_equal(sent[MON].n, 0);
	assert_int_equal(m->frames, 0);
	assert_balanced(app);
}

static void a_monitor_sends_nothing_but_copies(void **state)
{
	struct app *app = *state;

	mirror(app, "m", "p1", MIRROR_IN, "mon");
	receive(app, P2, broadcast(), 1);
	assert_int_equal(sent[P1].n, 1);
	assert_int_equal(sent[MON].n, 0);
	receive(app, MON, broadcast(), 1);
	assert_int_equal(sent[P1].n, 0);
	assert_int_equal(
		app->bridge->counters[MON].rx_ends[REASON_MONITOR_PORT], 1);
}

/* A monitor that is also a member of the flood gets each frame, its copy as it came
 * and one for each port, many times what its list holds, and from several mirrors. */
static void
a_full_batch_to_a_monitor_that_forwards_overruns_no_list(void **state)
{
	enum { MIRRORS = MIRRORS_MAX, OUT = 5 };
	struct app *app = *state;
	char name[MIRROR_NAME_SIZE];

	for (int i = 0; i < MIRRORS; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		mirror(app, name, "all", MIRROR_BOTH, "mon")->ingress = true;
	}
	assert_int_equal(app->bridge->port[MON].state, PORT_STATE_FORWARDING);
	receive(app, P1, broadcast(), IO_BATCH);

	/* P2, P3, P4, MON_2 are watched; MON itself is not. */
	assert_int_equal(sent[MON].n, IO_BATCH * (1 + MIRRORS * OUT));
	for (size_t k = 0; k < sent[MON].n; k++)
		assert_int_equal(number_of(MON, k), k / (1 + MIRRORS * OUT));
	assert_int_equal(sent[P2].n, IO_BATCH);
	for (port_no no = P1; no <= PORTS; no++)
		assert_unchanged(no);
}

/* As many forms as there can be: each mirror makes a copy of its own of each form. */
static void truncated_copies_of_a_full_batch_overrun_nothing(void **state)
{
	enum { OUT = 4 };
	struct app *app = *state;
	struct recipe r = broadcast();
	char name[MIRROR_NAME_SIZE];

	use_vlans(app);
	for (int i = 0; i < MIRRORS_MAX; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		mirror(app, name, "all", MIRROR_BOTH, i % 2 ? "mon" : "mon2")
			->snaplen = 64;
	}
	r.payload = 1000;
	receive(app, P1, r, IO_BATCH);

	assert_int_equal(sent[MON].n, IO_BATCH * OUT * MIRRORS_MAX / 2);
	assert_int_equal(sent[MON_2].n, IO_BATCH * OUT * MIRRORS_MAX / 2);
	for (size_t k = 0; k < sent[MON].n; k++) {
		assert_int_equal(len_of(MON, k), 64);
		assert_int_equal(number_of(MON, k),
				 k / (OUT * MIRRORS_MAX / 2));
	}
	assert_int_equal(sent[P2].n, IO_BATCH);
	assert_int_equal(len_of(P2, 0), 1014);
	assert_int_equal(len_of(P3, 0), 1018);
}

static struct recipe gso_broadcast(void)
{
	return (struct recipe){
		.dst = ALL, .ip = 4, .payload = 40000, .gso_size = 1400
	};
}

static void a_monitor_gets_gso_frames_whole_if_it_takes_them(void **state)
{
	struct app *app = *state;
	const size_t segments = (40000 + 1399) / 1400;
	struct recipe r = gso_broadcast();

	mirror(app, "m", "p1", MIRROR_IN, "mon");
	mirror(app, "n", "p4", MIRROR_OUT, "mon2");
	app->ports[MON]->offloads = 0;
	receive(app, P1, r, 1);

	assert_int_equal(sent[MON].n, segments);
	assert_int_equal(sent[MON_2].n, 1);
	assert_int_equal(len_of(MON_2, 0), len_of(P2, 0));
	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[P4].n, segments);
	for (size_t k = 0; k < segments; k++)
		assert_int_equal(len_of(MON, k), len_of(P4, k));
}

static void a_truncated_copy_needs_no_offloads(void **state)
{
	struct app *app = *state;
	struct recipe r = gso_broadcast();
	struct virtio_net_hdr hdr = { 0 };

	mirror(app, "m", "p1", MIRROR_IN, "mon")->snaplen = 128;
	app->ports[MON]->offloads = 0;
	receive(app, P1, r, 1);

	assert_int_equal(sent[MON].n, 1);
	assert_int_equal(len_of(MON, 0), 128);
	assert_memory_equal(sent[MON].frame[0].head, &hdr, VNET_HDR_SIZE);
	assert_memory_equal(data_of(MON, 0), data_of(P2, 0), 128);
	assert_int_not_equal(frame_vnet_hdr(data_of(P2, 0)).gso_size, 0);

	/* A shorter frame is not touched. */
	r.payload = 20;
	r.gso_size = 0;
	receive(app, P1, r, 1);
	assert_int_equal(len_of(MON, 0), 74);
}

/* Segments that follow one another are merged for P2, but not for monitors. */
static void copies_are_not_merged(void **state)
{
	struct app *app = *state;
	struct recipe r = {
		.dst = ALL, .ip = 4, .tcp_flags = TCP_ACK, .payload = 1000
	};
	struct buf bufs[3];

	mirror(app, "m", "p4", MIRROR_IN, "mon");
	for (size_t i = 0; i < ARRAY_SIZE(bufs); i++) {
		const struct frame *f = frames_make(&batch[i].made, r);

		bufs[i] = (struct buf){ f->data, f->len };
		r.tcp_seq += r.payload;
		r.payload_at += r.payload;
		r.ip_id++;
	}
	memset(sent, 0, sizeof(sent));
	pipeline_received(app->ports[P4], bufs, ARRAY_SIZE(bufs));

	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[MON].n, ARRAY_SIZE(bufs));
	assert_balanced(app);
}

static void a_copy_that_cannot_be_sent_is_counted(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror(app, "m", "p1", MIRROR_IN, "mon");
	const struct mirror *none = mirror(app, "n", "p1", MIRROR_IN, "x");
	struct recipe r = broadcast();

	r.payload = 1000;
	bridge_set_mtu(app->bridge, MON, 500);
	receive(app, P1, r, 1);
	assert_int_equal(m->missed[MIRROR_MISS_MTU_EXCEEDED], 1);
	m->snaplen = 200;
	receive(app, P1, r, 1);
	assert_int_equal(m->copies, 1);
	bridge_set_up(app->bridge, MON, false);
	receive(app, P1, r, 1);
	assert_int_equal(m->missed[MIRROR_MISS_PORT_DOWN], 1);
	assert_int_equal(none->missed[MIRROR_MISS_NO_PORT], 3);
	assert_int_equal(none->copies, 0);
	assert_int_equal(sent[P2].n, 1);
}

enum { FAR = 900 };

/* P3 is a tagged member of FAR, and P4, P2 an untagged one. */
static struct mirror *mirror_into_far(struct app *app, const char *ports,
				      enum mirror_direction direction)
{
	struct mirror *m = mirror(app, "far", ports, direction, "");

	use_vlans(app);
	m->to_vid = FAR;
	vlan_join(app->bridge, FAR, P2, true);
	vlan_join(app->bridge, FAR, P3, false);
	vlan_join(app->bridge, FAR, P4, false);
	return m;
}

static void a_copy_into_a_vlan_has_its_tag_in_front(void **state)
{
	struct app *app = *state;
	const struct mirror *m = mirror_into_far(app, "p1,p3", MIRROR_IN);
	struct recipe r = broadcast();

	receive(app, P1, r, 1);
	assert_int_equal(m->copies, 2);
	assert_int_equal(sent[P3].n, 2);
	assert_int_equal(type_of(P3, 0), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P3, 0) + 14), FAR);
	assert_int_equal(get_be16(data_of(P3, 0) + 16), 0x88b5);
	assert_int_equal(get_be16(data_of(P3, 1) + 14), RED);
	assert_int_equal(sent[P2].n, 1); /* an untagged member */

	/* Not back to where it came from; the customer's tag is kept. */
	r.tags = 1;
	r.tci = RED;
	receive(app, P3, r, 1);
	assert_int_equal(sent[P3].n, 0);
	assert_int_equal(sent[P4].n, 2);
	assert_int_equal(get_be16(data_of(P4, 0) + 14), FAR);
	assert_int_equal(get_be16(data_of(P4, 0) + 16), TPID_8021Q);
	assert_int_equal(get_be16(data_of(P4, 0) + 18), RED);
	assert_int_equal(type_of(P4, 1), 0x88b5);
	for (port_no no = P1; no <= PORTS; no++)
		assert_unchanged(no);
}

static void
a_frame_that_came_in_a_vlan_for_copies_is_not_copied_again(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror_into_far(app, "all", MIRROR_BOTH);
	struct recipe r = broadcast();

	r.tags = 1;
	r.tci = FAR;
	receive(app, P3, r, 1);
	assert_int_equal(m->frames, 0);
	assert_int_equal(sent[P4].n, 1); /* it is forwarded */

	/* Another switch's VLAN for copies, that passes through this one */
	m->to_vid = BLUE;
	vlan_join(app->bridge, BLUE, P3, false);
	vlan_join(app->bridge, BLUE, P4, false);
	app->bridge->vlan[FAR].remote_span = true;
	receive(app, P3, r, 1);
	assert_int_equal(m->frames, 0);
	assert_int_equal(sent[P4].n, 1);
}

static void a_gso_frame_is_copied_whole_into_a_vlan(void **state)
{
	struct app *app = *state;
	struct virtio_net_hdr plain, tagged;

	mirror_into_far(app, "p2", MIRROR_OUT);
	receive(app, P1, gso_broadcast(), 1);
	assert_int_equal(sent[P2].n, 1);
	assert_int_equal(sent[P3].n, 2);
	plain = frame_vnet_hdr(data_of(P2, 0));
	tagged = frame_vnet_hdr(data_of(P3, 1));
	assert_int_equal(get_be16(data_of(P3, 1) + 14), FAR);
	assert_int_equal(len_of(P3, 1), len_of(P2, 0) + 4);
	assert_int_equal(tagged.csum_start, plain.csum_start + 4);
	assert_int_equal(tagged.gso_size, plain.gso_size);
	assert_int_equal(sent[P4].n, 2 * ((40000 + 1399) / 1400));
}

static void without_a_member_a_copy_into_a_vlan_is_counted(void **state)
{
	struct app *app = *state;
	struct mirror *m = mirror(app, "far", "all", MIRROR_IN, "");

	m->to_vid = FAR;
	receive(app, P1, broadcast(), 1);
	use_vlans(app);
	receive(app, P1, broadcast(), 1);
	assert_int_equal(m->missed[MIRROR_MISS_NO_PORT], 2);
	assert_int_equal(m->copies, 0);
}

static void each_nth_frame_is_copied(void **state)
{
	struct app *app = *state;

	mirror(app, "m", "p1", MIRROR_IN, "mon")->every = 4;
	receive(app, P1, broadcast(), IO_BATCH);
	assert_int_equal(sent[MON].n, IO_BATCH / 4);
	for (size_t k = 0; k < sent[MON].n; k++)
		assert_int_equal(number_of(MON, k), 4 * k + 3);
}

#define with_monitors(test)                                                    \
	cmocka_unit_test_setup_teardown(test, a_switch_with_monitors, free_app)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_monitors(a_copy_of_a_received_frame_is_as_it_came),
		with_monitors(a_copy_of_a_sent_frame_is_as_it_leaves),
		with_monitors(a_tap_with_two_jacks_tells_the_directions_apart),
		with_monitors(copies_are_in_the_order_of_the_frames),
		with_monitors(frames_that_are_dropped_are_copied_too),
		with_monitors(frames_that_cannot_be_read_are_not_copied),
		with_monitors(a_monitor_sends_nothing_but_copies),
		with_monitors(
			a_full_batch_to_a_monitor_that_forwards_overruns_no_list),
		with_monitors(truncated_copies_of_a_full_batch_overrun_nothing),
		with_monitors(a_monitor_gets_gso_frames_whole_if_it_takes_them),
		with_monitors(a_truncated_copy_needs_no_offloads),
		with_monitors(copies_are_not_merged),
		with_monitors(a_copy_that_cannot_be_sent_is_counted),
		with_monitors(each_nth_frame_is_copied),
		with_monitors(a_copy_into_a_vlan_has_its_tag_in_front),
		with_monitors(
			a_frame_that_came_in_a_vlan_for_copies_is_not_copied_again),
		with_monitors(a_gso_frame_is_copied_whole_into_a_vlan),
		with_monitors(without_a_member_a_copy_into_a_vlan_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
