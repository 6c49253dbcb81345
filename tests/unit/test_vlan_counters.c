/* SPDX-License-Identifier: BSD-2-Clause */
/* Learning in VLANs, and the counters of their frames and copies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bridge_sums.h"
#include "core/commit.h"
#include "frame/tag.h"
#include "bridging.h"

/* P1, P2, P3: untagged in red.  P4: tagged in red and in blue. */
static int a_bridge_with_vlans(void **state)
{
	struct bridge *br = bridge_new(1);

	if (!br || vlan_filtering_set(br, true))
		return -1;
	vlan_default_pvid_set(br, RED, &(struct portset){ 0 });
	for (port_no no = P1; no <= P4; no++) {
		assert_int_equal(bridge_add_port(br, 1500), no);
		bridge_set_up(br, no, true);
	}
	vlan_join(br, RED, P4, false);
	vlan_join(br, BLUE, P4, false);
	*state = br;
	return 0;
}

static struct frame frame(struct mac src, struct mac dst)
{
	return (struct frame){
		.len = 60,
		.packet_len = 46,
		.src = src,
		.dst = dst,
	};
}

/* Decides, commits and transmits a frame. */
static enum reason send(struct bridge *br, port_no in, struct frame f)
{
	struct portset ports;
	struct verdict v;

	decide(br, &f, in, 0, &v);
	bridge_commit(br, &f, &v, 0);
	verdict_ports(&v, &ports);
	PORTSET_FOREACH(&ports, no)
		br->counters[no].tx_packets[v.pkt_type]++;
	return v.reason;
}

static enum reason send_tagged(struct bridge *br, port_no in, struct mac src,
			       struct mac dst, vlan_id vid)
{
	struct frame f = frame(src, dst);

	f.tags = 1;
	f.tpid = TPID_8021Q;
	f.tci = vid;
	f.len += VLAN_TAG_SIZE;
	return send(br, in, f);
}

static bool is_even(const struct bridge *br)
{
	struct bridge_sums sums;

	return bridge_sum(br, &sums);
}

static void a_station_is_learned_once_in_each_vlan(void **state)
{
	struct bridge *br = *state;
	struct fdb_entry e;

	vlan_join(br, BLUE, P3, false);
	send_tagged(br, P4, ALICE, ALL, RED);
	send_tagged(br, P3, ALICE, ALL, BLUE);

	assert_true(fdb_lookup(br->fdb, RED, ALICE, 0, &e));
	assert_int_equal(e.port, P4);
	assert_true(fdb_lookup(br->fdb, BLUE, ALICE, 0, &e));
	assert_int_equal(e.port, P3);
	assert_false(fdb_lookup(br->fdb, VLAN_NONE, ALICE, 0, &e));
	assert_int_equal(fdb_count(br->fdb, PORT_NONE).moved, 0);
}

static void the_source_of_a_refused_frame_is_not_learned(void **state)
{
	struct bridge *br = *state;

	assert_int_equal(send_tagged(br, P1, ALICE, ALL, BLUE),
			 REASON_VLAN_INGRESS);
	assert_int_equal(send_tagged(br, P1, ALICE, ALL, 4095),
			 REASON_VLAN_VID);
	br->port[P1].settings.accept = VLAN_ACCEPT_TAGGED;
	assert_int_equal(send(br, P1, frame(ALICE, ALL)), REASON_VLAN_TYPE);

	assert_int_equal(fdb_used(br->fdb), 0);
	assert_true(is_even(br));
}

static void a_flooded_frame_is_counted_in_its_vlan(void **state)
{
	struct bridge *br = *state;
	const struct vlan *red = &br->vlan[RED];

	assert_int_equal(send_tagged(br, P4, ALICE, ALL, RED), REASON_FLOODED);

	assert_int_equal(red->rx_ends[REASON_FLOODED], 1);
	assert_int_equal(red->rx_bytes, 64);
	assert_int_equal(red->tx_packets, 3);
	assert_int_equal(red->tx_bytes, 3 * 64);
	assert_int_equal(br->vlan[BLUE].tx_packets, 0);
	assert_true(is_even(br));
}

static void a_flooded_frame_is_counted_for_each_port_in_its_vlan(void **state)
{
	struct bridge *br = *state;
	const struct vlan_counters *in = vlan_counters(br, P4, RED);
	const struct vlan_counters *out = vlan_counters(br, P2, RED);

	send_tagged(br, P4, ALICE, ALL, RED);

	assert_int_equal(in->rx_packets, 1);
	assert_int_equal(in->rx_bytes, 64);
	assert_int_equal(in->rx_drops, 0);
	assert_int_equal(in->tx_packets, 0);
	assert_int_equal(out->rx_packets, 0);
	assert_int_equal(out->tx_packets, 1);
	assert_int_equal(out->tx_bytes, 64);
	assert_int_equal(vlan_counters(br, P4, BLUE)->rx_packets, 0);
}

static void a_forwarded_frame_is_counted_for_two_ports(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, BOB, P2, FDB_LEARNED, 0);
	assert_int_equal(send(br, P1, frame(ALICE, BOB)), REASON_FORWARDED);

	assert_int_equal(br->vlan[RED].rx_ends[REASON_FORWARDED], 1);
	assert_int_equal(br->vlan[RED].tx_packets, 1);
	assert_int_equal(br->vlan[RED].tx_bytes, 60);
	assert_int_equal(vlan_counters(br, P1, RED)->rx_packets, 1);
	assert_int_equal(vlan_counters(br, P2, RED)->tx_packets, 1);
	assert_int_equal(vlan_counters(br, P3, RED)->tx_packets, 0);
}

static void a_drop_is_counted_where_its_vlan_is_known(void **state)
{
	struct bridge *br = *state;
	const struct vlan_counters *c = vlan_counters(br, P1, BLUE);

	send_tagged(br, P1, ALICE, ALL, BLUE);
	send_tagged(br, P4, ALICE, ALL, BLUE);
	send_tagged(br, P1, ALICE, ALL, 999);

	assert_int_equal(br->vlan[BLUE].rx_ends[REASON_VLAN_INGRESS], 1);
	assert_int_equal(br->vlan[BLUE].rx_ends[REASON_NO_EGRESS], 1);
	assert_int_equal(c->rx_packets, 1);
	assert_int_equal(c->rx_drops, 1);
	assert_int_equal(vlan_counters(br, P1, 999)->rx_packets, 0);
	assert_int_equal(br->counters[P1].rx_ends[REASON_VLAN_INGRESS], 2);
	assert_true(is_even(br));
}

static void frames_that_are_no_loss_are_not_counted_as_drops(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, BOB, P1, FDB_LEARNED, 0);
	assert_int_equal(send(br, P1, frame(ALICE, BOB)), REASON_FILTERED);

	assert_int_equal(vlan_counters(br, P1, RED)->rx_packets, 1);
	assert_int_equal(vlan_counters(br, P1, RED)->rx_drops, 0);
	assert_int_equal(br->vlan[RED].tx_packets, 0);
}

static void while_vlans_are_off_no_vlan_counter_changes(void **state)
{
	struct bridge *br = *state;

	vlan_filtering_set(br, false);
	send_tagged(br, P1, ALICE, ALL, RED);

	assert_int_equal(br->vlan[RED].rx_bytes, 0);
	assert_int_equal(br->vlan[VLAN_NONE].rx_bytes, 0);
	assert_int_equal(vlan_counters(br, P1, RED)->rx_packets, 0);
	assert_true(is_even(br));
}

static void the_sums_are_balanced_if_vlans_were_never_on(void **state)
{
	struct bridge *br = bridge_new(1);
	(void)state;

	bridge_add_port(br, 1500);
	bridge_set_up(br, P1, true);
	send(br, P1, frame(ALICE, ALL));
	bridge_reset_counters(br, P1);

	assert_null(br->vlan_counters);
	assert_true(is_even(br));
	bridge_del_port(br, P1);
	assert_true(is_even(br));
	bridge_free(br);
}

static void resetting_a_port_keeps_the_vlans_own_counters(void **state)
{
	struct bridge *br = *state;

	send(br, P1, frame(ALICE, ALL));
	send_tagged(br, P4, BOB, ALL, BLUE);
	bridge_reset_counters(br, P1);
	bridge_reset_counters(br, P4);

	assert_int_equal(vlan_counters(br, P1, RED)->rx_packets, 0);
	assert_int_equal(vlan_counters(br, P4, RED)->tx_packets, 0);
	assert_int_equal(vlan_counters(br, P2, RED)->tx_packets, 1);
	assert_int_equal(br->vlan[RED].rx_ends[REASON_FLOODED], 1);
	assert_int_equal(br->vlan[RED].past, 1);
	assert_int_equal(br->vlan[BLUE].past, 1);
	assert_true(is_even(br));
}

static void the_sums_are_balanced_after_ports_are_removed(void **state)
{
	struct bridge *br = *state;

	send(br, P1, frame(ALICE, ALL));
	send_tagged(br, P4, BOB, ALICE, RED);
	send_tagged(br, P4, BOB, ALL, BLUE);
	bridge_del_port(br, P4);
	assert_true(is_even(br));
	send(br, P1, frame(ALICE, BOB));

	assert_int_equal(bridge_add_port(br, 1500), P4);
	assert_int_equal(vlan_counters(br, P4, RED)->rx_packets, 0);
	assert_false(portset_has(&br->vlan[BLUE].members, P4));
	bridge_set_up(br, P4, true);
	send(br, P4, frame(BOB, ALL));
	assert_true(is_even(br));

	for (port_no no = P1; no <= P4; no++)
		bridge_del_port(br, no);
	assert_false(vlan_exists(&br->vlan[RED]));
	assert_int_equal(br->vlan[RED].past, 4);
	assert_true(is_even(br));
}

static void an_unaccounted_frame_unbalances_its_vlan(void **state)
{
	struct bridge *br = *state;
	struct bridge_sums sums;

	send(br, P1, frame(ALICE, ALL));
	send_tagged(br, P4, BOB, ALL, BLUE);
	br->vlan[BLUE].rx_ends[REASON_NO_EGRESS]--;

	assert_false(bridge_sum(br, &sums));
	assert_int_equal(sums.unbalanced_vlan, BLUE);
	assert_int_equal(sums.unbalanced, PORT_NONE);
	assert_int_equal(sums.received, sums.accounted);

	vlan_counters(br, P2, RED)->rx_packets++;
	assert_false(bridge_sum(br, &sums));
	assert_int_equal(sums.unbalanced_vlan, RED);
}

/* Frames are received between two of its pieces. */
static void the_sums_are_balanced_after_a_reset_in_pieces(void **state)
{
	struct bridge *br = *state;

	send_tagged(br, P4, ALICE, ALL, RED);
	send_tagged(br, P4, BOB, ALL, BLUE);
	bridge_reset_counters(br, P1);
	bridge_reset_counters(br, P4);
	send(br, P1, frame(ALICE, ALL));
	send_tagged(br, P4, ALICE, ALL, RED);
	bridge_reset_counters(br, P2);
	bridge_reset_counters(br, P3);
	vlan_counters_reset_all(br);

	assert_true(is_even(br));
	assert_int_equal(br->vlan[RED].rx_ends[REASON_FLOODED], 0);
	send_tagged(br, P4, ALICE, ALL, RED);
	assert_int_equal(br->vlan[RED].rx_ends[REASON_FLOODED], 1);
	assert_true(is_even(br));
	for (port_no no = P1; no <= P4; no++)
		bridge_reset_counters(br, no);
	vlan_counters_reset_all(br);
	assert_int_equal(br->vlan[RED].past, 0);
	assert_true(is_even(br));
}

static void vlans_are_summed_up_a_few_at_a_time(void **state)
{
	struct bridge *br = *state;
	vlan_id first = RED < BLUE ? RED : BLUE;
	vlan_id second = RED < BLUE ? BLUE : RED;
	vlan_id vid = 1;

	send_tagged(br, P4, ALICE, ALL, RED);
	send_tagged(br, P4, ALICE, ALL, BLUE);
	br->vlan[second].rx_ends[REASON_RUNT]++;

	/* VLANs that have no counters take no time */
	assert_true(bridge_sum_vlans(br, &vid, 1));
	assert_in_range(vid, first + 1, second);
	assert_false(bridge_sum_vlans(br, &vid, 1));
	assert_int_equal(vid, second);
	br->vlan[second].rx_ends[REASON_RUNT]--;
	assert_true(bridge_sum_vlans(br, &vid, 1));
	assert_true(vid > VLAN_MAX);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_with_vlans, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_station_is_learned_once_in_each_vlan),
		TEST(the_source_of_a_refused_frame_is_not_learned),
		TEST(a_flooded_frame_is_counted_in_its_vlan),
		TEST(a_flooded_frame_is_counted_for_each_port_in_its_vlan),
		TEST(a_forwarded_frame_is_counted_for_two_ports),
		TEST(a_drop_is_counted_where_its_vlan_is_known),
		TEST(frames_that_are_no_loss_are_not_counted_as_drops),
		TEST(while_vlans_are_off_no_vlan_counter_changes),
		TEST(resetting_a_port_keeps_the_vlans_own_counters),
		TEST(the_sums_are_balanced_after_ports_are_removed),
		TEST(an_unaccounted_frame_unbalances_its_vlan),
		TEST(the_sums_are_balanced_after_a_reset_in_pieces),
		TEST(vlans_are_summed_up_a_few_at_a_time),
		cmocka_unit_test(the_sums_are_balanced_if_vlans_were_never_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
