/* SPDX-License-Identifier: BSD-2-Clause */
/* Flushed entries are gone at once; their memory is freed step by step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/fdb.h"
#include "stations.h"

#define MILLION (1024 * 1024)

static const struct fdb_filter EVERYTHING = {
	.states = FDB_ANY_STATE,
};

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
static port_no where_is(const struct fdb *fdb, struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(fdb, VLAN_NONE, mac, 0, &e) ? e.port : PORT_NONE;
}

static enum fdb_change hear(struct fdb *fdb, struct mac mac, port_no port)
{
	return fdb_learn(fdb, VLAN_NONE, mac, port, FDB_LEARNED, 0);
}

static void a_crowd_arrives(struct fdb *fdb, uint32_t first, uint32_t n,
			    port_no port)
{
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(hear(fdb, visitor(first + i), port),
				 FDB_ADDED);
}

static size_t known_of_crowd(const struct fdb *fdb, uint32_t first, uint32_t n)
{
	size_t known = 0;

	for (uint32_t i = 0; i < n; i++)
		known += where_is(fdb, visitor(first + i)) != PORT_NONE;
	return known;
}

static void put(struct fdb *fdb, vlan_id vid, struct mac mac, port_no port,
		enum fdb_state made)
{
	struct fdb_entry e = { mac, vid, port, made, 0 };

	assert_int_equal(fdb_put(fdb, &e), 0);
}

static size_t flush(struct fdb *fdb, port_no port, unsigned int states)
{
	struct fdb_filter filter = EVERYTHING;

	filter.port = port;
	filter.states = states;
	return fdb_flush(fdb, filter);
}

static size_t flush_vlan(struct fdb *fdb, vlan_id vid)
{
	struct fdb_filter filter = EVERYTHING;
	struct vids vids = { { 0 } };

	vids_add(&vids, vid);
	filter.vids = &vids;
	return fdb_flush(fdb, filter);
}

/* Number of entries in a walk; @slots is set to the number of slots. */
static size_t listed(const struct fdb *fdb, struct fdb_filter filter,
		     size_t *slots)
{
	size_t all = SIZE_MAX, n = 0;
	struct fdb_entry e;

	*slots = 0;
	while (fdb_next(fdb, filter, 0, slots, &all, &e))
		n++;
	return n;
}

static void sweep_all(struct fdb *fdb)
{
	while (!fdb_sweep(fdb, 100, 0))
		;
}

static void a_station_heard_again_after_a_flush_stays(void **state)
{
	struct fdb *fdb = *state;

	a_crowd_arrives(fdb, 0, 1000, P1);
	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), 1000);
	assert_int_equal(known_of_crowd(fdb, 0, 1000), 0);

	a_crowd_arrives(fdb, 0, 500, P1);

	assert_int_equal(known_of_crowd(fdb, 0, 1000), 500);
	sweep_all(fdb);
	assert_int_equal(known_of_crowd(fdb, 0, 1000), 500);
	assert_int_equal(known_of_crowd(fdb, 0, 500), 500);
	assert_int_equal(fdb_used(fdb), 500);
}

static void a_flushed_station_can_be_learned_on_another_port(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	hear(fdb, BOB, P1);
	flush(fdb, P1, FDB_DYNAMIC);

	assert_int_equal(hear(fdb, ALICE, P2), FDB_ADDED);

	assert_int_equal(where_is(fdb, ALICE), P2);
	assert_int_equal(fdb_count(fdb, PORT_NONE).moved, 0);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 0);
}

static void a_flush_of_a_port_spares_stations_that_moved_away(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	hear(fdb, BOB, P1);
	hear(fdb, ALICE, P2);

	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), 1);
	assert_int_equal(where_is(fdb, ALICE), P2);

	/* and back: only older entries are flushed there */
	assert_int_equal(hear(fdb, ALICE, P1), FDB_MOVED);
	assert_int_equal(where_is(fdb, ALICE), P1);
	sweep_all(fdb);
	assert_int_equal(where_is(fdb, ALICE), P1);
	assert_int_equal(fdb_used(fdb), 1);
}

static void a_port_with_a_reused_number_has_no_old_entries(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_filter filter = EVERYTHING;
	size_t slots;

	a_crowd_arrives(fdb, 0, 100, P1);
	put(fdb, VLAN_NONE, ALICE, P1, FDB_STATIC);
	put(fdb, RED, ALICE, P1, FDB_LOCAL);
	assert_int_equal(flush(fdb, P1, FDB_ANY_STATE), 102);

	hear(fdb, BOB, P1);
	put(fdb, VLAN_NONE, CAROL, P1, FDB_STATIC);

	filter.port = P1;
	assert_int_equal(listed(fdb, filter, &slots), 2);
	assert_int_equal(known_of_crowd(fdb, 0, 100), 0);
	assert_int_equal(where_is(fdb, ALICE), PORT_NONE);
	sweep_all(fdb);
	assert_int_equal(listed(fdb, EVERYTHING, &slots), 2);
	assert_int_equal(where_is(fdb, BOB), P1);
	assert_int_equal(where_is(fdb, CAROL), P1);
}

static void flushing_a_port_removes_its_local_entries_too(void **state)
{
	const struct fdb_filter of_p1 = { .port = P1, .states = FDB_ANY_STATE };
	struct fdb *fdb = *state;

	put(fdb, VLAN_NONE, ALICE, P1, FDB_LOCAL);
	put(fdb, VLAN_NONE, BOB, P2, FDB_LOCAL);

	assert_int_equal(fdb_flush(fdb, of_p1), 1);
	assert_int_equal(where_is(fdb, ALICE), PORT_NONE);
	assert_int_equal(where_is(fdb, BOB), P2);
}

static void a_flush_of_a_full_table_makes_room_at_once(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 10000, FDB_FULL_FLOOD);
	a_crowd_arrives(fdb, 0, 9900, P1);
	a_crowd_arrives(fdb, 9900, 100, P2);
	assert_int_equal(flush(fdb, P2, FDB_DYNAMIC), 100);
	assert_int_equal(fdb_used(fdb), 9900);

	a_crowd_arrives(fdb, 20000, 100, P3);

	assert_int_equal(hear(fdb, BOB, P3), FDB_NO_ROOM);
	assert_int_equal(known_of_crowd(fdb, 20000, 100), 100);
	assert_int_equal(known_of_crowd(fdb, 0, 9900), 9900);
}

static void flushed_entries_do_not_make_a_port_the_fullest(void **state)
{
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, 100, FDB_FULL_EVICT);
	a_crowd_arrives(fdb, 0, 60, P1);
	a_crowd_arrives(fdb, 60, 40, P2);
	flush(fdb, P1, FDB_DYNAMIC);
	a_crowd_arrives(fdb, 100, 60, P3);
	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 0);

	hear(fdb, BOB, P1);

	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 1);
	assert_int_equal(known_of_crowd(fdb, 60, 40), 40);
	assert_int_equal(known_of_crowd(fdb, 100, 60), 59);
}

/* The port's first entries are flushed, after the sweep has passed them. */
static void flushed_entries_are_not_evicted(void **state)
{
	enum { LIMIT = 10000, FLUSHED = 100, NEW = 150 };
	struct fdb *fdb = *state;

	fdb_set_limit(fdb, LIMIT, FDB_FULL_EVICT);
	for (uint32_t i = 0; i < FLUSHED; i++)
		fdb_learn(fdb, RED, visitor(i), P1, FDB_LEARNED, 0);
	a_crowd_arrives(fdb, 0, LIMIT - FLUSHED, P1);
	assert_false(fdb_sweep(fdb, 2 * FLUSHED, 0));
	assert_int_equal(flush_vlan(fdb, RED), FLUSHED);

	a_crowd_arrives(fdb, LIMIT, NEW, P1);

	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, NEW - FLUSHED);
	assert_int_equal(fdb_used(fdb), LIMIT);
	assert_int_equal(known_of_crowd(fdb, 0, LIMIT + NEW), LIMIT);
}

/* They are not all freed at once, as frames would have to wait. */
static void many_flushed_entries_delay_an_eviction(void **state)
{
	enum { FLUSHED = 20000, LIMIT = 50, REFUSED_MAX = FLUSHED / 256 };
	struct fdb *fdb = *state;
	uint32_t next = FLUSHED;

	a_crowd_arrives(fdb, 0, FLUSHED, P1);
	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), FLUSHED);
	fdb_set_limit(fdb, LIMIT, FDB_FULL_EVICT);
	a_crowd_arrives(fdb, next, LIMIT, P1);
	next += LIMIT;

	assert_int_equal(
		fdb_learn(fdb, VLAN_NONE, visitor(next++), P1, FDB_LEARNED, 0),
		FDB_NO_ROOM);
	for (int i = 0; i < REFUSED_MAX && !fdb_count(fdb, PORT_NONE).evicted;
	     i++)
		fdb_learn(fdb, VLAN_NONE, visitor(next++), P1, FDB_LEARNED, 0);

	assert_int_equal(fdb_count(fdb, PORT_NONE).evicted, 1);
	assert_in_range(fdb_count(fdb, PORT_NONE).refused, 1, REFUSED_MAX);
	assert_int_equal(fdb_used(fdb), LIMIT);
	assert_int_equal(where_is(fdb, visitor(next - 1)), P1);
}

static void configured_entries_are_flushed_if_the_filter_has_them(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	put(fdb, VLAN_NONE, BOB, P1, FDB_STATIC);
	put(fdb, VLAN_NONE, CAROL, P1, FDB_STICKY);
	put(fdb, VLAN_NONE, DAVE, P1, FDB_LOCAL);

	assert_int_equal(flush(fdb, PORT_NONE, FDB_DYNAMIC), 2);
	assert_int_equal(where_is(fdb, BOB), P1);
	assert_int_equal(where_is(fdb, CAROL), PORT_NONE);
	assert_int_equal(where_is(fdb, DAVE), P1);

	assert_int_equal(flush(fdb, PORT_NONE, 1u << FDB_STATIC), 1);
	assert_int_equal(where_is(fdb, BOB), PORT_NONE);
	assert_int_equal(where_is(fdb, DAVE), P1);
	assert_int_equal(hear(fdb, BOB, P2), FDB_ADDED);
}

static void a_flushed_entry_can_be_configured_again(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	put(fdb, VLAN_NONE, BOB, P1, FDB_STATIC);
	flush(fdb, PORT_NONE, FDB_ANY_STATE);

	put(fdb, VLAN_NONE, ALICE, P2, FDB_STICKY);
	put(fdb, VLAN_NONE, BOB, P1, FDB_STATIC);
	sweep_all(fdb);

	assert_int_equal(where_is(fdb, ALICE), P2);
	assert_int_equal(where_is(fdb, BOB), P1);
	assert_int_equal(flush(fdb, PORT_NONE, FDB_ANY_STATE), 2);
}

static void a_flushed_entry_cannot_be_removed(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	hear(fdb, BOB, P1);
	flush(fdb, PORT_NONE, FDB_DYNAMIC);

	assert_false(fdb_remove(fdb, VLAN_NONE, ALICE));
	assert_int_equal(hear(fdb, ALICE, P1), FDB_ADDED);
	assert_true(fdb_remove(fdb, VLAN_NONE, ALICE));
	sweep_all(fdb);
	assert_int_equal(fdb_used(fdb), 0);
}

static void each_flush_removes_only_entries_made_before_it(void **state)
{
	struct fdb *fdb = *state;

	hear(fdb, ALICE, P1);
	fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	fdb_learn(fdb, BLUE, ALICE, P2, FDB_LEARNED, 0);

	assert_int_equal(flush_vlan(fdb, RED), 1);
	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), 1);
	assert_int_equal(fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0),
			 FDB_ADDED);
	assert_int_equal(flush_vlan(fdb, BLUE), 1);
	assert_int_equal(hear(fdb, ALICE, P1), FDB_ADDED);

	assert_int_equal(fdb_used(fdb), 2);
	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), 2);
	assert_int_equal(flush(fdb, PORT_NONE, FDB_DYNAMIC), 0);
	assert_int_equal(fdb_used(fdb), 0);
}

/* The index has memory only for ports that have had an entry. */
static void a_flush_finds_any_port_and_no_other(void **state)
{
	struct fdb *fdb = *state;

	for (port_no port = 100; port <= PORT_MAX; port += 100) {
		hear(fdb, visitor(port), port);
		hear(fdb, ALICE, port);
	}
	assert_int_equal(where_is(fdb, ALICE), 1000);

	for (port_no port = 1; port <= PORT_MAX; port++)
		assert_int_equal(flush(fdb, port, FDB_DYNAMIC),
				 (port % 100 == 0) + (port == 1000));

	assert_int_equal(fdb_used(fdb), 0);
}

static void thousands_of_flushes_are_each_exact(void **state)
{
	struct fdb *fdb = *state;

	for (uint32_t i = 0; i < 5000; i++) {
		port_no port = (port_no)(1 + i % 7);

		hear(fdb, visitor(i), port);
		hear(fdb, visitor(i % 7), port);
		hear(fdb, ALICE, P4);
		assert_int_equal(flush(fdb, port, FDB_DYNAMIC),
				 (i % 7 == i ? 1 : 2) + (port == P4));
	}
	assert_int_equal(fdb_used(fdb), 1);
	sweep_all(fdb);
	assert_int_equal(where_is(fdb, ALICE), P4);
}

static void a_walk_sees_stations_learned_after_a_flush(void **state)
{
	struct fdb *fdb = *state;
	size_t cursor = 0, slots = 50, seen = 0;
	struct fdb_entry e;

	a_crowd_arrives(fdb, 0, 100, P1);
	while (fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e))
		seen++;
	assert_int_equal(seen, 50);

	flush(fdb, P1, FDB_DYNAMIC);
	a_crowd_arrives(fdb, 1000, 10, P2);

	slots = SIZE_MAX;
	while (fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e))
		assert_int_equal(e.port, P2);
}

static void aged_entries_are_flushed_with_the_others(void **state)
{
	struct fdb *fdb = *state;

	a_crowd_arrives(fdb, 0, 100, P1);
	fdb_learn(fdb, VLAN_NONE, ALICE, P1, FDB_LEARNED, 5 * MINUTE);
	assert_false(fdb_sweep(fdb, 10, 5 * MINUTE));

	/* Ten slots were freed, the others will be. */
	assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), 91);
	fdb_learn(fdb, VLAN_NONE, BOB, P1, FDB_LEARNED, 5 * MINUTE);
	while (!fdb_sweep(fdb, 10, 5 * MINUTE))
		;

	assert_int_equal(fdb_used(fdb), 1);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 10);
}

static void slots_of_flushed_entries_are_reused(void **state)
{
	enum { LIMIT = 10000 };
	struct fdb *fdb = *state;
	size_t slots;

	fdb_set_limit(fdb, LIMIT, FDB_FULL_FLOOD);
	for (uint32_t round = 0; round < 20; round++) {
		a_crowd_arrives(fdb, round * LIMIT, LIMIT, P1);
		assert_int_equal(hear(fdb, ALICE, P2), FDB_NO_ROOM);
		assert_int_equal(flush(fdb, P1, FDB_DYNAMIC), LIMIT);
	}
	assert_int_equal(listed(fdb, EVERYTHING, &slots), 0);
	assert_in_range(slots, LIMIT, LIMIT + LIMIT / 8);
}

static void a_million_flushed_stations_are_swept_in_steps(void **state)
{
	struct fdb *fdb = *state;
	size_t calls = 0, slots;

	fdb_set_limit(fdb, MILLION, FDB_FULL_FLOOD);
	a_crowd_arrives(fdb, 0, MILLION, P1);

	assert_int_equal(flush(fdb, PORT_NONE, FDB_DYNAMIC), MILLION);
	assert_int_equal(fdb_used(fdb), 0);
	hear(fdb, ALICE, P1);
	while (!fdb_sweep(fdb, 8192, 0))
		calls++;

	assert_in_range(calls, MILLION / 8192 - 1, MILLION / 8192);
	assert_int_equal(listed(fdb, EVERYTHING, &slots), 1);
	a_crowd_arrives(fdb, MILLION, MILLION - 1, P2);
	listed(fdb, EVERYTHING, &slots);
	assert_in_range(slots, MILLION, MILLION + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_table, free_table)

int main(void)
{
	const struct CMUnitTest fdb_flush_tests[] = {
		TEST(a_station_heard_again_after_a_flush_stays),
		TEST(a_flushed_station_can_be_learned_on_another_port),
		TEST(a_flush_of_a_port_spares_stations_that_moved_away),
		TEST(a_port_with_a_reused_number_has_no_old_entries),
		TEST(flushing_a_port_removes_its_local_entries_too),
		TEST(a_flush_of_a_full_table_makes_room_at_once),
		TEST(flushed_entries_do_not_make_a_port_the_fullest),
		TEST(flushed_entries_are_not_evicted),
		TEST(many_flushed_entries_delay_an_eviction),
		TEST(configured_entries_are_flushed_if_the_filter_has_them),
		TEST(a_flushed_entry_can_be_configured_again),
		TEST(a_flushed_entry_cannot_be_removed),
		TEST(each_flush_removes_only_entries_made_before_it),
		TEST(a_flush_finds_any_port_and_no_other),
		TEST(thousands_of_flushes_are_each_exact),
		TEST(a_walk_sees_stations_learned_after_a_flush),
		TEST(aged_entries_are_flushed_with_the_others),
		TEST(slots_of_flushed_entries_are_reused),
		TEST(a_million_flushed_stations_are_swept_in_steps),
	};

	return cmocka_run_group_tests(fdb_flush_tests, NULL, NULL);
}
