/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of stations that exceeded a limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/violation.h"
#include "stations.h"

static struct violations all;

static int an_empty_record(void **state)
{
	(void)state;
	all = (struct violations){ 0 };
	return 0;
}

static bool note(struct mac mac, port_no port, int64_t now_ms)
{
	return violations_note(&all, mac, VLAN_NONE, port, now_ms);
}

static const struct violation *find(struct mac mac)
{
	for (size_t i = 0; i < all.n; i++)
		if (mac_equal(all.by[i].mac, mac))
			return &all.by[i];
	return NULL;
}

static void a_violation_is_recorded_once_and_its_frames_counted(void **state)
{
	(void)state;

	assert_true(note(ALICE, P1, SECOND));
	assert_true(note(ALICE, P1, MINUTE));
	assert_true(note(ALICE, P1, 2 * MINUTE));

	assert_int_equal(all.n, 1);
	assert_true(mac_equal(all.by[0].mac, ALICE));
	assert_int_equal(all.by[0].vid, VLAN_NONE);
	assert_int_equal(all.by[0].port, P1);
	assert_int_equal(all.by[0].first_ms, SECOND);
	assert_int_equal(all.by[0].last_ms, 2 * MINUTE);
	assert_int_equal(all.by[0].count, 3);
	assert_int_equal(all.evicted, 0);
}

static void a_violation_begins_anew_after_a_second_without_a_frame(void **state)
{
	(void)state;

	assert_true(note(ALICE, P1, 0));
	assert_false(note(ALICE, P1, VIOLATION_PAUSE_MS - 1));
	assert_false(note(ALICE, P1, 2 * VIOLATION_PAUSE_MS - 2));
	assert_true(note(ALICE, P1, 3 * VIOLATION_PAUSE_MS - 2));
}

static void violations_are_recorded_by_station_vlan_and_port(void **state)
{
	(void)state;

	assert_true(note(ALICE, P1, 0));
	assert_true(note(BOB, P1, 0));
	assert_true(note(ALICE, P2, 0));
	assert_true(violations_note(&all, ALICE, RED, P1, 0));

	assert_false(violations_note(&all, ALICE, RED, P1, 0));
	assert_false(note(ALICE, P2, 0));
	assert_int_equal(all.n, 4);
}

static void a_new_violation_replaces_the_one_seen_longest_ago(void **state)
{
	(void)state;

	for (uint32_t i = 0; i < VIOLATIONS_MAX; i++)
		assert_true(note(visitor(i), P1, i));
	assert_int_equal(all.evicted, 0);
	note(visitor(0), P1, MINUTE);

	assert_true(note(ALICE, P2, MINUTE));
	assert_int_equal(all.n, VIOLATIONS_MAX);
	assert_int_equal(all.evicted, 1);
	assert_null(find(visitor(1)));
	assert_int_equal(find(visitor(0))->count, 2);
	assert_int_equal(find(ALICE)->count, 1);
	assert_int_equal(find(ALICE)->port, P2);
	assert_int_equal(find(ALICE)->first_ms, MINUTE);

	/* It is a new violation, and its frames are counted from 1. */
	assert_true(note(visitor(1), P1, 2 * MINUTE));
	assert_null(find(visitor(2)));
	assert_int_equal(find(visitor(1))->count, 1);
	assert_int_equal(find(visitor(1))->first_ms, 2 * MINUTE);
	assert_int_equal(all.evicted, 2);
}

static void removing_a_ports_records_keeps_those_of_others(void **state)
{
	(void)state;

	for (uint32_t i = 0; i < 300; i++)
		note(visitor(i), i % 3 ? P1 : P2, i);
	violations_forget(&all, P1);

	assert_int_equal(all.n, 85);
	assert_int_equal(all.evicted, 300 - VIOLATIONS_MAX);
	for (uint32_t i = 300 - VIOLATIONS_MAX; i < 300; i++)
		assert_int_equal(!!find(visitor(i)), !(i % 3));

	violations_forget(&all, P1);
	violations_forget(&all, P4);
	assert_int_equal(all.n, 85);
	assert_true(note(visitor(299), P1, MINUTE));
}

static void removing_without_a_port_clears_all_records(void **state)
{
	(void)state;

	for (uint32_t i = 0; i < 300; i++)
		note(visitor(i), P1 + i % 4, i);
	violations_forget(&all, PORT_NONE);

	assert_int_equal(all.n, 0);
	assert_int_equal(all.evicted, 0);
	assert_true(note(visitor(299), P1, MINUTE));
}

static void the_modes_have_their_words(void **state)
{
	(void)state;

	assert_string_equal(violation_mode_word(VIOLATION_FLOOD), "flood");
	assert_string_equal(violation_mode_word(VIOLATION_PROTECT), "protect");
	assert_string_equal(violation_mode_word(VIOLATION_RESTRICT),
			    "restrict");
	assert_string_equal(violation_mode_word(VIOLATION_SHUTDOWN),
			    "shutdown");
}

#define TEST(f) cmocka_unit_test_setup(f, an_empty_record)

int main(void)
{
	const struct CMUnitTest violation[] = {
		TEST(a_violation_is_recorded_once_and_its_frames_counted),
		TEST(a_violation_begins_anew_after_a_second_without_a_frame),
		TEST(violations_are_recorded_by_station_vlan_and_port),
		TEST(a_new_violation_replaces_the_one_seen_longest_ago),
		TEST(removing_a_ports_records_keeps_those_of_others),
		TEST(removing_without_a_port_clears_all_records),
		TEST(the_modes_have_their_words),
	};

	return cmocka_run_group_tests(violation, NULL, NULL);
}
