/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of ports and VLANs, entries of locked ports, and the counts of each
 * port, after all kinds of changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/fdb.h"
#include "stations.h"

static int a_table(void **state)
{
	*state = fdb_new(1, NULL);
	return *state ? 0 : -1;
}

static int free_table(void **state)
{
	fdb_free(*state);
	return 0;
}

static bool is_known(const struct fdb *fdb, struct mac mac, int64_t now_ms)
{
	struct fdb_entry e;

	return fdb_lookup(fdb, RED, mac, now_ms, &e);
}

static bool is_on(const struct fdb *fdb, struct mac mac, port_no port,
		  enum fdb_state made, int64_t now_ms)
{
	struct fdb_entry e;

	return fdb_lookup(fdb, RED, mac, now_ms, &e) && e.port == port &&
	       e.state == made;
}

static enum fdb_change hear_as(struct fdb *fdb, struct mac mac, port_no port,
			       enum fdb_state as, int64_t now_ms)
{
	return fdb_learn(fdb, RED, mac, port, as, now_ms);
}

static enum fdb_change hear(struct fdb *fdb, struct mac mac, port_no port,
			    int64_t now_ms)
{
	return hear_as(fdb, mac, port, FDB_LEARNED, now_ms);
}

static void put(struct fdb *fdb, struct mac mac, port_no port,
		enum fdb_state made)
{
	struct fdb_entry e = { mac, RED, port, made, 0 };

	assert_int_equal(fdb_put(fdb, &e), 0);
}

static size_t flush(struct fdb *fdb, port_no port, unsigned int states)
{
	return fdb_flush(fdb,
			 (struct fdb_filter){ .port = port, .states = states });
}

static void a_new_table_limits_no_port_and_no_vlan(void **state)
{
	struct fdb *fdb = *state;

	for (port_no no = 1; no <= PORT_MAX; no++)
		assert_int_equal(fdb_port_limit(fdb, no), 0);
	for (vlan_id vid = 0; vid < VLAN_COUNT; vid++)
		assert_int_equal(fdb_vlan_limit(fdb, vid), 0);
	fdb_set_port_limit(fdb, P2, 7);
	fdb_set_vlan_limit(fdb, RED, 8);
	assert_int_equal(fdb_port_limit(fdb, P2), 7);
	assert_int_equal(fdb_vlan_limit(fdb, RED), 8);
}

static void a_full_port_learns_no_new_station_while_others_do(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 1);
	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_ADDED);

	assert_int_equal(hear(fdb, BOB, P1, 0), FDB_NO_ROOM);
	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_REFRESHED);
	assert_int_equal(hear(fdb, BOB, P2, 0), FDB_ADDED);

	assert_int_equal(fdb_on_port(fdb, P1), 1);
	assert_int_equal(fdb_count(fdb, P1).refused, 1);
	assert_int_equal(fdb_count(fdb, P2).refused, 0);
}

/* The limit of a port is for all VLANs together. */
static void
a_ports_limit_counts_all_vlans_and_all_states_but_local(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 4);
	put(fdb, ALICE, P1, FDB_LOCAL);
	put(fdb, BOB, P1, FDB_STATIC);
	put(fdb, CAROL, P1, FDB_STICKY);
	assert_int_equal(hear_as(fdb, DAVE, P1, FDB_LOCKED, 0), FDB_ADDED);
	assert_int_equal(fdb_on_port(fdb, P1), 3);

	assert_int_equal(fdb_learn(fdb, BLUE, DAVE, P1, FDB_LEARNED, 0),
			 FDB_ADDED);
	assert_int_equal(fdb_learn(fdb, BLUE, ALICE, P1, FDB_LEARNED, 0),
			 FDB_NO_ROOM);
	assert_int_equal(fdb_on_port(fdb, P1), 4);
}

static void a_station_that_moves_to_a_full_port_is_removed(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 1);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P2, 0);

	assert_int_equal(hear(fdb, BOB, P1, 0), FDB_NO_ROOM);

	assert_false(is_known(fdb, BOB, 0));
	assert_true(is_known(fdb, ALICE, 0));
	assert_int_equal(fdb_on_port(fdb, P2), 0);
	assert_int_equal(fdb_used(fdb), 1);
	assert_int_equal(fdb_count(fdb, P1).refused, 1);
	assert_int_equal(fdb_count(fdb, P1).moved, 0);
}

static void
authorising_a_locked_station_needs_no_room_on_a_full_port(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 1);
	fdb_set_vlan_limit(fdb, RED, 1);
	hear_as(fdb, ALICE, P1, FDB_LOCKED, 0);

	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_REFRESHED);
	assert_true(is_on(fdb, ALICE, P1, FDB_LEARNED, 0));
	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_STATIC, 0), FDB_REFRESHED);
	assert_true(is_on(fdb, ALICE, P1, FDB_STATIC, 0));
	assert_int_equal(fdb_on_port(fdb, P1), 1);
}

static void a_station_that_leaves_a_full_port_makes_room(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 1);
	hear(fdb, ALICE, P1, 0);
	assert_int_equal(hear(fdb, ALICE, P2, 0), FDB_MOVED);
	assert_int_equal(hear(fdb, BOB, P1, 0), FDB_ADDED);
	assert_true(fdb_remove(fdb, RED, BOB));
	assert_int_equal(hear(fdb, CAROL, P1, 0), FDB_ADDED);
	put(fdb, CAROL, P3, FDB_STATIC);
	assert_int_equal(hear(fdb, DAVE, P1, 0), FDB_ADDED);
	put(fdb, DAVE, P1, FDB_LOCAL);
	assert_int_equal(hear(fdb, BOB, P1, 0), FDB_ADDED);

	assert_int_equal(hear(fdb, visitor(1), P1, 0), FDB_NO_ROOM);
	assert_int_equal(hear(fdb, visitor(1), P1, 5 * MINUTE), FDB_ADDED);
	assert_int_equal(fdb_count(fdb, P1).aged, 1);
}

static void a_port_that_was_flushed_has_room_at_once(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_port_limit(fdb, P1, 100);
	for (uint32_t round = 0; round < 50; round++) {
		for (uint32_t i = 0; i < 100; i++)
			assert_int_equal(
				hear(fdb, visitor(round * 50 + i), P1, 0),
				FDB_ADDED);
		assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_NO_ROOM);
		assert_int_equal(fdb_on_port(fdb, P1), 100);
		assert_int_equal(flush(fdb, P1, FDB_BY_FRAMES), 100);
		assert_int_equal(fdb_on_port(fdb, P1), 0);
	}
}

static void lowering_a_ports_limit_removes_no_entries(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P1, 0);
	fdb_set_port_limit(fdb, P1, 1);

	assert_true(is_known(fdb, ALICE, 0));
	assert_int_equal(hear(fdb, BOB, P1, 0), FDB_REFRESHED);
	assert_int_equal(hear(fdb, CAROL, P1, 0), FDB_NO_ROOM);
	fdb_set_port_limit(fdb, P1, 0);
	assert_int_equal(hear(fdb, CAROL, P1, 0), FDB_ADDED);
}

static void a_full_port_causes_no_eviction(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 2, FDB_FULL_EVICT);
	fdb_set_port_limit(fdb, P1, 1);
	fdb_set_vlan_limit(fdb, BLUE, 1);
	fdb_learn(fdb, BLUE, ALICE, P1, FDB_LEARNED, 0);
	hear(fdb, BOB, P2, 0);

	assert_int_equal(hear(fdb, CAROL, P1, 0), FDB_NO_ROOM);
	assert_int_equal(fdb_learn(fdb, BLUE, CAROL, P2, FDB_LEARNED, 0),
			 FDB_NO_ROOM);
	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 0);
	assert_int_equal(hear(fdb, CAROL, P2, 0), FDB_ADDED);
	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 1);
}

static void a_full_vlan_learns_no_new_station_while_others_do(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_vlan_limit(fdb, RED, 2);
	put(fdb, visitor(1), P1, FDB_STATIC);
	put(fdb, visitor(2), P1, FDB_STICKY);
	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_ADDED);
	assert_int_equal(hear_as(fdb, BOB, P1, FDB_LOCKED, 0), FDB_ADDED);

	assert_int_equal(hear(fdb, CAROL, P2, 0), FDB_NO_ROOM);
	assert_int_equal(fdb_learn(fdb, BLUE, CAROL, P2, FDB_LEARNED, 0),
			 FDB_ADDED);
	assert_int_equal(hear(fdb, BOB, P2, 0), FDB_MOVED);
	assert_int_equal(flush(fdb, P1, FDB_BY_FRAMES), 1);
	assert_int_equal(hear(fdb, CAROL, P2, 0), FDB_ADDED);
	assert_int_equal(hear(fdb, DAVE, P2, 0), FDB_NO_ROOM);
	assert_int_equal(hear(fdb, DAVE, P2, 5 * MINUTE), FDB_ADDED);
}

static void a_locked_entry_is_like_a_learned_one(void **state)
{
	struct fdb *fdb = *state;

	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_LOCKED, 0), FDB_ADDED);
	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_LOCKED, MINUTE),
			 FDB_REFRESHED);
	assert_int_equal(fdb_used(fdb), 1);
	assert_true(is_on(fdb, ALICE, P1, FDB_LOCKED, 6 * MINUTE - 1));
	assert_false(is_known(fdb, ALICE, 6 * MINUTE));

	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_LOCKED, 6 * MINUTE),
			 FDB_ADDED);
	assert_int_equal(hear(fdb, ALICE, P2, 6 * MINUTE), FDB_MOVED);
	assert_true(is_on(fdb, ALICE, P2, FDB_LEARNED, 6 * MINUTE));
	assert_int_equal(fdb_used(fdb), 1);
	while (!fdb_sweep(fdb, 1, 60 * MINUTE))
		;
	assert_int_equal(fdb_used(fdb), 0);
	assert_int_equal(fdb_on_port(fdb, P2), 0);
}

static void
locked_entries_are_swept_without_learned_ones_beside_them(void **state)
{
	struct fdb *fdb = *state;

	hear_as(fdb, ALICE, P1, FDB_LOCKED, 0);
	while (!fdb_sweep(fdb, 1, 5 * MINUTE))
		;

	assert_int_equal(fdb_used(fdb), 0);
	assert_int_equal(fdb_on_port(fdb, P1), 0);
	assert_int_equal(fdb_count(fdb, P1).aged, 1);
}

static void locked_entries_are_evicted_from_a_full_table(void **state)
{
	enum { ROOM = 100, FLOOD = 5000 };
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, ROOM, FDB_FULL_EVICT);
	hear(fdb, ALICE, P2, 0);
	for (uint32_t i = 0; i < FLOOD; i++)
		assert_int_equal(
			hear_as(fdb, visitor(i), P1, FDB_LOCKED, SECOND + i),
			FDB_ADDED);

	assert_true(is_known(fdb, ALICE, MINUTE));
	assert_int_equal(fdb_used(fdb), ROOM);
	assert_int_equal(fdb_on_port(fdb, P1), ROOM - 1);
	assert_int_equal(fdb_count(fdb, P1).evicted, FLOOD + 1 - ROOM);

	assert_int_equal(flush(fdb, P1, 1u << FDB_LOCKED), ROOM - 1);
	for (uint32_t i = 0; i < ROOM; i++)
		hear(fdb, visitor(FLOOD + i), P1, MINUTE);
	assert_true(is_known(fdb, ALICE, MINUTE));
	assert_int_equal(fdb_used(fdb), ROOM);
}

static void a_flush_of_locked_entries_spares_the_others(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	hear_as(fdb, BOB, P1, FDB_LOCKED, 0);
	hear_as(fdb, CAROL, P2, FDB_LOCKED, 0);

	assert_int_equal(flush(fdb, P1, 1u << FDB_LOCKED), 1);

	assert_true(is_known(fdb, ALICE, 0));
	assert_false(is_known(fdb, BOB, 0));
	assert_true(is_known(fdb, CAROL, 0));
	assert_int_equal(fdb_used(fdb), 2);
}

static void entries_learned_as_static_stay_and_do_not_count(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 1, FDB_FULL_FLOOD);
	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_STATIC, 0), FDB_ADDED);
	assert_int_equal(hear(fdb, BOB, P2, 0), FDB_ADDED);
	assert_int_equal(hear_as(fdb, BOB, P1, FDB_STATIC, 0), FDB_MOVED);
	assert_int_equal(fdb_used(fdb), 0);
	assert_int_equal(fdb_on_port(fdb, P1), 2);

	assert_int_equal(hear(fdb, ALICE, P2, 0), FDB_HELD);
	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_STATIC, 0), FDB_REFRESHED);
	assert_true(is_on(fdb, ALICE, P1, FDB_STATIC, 60 * MINUTE));
	assert_true(is_on(fdb, BOB, P1, FDB_STATIC, 60 * MINUTE));
}

static void frames_do_not_change_the_state_of_configured_entries(void **state)
{
	struct fdb *fdb = *state;

	put(fdb, ALICE, P1, FDB_STICKY);
	put(fdb, BOB, P1, FDB_LOCAL);

	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_STATIC, 0), FDB_REFRESHED);
	assert_int_equal(hear_as(fdb, ALICE, P1, FDB_LOCKED, 0), FDB_REFRESHED);
	assert_int_equal(hear_as(fdb, ALICE, P2, FDB_STATIC, 0), FDB_HELD);
	assert_int_equal(hear_as(fdb, BOB, P1, FDB_STATIC, 0), FDB_HELD);
	assert_true(is_on(fdb, ALICE, P1, FDB_STICKY, 0));
	assert_true(is_on(fdb, BOB, P1, FDB_LOCAL, 0));
}

static void moved_from_is_the_previous_port_of_a_station(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P3, 0);
	hear(fdb, BOB, P2, 0);
	assert_int_equal(hear(fdb, ALICE, P4, 0), FDB_MOVED);
	assert_int_equal(fdb_moved_from(fdb), P3);

	/* Not what else is learned meanwhile. */
	hear(fdb, CAROL, P1, 0);
	assert_int_equal(hear_as(fdb, BOB, P2, FDB_STATIC, 0), FDB_REFRESHED);
	hear(fdb, BOB, P1, 0);
	assert_int_equal(fdb_moved_from(fdb), P3);
	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_MOVED);
	assert_int_equal(fdb_moved_from(fdb), P4);
}

static void the_total_keeps_the_counts_of_removed_ports(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_count c;

	fdb_set_port_limit(fdb, P2, 1);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, ALICE, P2, 0);
	hear(fdb, BOB, P2, 0);
	hear(fdb, BOB, P2, 5 * MINUTE);

	assert_int_equal(fdb_count(fdb, P1).learned, 1);
	assert_int_equal(fdb_count(fdb, P1).aged, 0);
	c = fdb_count(fdb, P2);
	assert_int_equal(c.learned, 1);
	assert_int_equal(c.moved, 1);
	assert_int_equal(c.aged, 1);
	assert_int_equal(c.refused, 1);
	assert_int_equal(c.evicted, 0);

	fdb_forget_count(fdb, P2);
	hear(fdb, CAROL, P2, 6 * MINUTE);
	assert_int_equal(fdb_count(fdb, P2).learned, 0);
	assert_int_equal(fdb_count(fdb, P2).refused, 1);
	c = fdb_count(fdb, PORT_NONE);
	assert_int_equal(c.learned, 2);
	assert_int_equal(c.moved, 1);
	assert_int_equal(c.aged, 1);
	assert_int_equal(c.refused, 2);
}

/* Our own generator, so that the traffic is the same on every machine. */
static uint32_t dice(uint32_t sides)
{
	static uint64_t seed = 20240229;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(seed >> 33) % sides;
}

/* A station is learned only if there was room. */
static void one_random_frame(struct fdb *fdb, vlan_id vid, struct mac mac,
			     port_no port, enum fdb_state as, int64_t now_ms)
{
	const uint32_t limit = fdb_port_limit(fdb, port);
	enum fdb_change change = fdb_learn(fdb, vid, mac, port, as, now_ms);

	if (change == FDB_ADDED || change == FDB_MOVED)
		assert_true(!limit || fdb_on_port(fdb, port) <= limit);
}

static void one_random_change(struct fdb *fdb, int64_t now_ms)
{
	static const enum fdb_state by_frames[] = { FDB_LEARNED, FDB_LEARNED,
						    FDB_LOCKED, FDB_STATIC };
	static const enum fdb_state by_hand[] = { FDB_STICKY, FDB_STATIC,
						  FDB_LOCAL };
	const struct mac mac = visitor(dice(60));
	const vlan_id vid = dice(2) ? RED : BLUE;
	const port_no port = (port_no)(1 + dice(4));

	switch (dice(40)) {
	case 0:
	case 1:
		fdb_put(fdb, &(struct fdb_entry){ mac, vid, port,
						  by_hand[dice(3)], now_ms });
		break;
	case 2:
	case 3:
		fdb_remove(fdb, vid, mac);
		break;
	case 4:
		flush(fdb, dice(3) ? port : PORT_NONE, 1 + dice(31));
		break;
	case 5:
		fdb_sweep(fdb, dice(40), now_ms);
		break;
	case 6:
		fdb_set_port_limit(fdb, port, dice(12));
		break;
	case 7:
		fdb_set_vlan_limit(fdb, vid, dice(40));
		break;
	case 8:
		fdb_set_limit(fdb, 1 + dice(60),
			      dice(3) ? FDB_FULL_EVICT : FDB_FULL_FLOOD);
		break;
	default:
		one_random_frame(fdb, vid, mac, port, by_frames[dice(4)],
				 now_ms);
	}
}

/* Counted one by one, aged ones, too: what a walk shows at the time of 0. */
static void assert_counts_are_right(const struct fdb *fdb)
{
	const struct fdb_filter all = { .states = FDB_ANY_STATE };
	size_t cursor = 0, slots = SIZE_MAX, used = 0;
	size_t on[5] = { 0 };
	struct fdb_entry e;

	while (fdb_next(fdb, all, INT64_MIN / 2, &cursor, &slots, &e)) {
		used += FDB_BY_FRAMES >> e.state & 1;
		on[e.port] += e.state != FDB_LOCAL;
	}
	assert_int_equal(fdb_used(fdb), used);
	for (port_no no = 1; no <= 4; no++)
		assert_int_equal(fdb_on_port(fdb, no), on[no]);
}

static void the_counts_are_right_after_random_changes(void **state)
{
	struct fdb *fdb = *state;

	for (int64_t now_ms = 0; now_ms < 200000; now_ms++) {
		one_random_change(fdb, now_ms * 100);
		assert_counts_are_right(fdb);
	}

	assert_int_equal(flush(fdb, PORT_NONE, FDB_ANY_STATE) > 0, true);
	assert_counts_are_right(fdb);
	assert_int_equal(fdb_used(fdb), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_table, free_table)

int main(void)
{
	const struct CMUnitTest fdb_port_limit[] = {
		TEST(a_new_table_limits_no_port_and_no_vlan),
		TEST(a_full_port_learns_no_new_station_while_others_do),
		TEST(a_ports_limit_counts_all_vlans_and_all_states_but_local),
		TEST(a_station_that_moves_to_a_full_port_is_removed),
		TEST(authorising_a_locked_station_needs_no_room_on_a_full_port),
		TEST(a_station_that_leaves_a_full_port_makes_room),
		TEST(a_port_that_was_flushed_has_room_at_once),
		TEST(lowering_a_ports_limit_removes_no_entries),
		TEST(a_full_port_causes_no_eviction),
		TEST(a_full_vlan_learns_no_new_station_while_others_do),
		TEST(a_locked_entry_is_like_a_learned_one),
		TEST(locked_entries_are_swept_without_learned_ones_beside_them),
		TEST(locked_entries_are_evicted_from_a_full_table),
		TEST(a_flush_of_locked_entries_spares_the_others),
		TEST(entries_learned_as_static_stay_and_do_not_count),
		TEST(frames_do_not_change_the_state_of_configured_entries),
		TEST(moved_from_is_the_previous_port_of_a_station),
		TEST(the_total_keeps_the_counts_of_removed_ports),
		TEST(the_counts_are_right_after_random_changes),
	};

	return cmocka_run_group_tests(fdb_port_limit, NULL, NULL);
}
