/* SPDX-License-Identifier: BSD-2-Clause */
/* A full table: which entries stay, and a table with a million stations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/fdb.h"
#include "stations.h"

#define MILLION (1024 * 1024)

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

	return fdb_lookup(fdb, VLAN_NONE, mac, now_ms, &e);
}

static enum fdb_change hear(struct fdb *fdb, struct mac mac, port_no port,
			    int64_t now_ms)
{
	return fdb_learn(fdb, VLAN_NONE, mac, port, FDB_LEARNED, now_ms);
}

/* So many of them, one a millisecond. */
static void a_crowd_arrives(struct fdb *fdb, uint32_t first, uint32_t n,
			    port_no port, int64_t now_ms)
{
	for (uint32_t i = 0; i < n; i++)
		hear(fdb, visitor(first + i), port, now_ms + i);
}

static size_t known_of_crowd(const struct fdb *fdb, uint32_t first, uint32_t n,
			     int64_t now_ms)
{
	size_t known = 0;

	for (uint32_t i = 0; i < n; i++)
		known += is_known(fdb, visitor(first + i), now_ms);
	return known;
}

static void a_new_table_has_the_documented_limit(void **state)
{
	struct fdb *fdb = *state;

	assert_int_equal(fdb_limit(fdb), 65536);
	assert_int_equal(fdb_full(fdb), FDB_FULL_FLOOD);
	assert_int_equal(fdb_ageing_ms(fdb), 5 * MINUTE);
	assert_int_equal(fdb_used(fdb), 0);
}

static void a_full_table_learns_no_new_station(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 2, FDB_FULL_FLOOD);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P1, 0);

	assert_int_equal(hear(fdb, CAROL, P2, SECOND), FDB_NO_ROOM);

	assert_false(is_known(fdb, CAROL, SECOND));
	assert_true(is_known(fdb, ALICE, SECOND));
	assert_true(is_known(fdb, BOB, SECOND));
	assert_int_equal(fdb_count(fdb, PORT_NONE).refused, 1);
	assert_int_equal(fdb_used(fdb), 2);
}

static void a_full_table_still_refreshes_and_moves_known_stations(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 2, FDB_FULL_FLOOD);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P1, 0);

	assert_int_equal(hear(fdb, ALICE, P1, SECOND), FDB_REFRESHED);
	assert_int_equal(hear(fdb, BOB, P2, SECOND), FDB_MOVED);
}

static void an_aged_entry_makes_room_in_a_full_table(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 2, FDB_FULL_FLOOD);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P1, MINUTE);

	/* Alice's slot is free, although there was no sweep. */
	assert_int_equal(hear(fdb, CAROL, P1, 5 * MINUTE), FDB_ADDED);

	assert_true(is_known(fdb, BOB, 5 * MINUTE));
	assert_true(is_known(fdb, CAROL, 5 * MINUTE));
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 1);
}

static void configured_entries_do_not_count_against_the_limit(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e = { ALICE, VLAN_NONE, P1, FDB_STATIC, 0 };

	fdb_set_limit(fdb, 1, FDB_FULL_FLOOD);
	assert_int_equal(fdb_put(fdb, &e), 0);
	e.mac = BOB;
	e.state = FDB_STICKY;
	assert_int_equal(fdb_put(fdb, &e), 0);

	assert_int_equal(hear(fdb, CAROL, P1, 0), FDB_ADDED);
	assert_int_equal(hear(fdb, DAVE, P1, 0), FDB_NO_ROOM);

	e.mac = DAVE;
	e.state = FDB_LOCAL;
	assert_int_equal(fdb_put(fdb, &e), 0);
	assert_int_equal(fdb_used(fdb), 1);
}

static void a_full_table_evicts_from_the_port_with_most_entries(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 3, FDB_FULL_EVICT);
	hear(fdb, BOB, P2, 0);
	hear(fdb, ALICE, P1, SECOND);
	hear(fdb, CAROL, P1, 2 * SECOND);

	assert_int_equal(hear(fdb, DAVE, P2, 3 * SECOND), FDB_ADDED);

	assert_false(is_known(fdb, ALICE, 3 * SECOND));
	assert_true(is_known(fdb, BOB, 3 * SECOND));
	assert_true(is_known(fdb, CAROL, 3 * SECOND));
	assert_true(is_known(fdb, DAVE, 3 * SECOND));
	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 1);
	assert_int_equal(fdb_used(fdb), 3);
}

static void the_most_recently_heard_entry_is_evicted_last(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 3, FDB_FULL_EVICT);
	hear(fdb, ALICE, P1, 0);
	hear(fdb, BOB, P1, SECOND);
	hear(fdb, CAROL, P1, 2 * SECOND);
	hear(fdb, ALICE, P1, 3 * SECOND);

	hear(fdb, DAVE, P1, 4 * SECOND);

	assert_false(is_known(fdb, BOB, 4 * SECOND));
	assert_true(is_known(fdb, ALICE, 4 * SECOND));
	assert_true(is_known(fdb, CAROL, 4 * SECOND));
}

static void a_flood_of_addresses_evicts_only_on_its_own_port(void **state)
{
	enum { FEW = 50, ROOM = 1000, FLOOD = 20000 };
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, ROOM, FDB_FULL_EVICT);
	a_crowd_arrives(fdb, 0, FEW, P1, 0);
	a_crowd_arrives(fdb, FEW, FEW, P2, 0);
	a_crowd_arrives(fdb, 2 * FEW, FLOOD, P3, SECOND);

	assert_int_equal(known_of_crowd(fdb, 0, 2 * FEW, MINUTE), 2 * FEW);
	assert_int_equal(known_of_crowd(fdb, 2 * FEW, FLOOD, MINUTE),
			 ROOM - 2 * FEW);
	assert_int_equal(fdb_used(fdb), ROOM);
	assert_int_equal(fdb_count(fdb, PORT_NONE).refused, 0);
}

/* Few entries are found at once among the slots of many former ones. */
static void an_entry_to_evict_is_found_among_many_empty_slots(void **state)
{
	enum { FEW = 8, NEW = 100000 };
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, MILLION, FDB_FULL_EVICT);
	a_crowd_arrives(fdb, 0, MILLION, P1, -10 * MINUTE);
	while (!fdb_sweep(fdb, 8192, 20 * MINUTE))
		;
	fdb_set_limit(fdb, FEW, FDB_FULL_EVICT);

	a_crowd_arrives(fdb, MILLION, NEW, P1, 20 * MINUTE);

	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, NEW - FEW);
	assert_int_equal(
		known_of_crowd(fdb, MILLION + NEW - FEW, FEW, 22 * MINUTE),
		FEW);
}

static void configured_entries_are_never_evicted(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e = { ALICE, VLAN_NONE, P1, FDB_STATIC, 0 };

	fdb_set_limit(fdb, 4, FDB_FULL_EVICT);
	fdb_put(fdb, &e);
	e.mac = BOB;
	e.state = FDB_STICKY;
	fdb_put(fdb, &e);

	a_crowd_arrives(fdb, 0, 5000, P1, 0);

	assert_true(is_known(fdb, ALICE, 5 * SECOND));
	assert_true(is_known(fdb, BOB, 5 * SECOND));
	assert_int_equal(fdb_used(fdb), 4);
}

static void lowering_the_limit_removes_no_entries(void **state)
{
	struct fdb *fdb = *state;

	a_crowd_arrives(fdb, 0, 10, P1, 0);
	fdb_set_limit(fdb, 2, FDB_FULL_FLOOD);

	assert_int_equal(known_of_crowd(fdb, 0, 10, SECOND), 10);
	assert_int_equal(hear(fdb, ALICE, P1, SECOND), FDB_NO_ROOM);

	assert_int_equal(hear(fdb, ALICE, P1, 6 * MINUTE), FDB_ADDED);
	assert_int_equal(fdb_used(fdb), 1);
}

static void freed_slots_are_reused(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 1000, FDB_FULL_FLOOD);
	for (uint32_t round = 0; round < 20; round++) {
		int64_t now_ms = (int64_t)round * 10 * MINUTE;

		a_crowd_arrives(fdb, round * 1000, 1000, P1, now_ms);
		assert_int_equal(known_of_crowd(fdb, round * 1000, 1000,
						now_ms + SECOND),
				 1000);
		assert_int_equal(fdb_used(fdb), 1000);
	}
	assert_int_equal(fdb_count(fdb, PORT_NONE).learned, 20 * 1000);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 19 * 1000);
}

static void a_million_stations_are_all_known(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_entry e;

	fdb_set_limit(fdb, MILLION, FDB_FULL_FLOOD);
	for (uint32_t i = 0; i < MILLION; i++)
		assert_int_equal(hear(fdb, visitor(i), P1 + i % 4, 0),
				 FDB_ADDED);

	assert_int_equal(fdb_used(fdb), MILLION);
	assert_int_equal(hear(fdb, ALICE, P1, 0), FDB_NO_ROOM);
	for (uint32_t i = 0; i < MILLION; i++) {
		assert_true(fdb_lookup(fdb, VLAN_NONE, visitor(i), 0, &e));
		assert_int_equal(e.port, P1 + i % 4);
	}
}

static void a_million_aged_stations_are_swept_in_steps(void **state)
{
	struct fdb *fdb = *state;
	size_t calls = 0;

	fdb_set_limit(fdb, MILLION, FDB_FULL_FLOOD);
	for (uint32_t i = 0; i < MILLION; i++)
		hear(fdb, visitor(i), P1, 0);

	while (!fdb_sweep(fdb, 4096, 5 * MINUTE))
		calls++;

	assert_in_range(calls, MILLION / 4096 - 1, MILLION / 4096);
	assert_int_equal(fdb_used(fdb), 0);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, MILLION);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_table, free_table)

int main(void)
{
	const struct CMUnitTest fdb_limit[] = {
		TEST(a_new_table_has_the_documented_limit),
		TEST(a_full_table_learns_no_new_station),
		TEST(a_full_table_still_refreshes_and_moves_known_stations),
		TEST(an_aged_entry_makes_room_in_a_full_table),
		TEST(configured_entries_do_not_count_against_the_limit),
		TEST(a_full_table_evicts_from_the_port_with_most_entries),
		TEST(the_most_recently_heard_entry_is_evicted_last),
		TEST(a_flood_of_addresses_evicts_only_on_its_own_port),
		TEST(an_entry_to_evict_is_found_among_many_empty_slots),
		TEST(configured_entries_are_never_evicted),
		TEST(lowering_the_limit_removes_no_entries),
		TEST(freed_slots_are_reused),
		TEST(a_million_stations_are_all_known),
		TEST(a_million_aged_stations_are_swept_in_steps),
	};

	return cmocka_run_group_tests(fdb_limit, NULL, NULL);
}
