/* SPDX-License-Identifier: BSD-2-Clause */
/* Events that the filtering database writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/fdb.h"
#include "stations.h"

static struct events *events;
static struct fdb *fdb;

static int a_table(void **state)
{
	(void)state;
	events = calloc(1, sizeof(*events));
	fdb = fdb_new(1, events);
	return events && fdb ? 0 : -1;
}

static int free_table(void **state)
{
	(void)state;
	fdb_free(fdb);
	free(events);
	return 0;
}

static void hear(struct mac mac, port_no port, int64_t now_ms)
{
	fdb_learn(fdb, RED, mac, port, FDB_LEARNED, now_ms);
}

/* The newest event */
static const struct event *last(void)
{
	return &events->kept[events->count % EVENTS_KEPT];
}

static void assert_last(enum event_kind kind, port_no port, struct mac mac)
{
	assert_int_equal(last()->kind, kind);
	assert_int_equal(last()->port, port);
	assert_int_equal(last()->vid, RED);
	assert_true(mac_equal(last()->mac, mac));
}

static void learning_a_station_writes_one_event(void **state)
{
	(void)state;

	hear(ALICE, P1, 0);
	assert_last(EVENT_FDB_LEARNED, P1, ALICE);
	assert_int_equal(last()->value, FDB_LEARNED);

	hear(ALICE, P1, SECOND);
	assert_int_equal(events->count, 1);
}

static void a_move_writes_an_event_with_both_ports(void **state)
{
	(void)state;

	hear(ALICE, P1, 0);
	hear(ALICE, P2, 0);
	assert_last(EVENT_FDB_MOVED, P2, ALICE);
	assert_int_equal(last()->other, P1);
	assert_int_equal(events->count, 2);
}

static void an_aged_entry_writes_an_event(void **state)
{
	(void)state;

	hear(ALICE, P1, 0);
	fdb_sweep(fdb, SIZE_MAX, FDB_AGEING_MS - 1);
	assert_int_equal(events->count, 1);

	fdb_sweep(fdb, SIZE_MAX, FDB_AGEING_MS);
	assert_last(EVENT_FDB_AGED, P1, ALICE);
	assert_int_equal(events->count, 2);
}

static void an_eviction_writes_an_event(void **state)
{
	(void)state;

	fdb_set_limit(fdb, 1, FDB_FULL_EVICT);
	hear(ALICE, P1, 0);
	hear(BOB, P2, SECOND);
	assert_int_equal(events->count, 3);
	assert_last(EVENT_FDB_LEARNED, P2, BOB);
	assert_int_equal(events->kept[2].kind, EVENT_FDB_EVICTED);
	assert_int_equal(events->kept[2].port, P1);
	assert_true(mac_equal(events->kept[2].mac, ALICE));
}

static void refusals_on_a_port_write_one_event_a_second(void **state)
{
	(void)state;

	fdb_set_limit(fdb, 1, FDB_FULL_FLOOD);
	hear(ALICE, P1, 0);
	hear(BOB, P1, 0);
	assert_last(EVENT_FDB_REFUSED, P1, BOB);
	assert_int_equal(last()->value, 1);

	hear(BOB, P1, 0);
	hear(BOB, P1, SECOND - 1);
	assert_int_equal(events->count, 2);
	hear(BOB, P1, SECOND);
	assert_last(EVENT_FDB_REFUSED, P1, BOB);
	assert_int_equal(last()->value, 3);

	hear(BOB, P2, SECOND);
	assert_last(EVENT_FDB_REFUSED, P2, BOB);
	assert_int_equal(events->count, 4);
}

static void a_flush_writes_one_event(void **state)
{
	(void)state;

	hear(ALICE, P1, 0);
	hear(BOB, P1, 0);
	fdb_flush(fdb,
		  (struct fdb_filter){ .port = P1, .states = FDB_DYNAMIC });
	assert_int_equal(events->count, 3);
	assert_int_equal(last()->kind, EVENT_FDB_FLUSHED);
	assert_int_equal(last()->port, P1);
	assert_int_equal(last()->value, 2);

	/* A flushed entry does not also age out. */
	fdb_sweep(fdb, SIZE_MAX, FDB_AGEING_MS);
	assert_int_equal(events->count, 3);
}

static void a_flush_of_nothing_writes_no_event(void **state)
{
	(void)state;

	fdb_flush(fdb, (struct fdb_filter){ .states = FDB_ANY_STATE });
	assert_int_equal(events->count, 0);
}

static void adding_and_removing_entries_by_command_writes_events(void **state)
{
	const struct fdb_entry entry = {
		.mac = ALICE, .vid = RED, .port = P1, .state = FDB_STATIC
	};

	(void)state;
	assert_int_equal(fdb_put(fdb, &entry), 0);
	assert_last(EVENT_FDB_PUT, P1, ALICE);
	assert_int_equal(last()->value, FDB_STATIC);

	assert_true(fdb_remove(fdb, RED, ALICE));
	assert_last(EVENT_FDB_REMOVED, P1, ALICE);
	assert_false(fdb_remove(fdb, RED, ALICE));
	assert_int_equal(events->count, 2);
}

/* A reader that follows the table must not keep the station on its old port. */
static void a_station_that_a_full_port_refuses_is_told_as_removed(void **state)
{
	const struct event *removed;

	(void)state;
	fdb_set_port_limit(fdb, P1, 1);
	hear(ALICE, P1, 0);
	hear(BOB, P2, 0);
	hear(BOB, P1, 0);

	assert_last(EVENT_FDB_REFUSED, P1, BOB);
	removed = &events->kept[events->count - 1];
	assert_int_equal(removed->kind, EVENT_FDB_REMOVED);
	assert_int_equal(removed->port, P2);
	assert_true(mac_equal(removed->mac, BOB));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_table, free_table)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(learning_a_station_writes_one_event),
		TEST(a_move_writes_an_event_with_both_ports),
		TEST(an_aged_entry_writes_an_event),
		TEST(an_eviction_writes_an_event),
		TEST(refusals_on_a_port_write_one_event_a_second),
		TEST(a_flush_writes_one_event),
		TEST(a_flush_of_nothing_writes_no_event),
		TEST(adding_and_removing_entries_by_command_writes_events),
		TEST(a_station_that_a_full_port_refuses_is_told_as_removed),
	};

	return cmocka_run_group_tests_name("fdb_events", tests, NULL, NULL);
}
