/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes that a verdict makes; every frame and every copy is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/bridge_sums.h"
#include "core/commit.h"
#include "bridging.h"

enum { PORTS = 6, CROWD = 40 };

static int a_bridge_of_six(void **state)
{
	struct bridge *br = bridge_new(1);

	if (!br)
		return -1;
	for (port_no no = 1; no <= PORTS; no++) {
		assert_int_equal(bridge_add_port(br, 1500), no);
		bridge_set_up(br, no, true);
	}
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

static void send(struct bridge *br, const struct frame *f, port_no in,
		 int64_t now_ms, struct verdict *v)
{
	decide(br, f, in, now_ms, v);
	bridge_commit(br, f, v, now_ms);
}

/* Returns the number of events written. */
static uint64_t send_one(struct bridge *br, struct mac src, struct mac dst,
			 port_no in)
{
	const uint64_t before = br->events.count;
	struct frame f = frame(src, dst);
	struct verdict v;

	send(br, &f, in, 0, &v);
	return br->events.count - before;
}

static void the_source_of_a_frame_is_learned_on_its_port(void **state)
{
	struct bridge *br = *state;
	struct fdb_entry e;

	assert_int_equal(send_one(br, ALICE, BOB, P1), 1);
	assert_true(has_event(br, EVENT_FDB_LEARNED, P1));

	assert_true(fdb_lookup(br->fdb, VLAN_NONE, ALICE, 0, &e));
	assert_int_equal(e.port, P1);
	assert_false(fdb_lookup(br->fdb, VLAN_NONE, BOB, 0, &e));
}

static void a_frame_from_a_known_station_writes_no_event(void **state)
{
	struct bridge *br = *state;

	send_one(br, ALICE, BOB, P1);
	assert_int_equal(send_one(br, ALICE, BOB, P1), 0);
	assert_int_equal(send_one(br, ALICE, ALL, P1), 0);
}

static void a_move_is_counted_on_the_new_port(void **state)
{
	struct bridge *br = *state;

	send_one(br, ALICE, BOB, P1);
	assert_int_equal(send_one(br, ALICE, BOB, P2), 1);
	assert_true(has_event(br, EVENT_FDB_MOVED, P2));
	assert_int_equal(last_event(br, EVENT_FDB_MOVED)->other, P1);

	assert_int_equal(br->counters[P1].fdb_moves, 0);
	assert_int_equal(br->counters[P2].fdb_moves, 1);
}

static void nothing_is_learned_unless_the_verdict_says_so(void **state)
{
	struct bridge *br = *state;

	br->port[P2].settings.learning = false;

	assert_int_equal(send_one(br, GROUP, BOB, P1), 0);
	assert_int_equal(send_one(br, NOBODY, BOB, P1), 0);
	assert_int_equal(send_one(br, ALICE, BOB, P2), 0);

	assert_int_equal(fdb_used(br->fdb), 0);
}

static void a_frame_is_counted_by_its_type_of_destination(void **state)
{
	struct bridge *br = *state;
	const struct counters *c = &br->counters[P1];

	send_one(br, ALICE, BOB, P1);
	send_one(br, ALICE, GROUP, P1);
	send_one(br, ALICE, ALL, P1);
	send_one(br, ALICE, ALL, P1);

	assert_int_equal(c->rx_packets[PKT_UCAST], 1);
	assert_int_equal(c->rx_packets[PKT_MCAST], 1);
	assert_int_equal(c->rx_packets[PKT_BCAST], 2);
	assert_int_equal(c->rx_bytes, 4 * 60);
	assert_int_equal(c->rx_ends[REASON_FLOODED], 4);
	assert_int_equal(c->copies, 4 * (PORTS - 1));
}

static void a_forwarded_frame_is_one_copy_and_a_dropped_one_none(void **state)
{
	struct bridge *br = *state;
	const struct counters *c = &br->counters[P2];

	send_one(br, ALICE, ALL, P1);
	send_one(br, BOB, ALICE, P2);
	send_one(br, GROUP, ALICE, P2);

	assert_int_equal(c->rx_ends[REASON_FORWARDED], 1);
	assert_int_equal(c->rx_ends[REASON_GROUP_SOURCE], 1);
	assert_int_equal(c->copies, 1);
}

static void a_port_whose_mtu_is_too_small_counts_a_tx_drop(void **state)
{
	struct bridge *br = *state;
	struct frame f = frame(ALICE, ALL);
	struct verdict v;

	f.packet_len = 1500;
	bridge_set_mtu(br, P2, 1280);
	send(br, &f, P1, 0, &v);

	assert_int_equal(br->counters[P2].tx_drops[TX_REASON_MTU_EXCEEDED], 1);
	assert_int_equal(br->counters[P3].tx_drops[TX_REASON_MTU_EXCEEDED], 0);
	assert_int_equal(br->counters[P1].copies, PORTS - 2);
}

static void a_frame_too_long_for_its_only_port_is_counted_twice(void **state)
{
	struct bridge *br = *state;
	struct frame f = frame(BOB, ALICE);
	struct verdict v;

	send_one(br, ALICE, ALL, P1);
	f.packet_len = 1501;
	send(br, &f, P2, 0, &v);

	/* on the ingress port, and on the port that could not send it */
	assert_int_equal(br->counters[P2].rx_ends[REASON_MTU_EXCEEDED], 1);
	assert_int_equal(br->counters[P1].tx_drops[TX_REASON_MTU_EXCEEDED], 1);
}

static void folding_adds_each_counter_to_the_same_counter(void **state)
{
	struct counters from, into;
	uint64_t *value = (uint64_t *)&from;
	(void)state;

	for (size_t i = 0; i < sizeof(from) / sizeof(*value); i++)
		value[i] = i + 1;
	into = from;
	counters_fold(&into, &from);

	value = (uint64_t *)&into;
	for (size_t i = 0; i < sizeof(into) / sizeof(*value); i++)
		assert_int_equal(value[i], 2 * (i + 1));
}

/* Our own generator, so that the traffic is the same on every machine. */
static uint32_t dice(uint32_t sides)
{
	static uint64_t seed = 20240229;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(seed >> 33) % sides;
}

static struct mac somebody(void)
{
	switch (dice(12)) {
	case 0:
		return ALL;
	case 1:
		return GROUP;
	case 2:
		return NOBODY;
	case 3:
		return (struct mac){ { 1, 0x80, 0xc2, 0, 0,
				       (uint8_t)dice(32) } };
	default:
		return visitor(dice(CROWD));
	}
}

/* Counts as egress does.  At times a GSO frame is cut in three, or a copy is
 * merged with three others. */
static void hand_out(struct bridge *br, const struct verdict *v,
		     const struct portset *to)
{
	PORTSET_FOREACH(to, no) {
		struct counters *c = &br->counters[no];
		bool is_cut = !dice(10);

		c->tx_packets[v->pkt_type] += is_cut ? 3 : 1;
		c->tx_segmented += is_cut;
		c->tx_segments += is_cut ? 3 : 0;
		if (!is_cut && !dice(10)) {
			c->tx_merged += 4;
			c->tx_merges++;
			br->counters[v->in].copies += 3;
		}
		c->tx_drops[TX_REASON_QUEUE_FULL] += !dice(50);
	}
}

static void one_random_frame(struct bridge *br, int64_t now_ms)
{
	struct frame f = frame(somebody(), somebody());
	port_no in = (port_no)(1 + dice(PORTS));
	struct portset to;
	struct verdict v;

	if (!br->port[in].exists)
		return;
	f.packet_len = 46 + dice(1600);
	f.len = ETH_HEADER_SIZE + f.packet_len;
	f.error = dice(20) ? FRAME_OK : FRAME_RUNT + dice(3);
	send(br, &f, in, now_ms, &v);

	/* never to its own port; to no port if and only if it is dropped */
	verdict_ports(&v, &to);
	assert_false(portset_has(&to, in));
	assert_int_equal(portset_empty(&to), v.reason > REASON_FLOODED);
	PORTSET_FOREACH(&to, no)
		assert_true(br->port[no].exists && br->port[no].up);
	hand_out(br, &v, &to);
}

static void one_random_change(struct bridge *br)
{
	port_no no = (port_no)(1 + dice(PORTS));

	if (!br->port[no].exists) {
		bridge_add_port(br, 1500);
		return;
	}
	switch (dice(5)) {
	case 0:
		bridge_del_port(br, no);
		break;
	case 1:
		bridge_reset_counters(br, no);
		break;
	case 2:
		bridge_set_mtu(br, no, 1000 + dice(1000));
		break;
	default:
		bridge_set_up(br, no, dice(8));
	}
}

static void the_sums_hold_after_any_traffic(void **state)
{
	enum { FRAMES = 200000 };
	struct bridge *br = *state;
	struct bridge_sums sums;

	fdb_set_limit(br->fdb, CROWD / 2, FDB_FULL_EVICT);
	for (int64_t now_ms = 0; now_ms < FRAMES; now_ms++) {
		one_random_frame(br, now_ms);
		if (!dice(100))
			one_random_change(br);
		if (!dice(1000))
			assert_true(bridge_sum(br, &sums));
	}

	assert_true(bridge_sum(br, &sums));
	assert_int_equal(sums.received, sums.accounted);
	assert_int_equal(sums.copies, sums.transmitted);
	assert_true(sums.received > FRAMES / 2);
	assert_true(sums.copies > FRAMES / 10);
}

static void an_unaccounted_frame_unbalances_its_port(void **state)
{
	struct bridge *br = *state;
	struct bridge_sums sums;

	send_one(br, ALICE, GROUP, P2);
	br->counters[P3].tx_packets[PKT_MCAST] += PORTS - 1;
	assert_true(bridge_sum(br, &sums));

	br->counters[P2].rx_ends[REASON_FLOODED]--;
	assert_false(bridge_sum(br, &sums));
	assert_int_equal(sums.unbalanced, P2);
}

static void errors_of_two_ports_do_not_cancel_out(void **state)
{
	struct bridge *br = *state;
	struct bridge_sums sums;

	br->counters[P2].rx_ends[REASON_RUNT]++;
	br->counters[P4].rx_packets[PKT_UCAST]++;

	assert_false(bridge_sum(br, &sums));
	assert_int_equal(sums.received, sums.accounted);
	assert_int_equal(sums.unbalanced, P2);
}

static void a_copy_that_was_not_transmitted_unbalances_the_sums(void **state)
{
	struct bridge *br = *state;
	struct bridge_sums sums;

	send_one(br, ALICE, ALL, P1);
	assert_false(bridge_sum(br, &sums));
	assert_int_equal(sums.copies, PORTS - 1);
	assert_int_equal(sums.transmitted, 0);
	assert_int_equal(sums.unbalanced, PORT_NONE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_bridge_of_six, free_bridge)

int main(void)
{
	const struct CMUnitTest commit[] = {
		TEST(the_source_of_a_frame_is_learned_on_its_port),
		TEST(a_frame_from_a_known_station_writes_no_event),
		TEST(a_move_is_counted_on_the_new_port),
		TEST(nothing_is_learned_unless_the_verdict_says_so),
		TEST(a_frame_is_counted_by_its_type_of_destination),
		TEST(a_forwarded_frame_is_one_copy_and_a_dropped_one_none),
		TEST(a_port_whose_mtu_is_too_small_counts_a_tx_drop),
		TEST(a_frame_too_long_for_its_only_port_is_counted_twice),
		TEST(folding_adds_each_counter_to_the_same_counter),
		TEST(the_sums_hold_after_any_traffic),
		TEST(an_unaccounted_frame_unbalances_its_port),
		TEST(errors_of_two_ports_do_not_cancel_out),
		TEST(a_copy_that_was_not_transmitted_unbalances_the_sums),
	};

	return cmocka_run_group_tests(commit, NULL, NULL);
}
