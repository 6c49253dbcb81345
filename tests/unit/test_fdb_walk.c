/* SPDX-License-Identifier: BSD-2-Clause */
/* Walking through the table, flushing parts of it, sweeping stale entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/fdb.h"
#include "stations.h"

static const struct fdb_filter EVERYTHING = {
	.states = FDB_ANY_STATE,
};

static int free_table(void **state)
{
	fdb_free(*state);
	return 0;
}

static int an_empty_table(void **state)
{
	*state = fdb_new(1, NULL);
	return *state ? 0 : -1;
}

static void put(struct fdb *fdb, vlan_id vid, struct mac mac, port_no port,
		enum fdb_state made)
{
	struct fdb_entry e = { mac, vid, port, made, 0 };

	assert_int_equal(fdb_put(fdb, &e), 0);
}

/* An entry in each state, on two ports, in two VLANs. */
static int a_mixed_table(void **state)
{
	struct fdb *fdb = fdb_new(1, NULL);

	if (!fdb)
		return -1;
	fdb_learn(fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	fdb_learn(fdb, BLUE, ALICE, P2, FDB_LEARNED, 0);
	fdb_learn(fdb, RED, BOB, P2, FDB_LEARNED, 0);
	put(fdb, RED, CAROL, P1, FDB_STICKY);
	put(fdb, BLUE, CAROL, P1, FDB_STATIC);
	put(fdb, BLUE, DAVE, P2, FDB_LOCAL);
	*state = fdb;
	return 0;
}

static bool is_known(const struct fdb *fdb, vlan_id vid, struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(fdb, vid, mac, 0, &e);
}

static size_t walk(const struct fdb *fdb, struct fdb_filter filter,
		   int64_t now_ms)
{
	size_t cursor = 0, slots = SIZE_MAX, n = 0;
	struct fdb_entry e;

	while (fdb_next(fdb, filter, now_ms, &cursor, &slots, &e))
		n++;
	return n;
}

static void a_walk_sees_every_entry_that_is_not_stale(void **state)
{
	struct fdb *fdb = *state;

	assert_int_equal(walk(fdb, EVERYTHING, 0), 6);
	assert_int_equal(walk(fdb, EVERYTHING, 5 * MINUTE), 2);
}

static struct vids only(vlan_id vid)
{
	struct vids vids = { { 0 } };

	vids_add(&vids, vid);
	return vids;
}

static void a_walk_sees_only_entries_that_match_its_filter(void **state)
{
	struct fdb *fdb = *state;
	const struct vids blue = only(BLUE);
	struct fdb_filter filter = EVERYTHING;

	filter.port = P2;
	assert_int_equal(walk(fdb, filter, 0), 3);

	filter.vids = &blue;
	assert_int_equal(walk(fdb, filter, 0), 2);

	filter.states = 1u << FDB_LOCAL;
	assert_int_equal(walk(fdb, filter, 0), 1);

	filter.port = P1;
	assert_int_equal(walk(fdb, filter, 0), 0);
}

static void a_walk_returns_all_fields_of_an_entry(void **state)
{
	const struct vids blue = only(BLUE);
	struct fdb_filter filter = { .port = P1,
				     .vids = &blue,
				     .states = FDB_ANY_STATE };
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	assert_true(fdb_next(*state, filter, 0, &cursor, &slots, &e));

	assert_true(mac_equal(e.mac, CAROL));
	assert_int_equal(e.vid, BLUE);
	assert_int_equal(e.port, P1);
	assert_int_equal(e.state, FDB_STATIC);
}

static void a_walk_in_small_steps_sees_the_same_entries(void **state)
{
	struct fdb *fdb = *state;
	size_t cursor = 0, before, slots, n = 0;
	struct fdb_entry e;

	do {
		before = cursor;
		slots = 1;
		n += fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e);
	} while (cursor != before);

	assert_int_equal(n, 6);
	assert_int_equal(slots, 1);
}

static void a_walk_through_an_empty_table_ends_at_once(void **state)
{
	assert_int_equal(walk(*state, EVERYTHING, 0), 0);
}

/* Halfway, every second entry is removed and some are added. */
static void an_entry_that_stays_is_seen_once_despite_changes(void **state)
{
	enum { CROWD = 5000, LATE = 3000 };
	static uint8_t seen[CROWD + LATE];
	struct fdb *fdb = *state;
	size_t cursor = 0, slots = SIZE_MAX, n = 0;
	struct fdb_entry e;

	memset(seen, 0, sizeof(seen));
	for (uint32_t i = 0; i < CROWD; i++)
		fdb_learn(fdb, VLAN_NONE, visitor(i), P1, FDB_LEARNED, 0);

	while (fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e)) {
		uint32_t who = (uint32_t)e.mac.byte[4] << 8 | e.mac.byte[5];

		assert_int_equal(seen[who]++, 0);
		if (++n != CROWD / 2)
			continue;
		for (uint32_t i = 1; i < CROWD; i += 2)
			fdb_remove(fdb, VLAN_NONE, visitor(i));
		for (uint32_t i = CROWD; i < CROWD + LATE; i++)
			fdb_learn(fdb, VLAN_NONE, visitor(i), P2, FDB_LEARNED,
				  0);
	}

	for (uint32_t i = 0; i < CROWD; i += 2)
		assert_int_equal(seen[i], 1);
}

static void a_walk_survives_a_flush_of_everything(void **state)
{
	struct fdb *fdb = *state;
	size_t cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	assert_true(fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e));
	fdb_flush(fdb, EVERYTHING);

	assert_false(fdb_next(fdb, EVERYTHING, 0, &cursor, &slots, &e));
}

static void a_flush_by_port_leaves_the_other_port(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_filter filter = EVERYTHING;

	filter.port = P1;
	assert_int_equal(fdb_flush(fdb, filter), 3);

	assert_false(is_known(fdb, RED, ALICE));
	assert_true(is_known(fdb, BLUE, ALICE));
	assert_int_equal(walk(fdb, EVERYTHING, 0), 3);
}

static void a_flush_by_vlan_leaves_the_other_vlan(void **state)
{
	struct fdb *fdb = *state;
	const struct vids red = only(RED);
	struct fdb_filter filter = EVERYTHING;

	filter.vids = &red;
	assert_int_equal(fdb_flush(fdb, filter), 3);

	assert_false(is_known(fdb, RED, BOB));
	assert_true(is_known(fdb, BLUE, ALICE));
}

static void a_flush_by_state_leaves_the_other_states(void **state)
{
	struct fdb *fdb = *state;
	struct fdb_filter filter = EVERYTHING;

	filter.states = FDB_DYNAMIC;
	assert_int_equal(fdb_flush(fdb, filter), 4);

	assert_false(is_known(fdb, RED, CAROL));
	assert_true(is_known(fdb, BLUE, CAROL));
	assert_true(is_known(fdb, BLUE, DAVE));
	assert_int_equal(fdb_used(fdb), 0);
}

static void a_flush_twice_finds_nothing_the_second_time(void **state)
{
	assert_int_equal(fdb_flush(*state, EVERYTHING), 6);
	assert_int_equal(fdb_flush(*state, EVERYTHING), 0);
}

static void a_sweep_frees_stale_entries_only(void **state)
{
	struct fdb *fdb = *state;

	assert_true(fdb_sweep(fdb, 1000, 5 * MINUTE - 1));
	assert_int_equal(fdb_used(fdb), 3);

	assert_true(fdb_sweep(fdb, 1000, 5 * MINUTE));
	assert_int_equal(fdb_used(fdb), 0);
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 4);
	assert_int_equal(walk(fdb, EVERYTHING, 5 * MINUTE), 2);
}

static void a_sweep_visits_no_more_slots_than_asked(void **state)
{
	struct fdb *fdb = *state;

	assert_false(fdb_sweep(fdb, 1, 5 * MINUTE));
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 1);
	assert_false(fdb_sweep(fdb, 2, 5 * MINUTE));
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 3);
	assert_true(fdb_sweep(fdb, 3, 5 * MINUTE));
	assert_int_equal(fdb_count(fdb, PORT_NONE).aged, 4);
}

static void sweeping_an_empty_table_is_done_at_once(void **state)
{
	assert_true(fdb_sweep(*state, 1, 0));
}

#define MIXED(f) cmocka_unit_test_setup_teardown(f, a_mixed_table, free_table)
#define EMPTY(f) cmocka_unit_test_setup_teardown(f, an_empty_table, free_table)

int main(void)
{
	const struct CMUnitTest fdb_walk[] = {
		MIXED(a_walk_sees_every_entry_that_is_not_stale),
		MIXED(a_walk_sees_only_entries_that_match_its_filter),
		MIXED(a_walk_returns_all_fields_of_an_entry),
		MIXED(a_walk_in_small_steps_sees_the_same_entries),
		EMPTY(a_walk_through_an_empty_table_ends_at_once),
		EMPTY(an_entry_that_stays_is_seen_once_despite_changes),
		MIXED(a_walk_survives_a_flush_of_everything),
		MIXED(a_flush_by_port_leaves_the_other_port),
		MIXED(a_flush_by_vlan_leaves_the_other_vlan),
		MIXED(a_flush_by_state_leaves_the_other_states),
		MIXED(a_flush_twice_finds_nothing_the_second_time),
		MIXED(a_sweep_frees_stale_entries_only),
		MIXED(a_sweep_visits_no_more_slots_than_asked),
		EMPTY(sweeping_an_empty_table_is_done_at_once),
	};

	return cmocka_run_group_tests(fdb_walk, NULL, NULL);
}
