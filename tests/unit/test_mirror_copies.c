/* SPDX-License-Identifier: BSD-2-Clause */
/* What monitors get: copies of frames as they came and as they left */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mirroring.h"
#include "path/originate.h"

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

	/* Not even frames of the switch's own. */
	assert_false(originate(app, (struct origin){ .port = MON },
			       batch[0].made.frame.data, 60));
	assert_int_equal(sent[MON].n, 0);
}

static void mirrors_of_other_ports_do_not_split_a_batch(void **state)
{
	struct app *app = *state;
	struct recipe r = broadcast();
	char name[MIRROR_NAME_SIZE];

	for (int i = 0; i < MIRRORS_MAX; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		mirror(app, name, "p3", MIRROR_BOTH, "mon");
	}
	fdb_put(app->bridge->fdb, &(struct fdb_entry){ .mac = BOB,
						       .port = P2,
						       .state = FDB_STATIC });
	r.dst = BOB;
	receive(app, P1, r, IO_BATCH);
	assert_int_equal(sent[P2].n, IO_BATCH);
	assert_int_equal(sent[P2].calls, 1);
	assert_int_equal(sent[MON].n, 0);
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

static void each_nth_frame_is_copied(void **state)
{
	struct app *app = *state;

	mirror(app, "m", "p1", MIRROR_IN, "mon")->every = 4;
	receive(app, P1, broadcast(), IO_BATCH);
	assert_int_equal(sent[MON].n, IO_BATCH / 4);
	for (size_t k = 0; k < sent[MON].n; k++)
		assert_int_equal(number_of(MON, k), 4 * k + 3);
}

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
		with_monitors(mirrors_of_other_ports_do_not_split_a_batch),
		with_monitors(
			a_full_batch_to_a_monitor_that_forwards_overruns_no_list),
		with_monitors(truncated_copies_of_a_full_batch_overrun_nothing),
		with_monitors(a_monitor_gets_gso_frames_whole_if_it_takes_them),
		with_monitors(a_truncated_copy_needs_no_offloads),
		with_monitors(copies_are_not_merged),
		with_monitors(a_copy_that_cannot_be_sent_is_counted),
		with_monitors(each_nth_frame_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
