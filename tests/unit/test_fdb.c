/* SPDX-License-Identifier: BSD-2-Clause */
/* Learning, ageing, moving, and configured entries. */
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

/* The port a station is known on, PORT_NONE if it is not. */
static port_no where_is(const struct fdb *fdb, struct mac mac, int64_t now_ms)
{
	struct fdb_entry e;

	return fdb_lookup(fdb, VLAN_NONE, mac, now_ms, &e) ? e.port : PORT_NONE;
}

static enum fdb_change hear(struct fdb *fdb, struct mac mac, port_no port,
			    int64_t now_ms)
{
	return fdb_learn(fdb, VLAN_NONE, mac, port, FDB_LEARNED, now_ms);
}

static void put(struct fdb *fdb, struct mac mac, port_no port,
		enum fdb_state made, int64_t now_ms)
{
	struct fdb_entry e = { mac, VLAN_NONE, port, made, now_ms };

	assert_int_equal(fdb_put(fdb, &e), 0);
}

static void a_station_is_known_where_it_was_heard(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	assert_int_equal(hear(fdb, ALICE, P1, MINUTE), FDB_ADDED);

	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 2 * MINUTE, &e));
	assert_true(mac_equal(e.mac, ALICE));
	assert_int_equal(e.vid, VLAN_NONE);
	assert_int_equal(e.port, P1);
	assert_int_equal(e.state, FDB_LEARNED);
	assert_int_equal(e.heard_ms, MINUTE);
	assert_int_equal(where_is(fdb, BOB, 2 * MINUTE), PORT_NONE);
}

static void a_station_that_moves_is_found_on_its_new_port(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	assert_int_equal(hear(fdb, ALICE, P2, SECOND), FDB_MOVED);

	assert_int_equal(where_is(fdb, ALICE, SECOND), P2);
	assert_int_equal(fdb_count(fdb, PORT_NONE).moved, 1);
	assert_int_equal(fdb_count(fdb, PORT_NONE).learned, 1);
	assert_int_equal(fdb_used(fdb), 1);
}

static void the_same_address_in_two_vlans_is_two_stations(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	fdb_learn(fdb, BLUE, ALICE, P2, FDB_LEARNED, 0);

	assert_true(fdb_lookup(fdb, RED, ALICE, 0, &e));
	assert_int_equal(e.port, P1);
	assert_int_equal(e.vid, RED);
	assert_true(fdb_lookup(fdb, BLUE, ALICE, 0, &e));
	assert_int_equal(e.port, P2);
	assert_false(fdb_lookup(fdb, VLAN_NONE, ALICE, 0, &e));
}

static void an_entry_ages_out_to_the_millisecond(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, MINUTE);

	assert_int_equal(where_is(fdb, ALICE, 6 * MINUTE - 1), P1);
	assert_int_equal(where_is(fdb, ALICE, 6 * MINUTE), PORT_NONE);
}

static void a_frame_from_a_station_refreshes_its_entry(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	assert_int_equal(hear(fdb, ALICE, P1, 4 * MINUTE), FDB_REFRESHED);

	assert_int_equal(where_is(fdb, ALICE, 9 * MINUTE - 1), P1);
	assert_int_equal(where_is(fdb, ALICE, 9 * MINUTE), PORT_NONE);
}

static void a_lookup_does_not_refresh_an_entry(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	assert_int_equal(where_is(fdb, ALICE, 4 * MINUTE), P1);

	assert_int_equal(where_is(fdb, ALICE, 5 * MINUTE), PORT_NONE);
}

static void a_move_refreshes_an_entry(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	hear(fdb, ALICE, P2, 4 * MINUTE);

	assert_int_equal(where_is(fdb, ALICE, 8 * MINUTE), P2);
}

static void a_station_heard_after_its_entry_aged_is_added_anew(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);

	assert_int_equal(hear(fdb, ALICE, P2, 5 * MINUTE), FDB_ADDED);
	assert_int_equal(where_is(fdb, ALICE, 5 * MINUTE), P2);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 1);
	assert_int_equal(fdb_count(fdb, PORT_NONE).moved, 0);
}

static void a_new_ageing_time_applies_to_existing_entries(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);

	fdb_set_ageing(fdb, MINUTE);
	assert_int_equal(where_is(fdb, ALICE, MINUTE - 1), P1);
	assert_int_equal(where_is(fdb, ALICE, MINUTE), PORT_NONE);

	fdb_set_ageing(fdb, 2 * MINUTE);
	assert_int_equal(where_is(fdb, ALICE, MINUTE), P1);
	assert_int_equal(fdb_ageing_ms(fdb), 2 * MINUTE);
}

static void with_ageing_time_0_nothing_is_learned_or_known(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	put(fdb, BOB, P1, FDB_STICKY, 0);
	put(fdb, CAROL, P1, FDB_STATIC, 0);
	fdb_set_ageing(fdb, 0);

	assert_int_equal(hear(fdb, DAVE, P2, 0), FDB_HELD);
	assert_int_equal(where_is(fdb, ALICE, 0), PORT_NONE);
	assert_int_equal(where_is(fdb, BOB, 0), PORT_NONE);
	assert_int_equal(where_is(fdb, DAVE, 0), PORT_NONE);
	assert_int_equal(where_is(fdb, CAROL, 0), P1);
}

static void a_static_entry_neither_ages_nor_moves(void **state)
{
	struct fdb *fdb = *state;

	put(fdb, ALICE, P1, FDB_STATIC, 0);

	assert_int_equal(hear(fdb, ALICE, P2, MINUTE), FDB_HELD);
	assert_int_equal(where_is(fdb, ALICE, MINUTE), P1);
	assert_int_equal(where_is(fdb, ALICE, INT64_C(9999999) * MINUTE), P1);
}

static void a_frame_from_its_station_leaves_a_static_entry_static(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	put(fdb, ALICE, P1, FDB_STATIC, 0);
	assert_int_equal(hear(fdb, ALICE, P1, MINUTE), FDB_REFRESHED);

	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 99 * MINUTE, &e));
	assert_int_equal(e.state, FDB_STATIC);
	assert_int_equal(e.heard_ms, MINUTE);
}

static void a_sticky_entry_does_not_move(void **state)
{
	struct fdb *fdb = *state;

	put(fdb, ALICE, P1, FDB_STICKY, 0);

	assert_int_equal(hear(fdb, ALICE, P2, 4 * MINUTE), FDB_HELD);
	assert_int_equal(where_is(fdb, ALICE, 4 * MINUTE), P1);
	assert_int_equal(where_is(fdb, ALICE, 5 * MINUTE), PORT_NONE);
}

static void frames_from_its_station_refresh_a_sticky_entry(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	put(fdb, ALICE, P1, FDB_STICKY, 0);
	assert_int_equal(hear(fdb, ALICE, P1, 4 * MINUTE), FDB_REFRESHED);

	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 9 * MINUTE - 1, &e));
	assert_int_equal(e.state, FDB_STICKY);
	assert_int_equal(where_is(fdb, ALICE, 9 * MINUTE), PORT_NONE);
}

static void an_aged_sticky_entry_can_be_learned_on_any_port(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	put(fdb, ALICE, P1, FDB_STICKY, 0);

	assert_int_equal(hear(fdb, ALICE, P2, 5 * MINUTE), FDB_ADDED);
	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 5 * MINUTE, &e));
	assert_int_equal(e.port, P2);
	assert_int_equal(e.state, FDB_LEARNED);
}

static void the_switch_does_not_learn_its_own_address(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	put(fdb, ALICE, P1, FDB_LOCAL, 0);

	assert_int_equal(hear(fdb, ALICE, P1, MINUTE), FDB_HELD);
	assert_int_equal(hear(fdb, ALICE, P2, MINUTE), FDB_HELD);
	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 99 * MINUTE, &e));
	assert_int_equal(e.port, P1);
	assert_int_equal(e.state, FDB_LOCAL);
	assert_int_equal(e.heard_ms, 0);
}

static void a_configured_entry_replaces_a_learned_one(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	hear(fdb, ALICE, P1, 0);
	put(fdb, ALICE, P2, FDB_STATIC, MINUTE);

	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, MINUTE, &e));
	assert_int_equal(e.port, P2);
	assert_int_equal(e.state, FDB_STATIC);
	assert_int_equal(fdb_used(fdb), 0);
}

static void a_configured_entry_replaces_a_configured_one(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	put(fdb, ALICE, P1, FDB_STATIC, 0);
	put(fdb, ALICE, P2, FDB_STICKY, 0);

	assert_true(fdb_lookup(fdb, VLAN_NONE, ALICE, 0, &e));
	assert_int_equal(e.port, P2);
	assert_int_equal(e.state, FDB_STICKY);
	assert_int_equal(where_is(fdb, ALICE, 5 * MINUTE), PORT_NONE);
}

static void an_entry_in_any_state_can_be_removed_once(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1, 0);
	put(fdb, BOB, P1, FDB_STATIC, 0);
	put(fdb, CAROL, P1, FDB_LOCAL, 0);

	assert_true(fdb_remove(fdb, VLAN_NONE, ALICE));
	assert_true(fdb_remove(fdb, VLAN_NONE, BOB));
	assert_true(fdb_remove(fdb, VLAN_NONE, CAROL));

	assert_false(fdb_remove(fdb, VLAN_NONE, ALICE));
	assert_int_equal(where_is(fdb, ALICE, 0), PORT_NONE);
	assert_int_equal(where_is(fdb, BOB, 0), PORT_NONE);
	assert_int_equal(where_is(fdb, CAROL, 0), PORT_NONE);
	assert_int_equal(fdb_used(fdb), 0);
}

static void removing_an_entry_leaves_other_vlans_alone(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	fdb_learn(fdb, BLUE, ALICE, P1, FDB_LEARNED, 0);

	assert_true(fdb_remove(fdb, RED, ALICE));

	assert_false(fdb_lookup(fdb, RED, ALICE, 0, &e));
	assert_true(fdb_lookup(fdb, BLUE, ALICE, 0, &e));
}

static void placed_of_changes_when_a_station_is_added_or_moves(void **state)
{
	struct fdb *fdb = *state;
	uint32_t placed = fdb_placed_of(fdb, ALICE);

	hear(fdb, ALICE, P1, MINUTE);
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);

	placed = fdb_placed_of(fdb, ALICE);
	hear(fdb, ALICE, P1, 2 * MINUTE);
	assert_int_equal(fdb_placed_of(fdb, ALICE), placed);
	hear(fdb, ALICE, P2, 2 * MINUTE);
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);

	placed = fdb_placed_of(fdb, ALICE);
	hear(fdb, ALICE, P2, 20 * MINUTE); /* after it aged */
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);
	placed = fdb_placed_of(fdb, ALICE);
	put(fdb, ALICE, P1, FDB_STATIC, 20 * MINUTE);
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);
	assert_true(fdb_has_vlan(fdb, VLAN_NONE));
	assert_false(fdb_has_vlan(fdb, 10));
}

static void placed_of_seldom_changes_for_other_stations(void **state)
{
	struct fdb *fdb = *state;
	uint32_t placed = fdb_placed_of(fdb, ALICE), heard = 0;

	for (uint32_t i = 0; i < 1000; i++) {
		uint32_t before = fdb_placed_of(fdb, ALICE);
		struct mac other = { { 0x02, 0, 1, 0, (uint8_t)(i >> 8),
				       (uint8_t)i } };

		hear(fdb, other, P1, 0);
		heard += fdb_placed_of(fdb, ALICE) != before;
	}
	assert_in_range(heard, 0, 3);

	placed = fdb_placed_of(fdb, ALICE);
	fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);
	placed = fdb_placed_of(fdb, ALICE);
	fdb_learn(fdb, RED, ALICE, P2, FDB_LEARNED, 0);
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);
	placed = fdb_placed_of(fdb, ALICE);
	fdb_set_ageing(fdb, 2 * MINUTE); /* also if it had aged before */
	assert_int_not_equal(fdb_placed_of(fdb, ALICE), placed);
}

static void each_state_has_its_word(void **state)
{
	(void)state;

	assert_string_equal(fdb_state_word(FDB_LEARNED), "learned");
	assert_string_equal(fdb_state_word(FDB_STICKY), "sticky");
	assert_string_equal(fdb_state_word(FDB_STATIC), "static");
	assert_string_equal(fdb_state_word(FDB_LOCAL), "local");
	assert_string_equal(fdb_full_word(FDB_FULL_FLOOD), "flood");
	assert_string_equal(fdb_full_word(FDB_FULL_EVICT), "evict");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_table, free_table)

int main(void)
{
	const struct CMUnitTest fdb[] = {
		TEST(a_station_is_known_where_it_was_heard),
		TEST(a_station_that_moves_is_found_on_its_new_port),
		TEST(the_same_address_in_two_vlans_is_two_stations),
		TEST(an_entry_ages_out_to_the_millisecond),
		TEST(a_frame_from_a_station_refreshes_its_entry),
		TEST(a_lookup_does_not_refresh_an_entry),
		TEST(a_move_refreshes_an_entry),
		TEST(a_station_heard_after_its_entry_aged_is_added_anew),
		TEST(a_new_ageing_time_applies_to_existing_entries),
		TEST(with_ageing_time_0_nothing_is_learned_or_known),
		TEST(a_static_entry_neither_ages_nor_moves),
		TEST(a_frame_from_its_station_leaves_a_static_entry_static),
		TEST(a_sticky_entry_does_not_move),
		TEST(frames_from_its_station_refresh_a_sticky_entry),
		TEST(an_aged_sticky_entry_can_be_learned_on_any_port),
		TEST(the_switch_does_not_learn_its_own_address),
		TEST(a_configured_entry_replaces_a_learned_one),
		TEST(a_configured_entry_replaces_a_configured_one),
		TEST(an_entry_in_any_state_can_be_removed_once),
		TEST(removing_an_entry_leaves_other_vlans_alone),
		TEST(placed_of_changes_when_a_station_is_added_or_moves),
		TEST(placed_of_seldom_changes_for_other_stations),
		TEST(each_state_has_its_word),
	};

	return cmocka_run_group_tests(fdb, NULL, NULL);
}
