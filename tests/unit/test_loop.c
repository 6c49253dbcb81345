/* SPDX-License-Identifier: BSD-2-Clause */
/* Stations that move too often, which is a sign of a loop, and the alarms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/loop.h"
#include "stations.h"

static struct loop_detect loop;

static int a_new_loop(void **state)
{
	(void)state;
	loop_init(&loop);
	return 0;
}

static bool moves(struct mac mac, port_no from, port_no to, int64_t now_ms)
{
	return loop_moved(&loop, mac, VLAN_NONE, from, to, now_ms);
}

/* Moves a station between two ports, first away from @home; returns the
 * number of alarms. */
static size_t flaps(struct mac mac, port_no home, port_no other, size_t n,
		    int64_t now_ms)
{
	size_t alarms = 0;

	for (size_t i = 0; i < n; i++)
		alarms += moves(mac, i % 2 ? other : home, i % 2 ? home : other,
				now_ms);
	return alarms;
}

static void by_default_a_flap_only_raises_an_alarm(void **state)
{
	(void)state;

	assert_int_equal(loop.flap, LOOP_ALARM);
	assert_int_equal(loop.probe, LOOP_ALARM);
	assert_int_equal(loop.flap_moves, 5);
	assert_int_equal(loop.probe_s, 10);
	assert_int_equal(loop.flap_recovery_s, 30);
	assert_int_equal(loop.probe_recovery_s, 30);
	assert_null(loop_alarm_last(&loop, 0));
	assert_string_equal(loop_action_word(LOOP_OFF), "off");
	assert_string_equal(loop_action_word(LOOP_ALARM), "alarm");
	assert_string_equal(loop_action_word(LOOP_ERRDISABLE), "errdisable");
}

static void one_move_more_than_allowed_raises_an_alarm(void **state)
{
	const struct loop_alarm *alarm;
	(void)state;

	for (int i = 0; i < 5; i++)
		assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE + i), 0);
	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE + 999), 1);

	alarm = loop_alarm_last(&loop, 0);
	assert_non_null(alarm);
	assert_true(alarm->flap);
	assert_true(mac_equal(alarm->mac, ALICE));
	assert_int_equal(alarm->vid, VLAN_NONE);
	assert_int_equal(alarm->port, P2);
	assert_int_equal(alarm->other, P1);
	assert_int_equal(alarm->moves, 6);
	assert_int_equal(alarm->at_ms, MINUTE + 999);
	assert_null(loop_alarm_last(&loop, 1));
}

static void moves_are_counted_over_one_second(void **state)
{
	(void)state;

	assert_int_equal(flaps(ALICE, P1, P2, 5, MINUTE), 0);
	assert_int_equal(flaps(ALICE, P1, P2, 5, MINUTE + SECOND), 0);
	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE + 2 * SECOND - 1), 1);
}

static void a_station_that_moves_slowly_raises_no_alarm(void **state)
{
	(void)state;

	for (int64_t now_ms = 0; now_ms < 60 * MINUTE; now_ms += 200)
		assert_int_equal(flaps(ALICE, P1, P2, 1, now_ms), 0);
}

static void a_station_raises_one_alarm_a_second(void **state)
{
	(void)state;

	assert_int_equal(flaps(ALICE, P1, P2, 1000, MINUTE), 1);
	assert_int_equal(flaps(ALICE, P1, P2, 1000, MINUTE + 999), 0);
	assert_int_equal(flaps(ALICE, P1, P2, 1000, MINUTE + SECOND), 1);
	assert_int_equal(loop.alarm_count, 2);
}

static void the_number_of_allowed_moves_can_be_set(void **state)
{
	(void)state;

	loop.flap_moves = 1;

	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE), 0);
	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE), 1);
	assert_int_equal(loop_alarm_last(&loop, 0)->moves, 2);
}

/* The alarm may be raised by a move to the home port or away from it. */
static void the_home_of_a_station_is_never_the_port_to_blame(void **state)
{
	(void)state;

	for (uint32_t n = 1; n < 20; n++) {
		loop.flap_moves = n;
		assert_int_equal(flaps(visitor(n), P3, P4, n + 1, MINUTE), 1);
		assert_int_equal(loop_alarm_last(&loop, 0)->port, P4);
		assert_int_equal(loop_alarm_last(&loop, 0)->other, P3);
	}
}

static void among_three_ports_the_home_is_not_to_blame_either(void **state)
{
	static const port_no round[] = { P1, P2, P3 };
	(void)state;

	for (uint32_t n = 1; n < 20; n++) {
		uint32_t moved = 0;

		loop.flap_moves = n;
		while (!moves(visitor(n), round[moved % 3],
			      round[(moved + 1) % 3], MINUTE))
			moved++;
		assert_int_equal(moved, n);
		assert_int_not_equal(loop_alarm_last(&loop, 0)->port, P1);
	}
}

/* A guest takes alice's address while she is silent, and keeps it for long. */
static void a_home_is_kept_for_an_hour(void **state)
{
	(void)state;

	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE), 0);
	assert_int_equal(flaps(ALICE, P2, P1, 6, 59 * MINUTE), 1);
	assert_int_equal(loop_alarm_last(&loop, 0)->port, P2);
	assert_int_equal(loop_alarm_last(&loop, 0)->other, P1);
}

static void after_an_hour_without_moves_the_present_port_is_home(void **state)
{
	(void)state;

	assert_int_equal(flaps(ALICE, P1, P2, 1, MINUTE), 0);
	assert_int_equal(flaps(ALICE, P2, P1, 6, 61 * MINUTE), 1);
	assert_int_equal(loop_alarm_last(&loop, 0)->port, P1);
}

/* So many other addresses move that a record has to be replaced. */
static void a_home_is_kept_while_other_stations_move(void **state)
{
	(void)state;

	for (uint32_t i = 0; i < LOOP_STATIONS; i++)
		moves(visitor(i), P3, P4, MINUTE + i);
	moves(ALICE, P1, P2, 2 * MINUTE);
	for (uint32_t i = 100; i < 100 + LOOP_STATIONS - 1; i++)
		moves(visitor(i), P3, P4, 3 * MINUTE + i * 2 * SECOND);

	assert_int_equal(flaps(ALICE, P2, P1, 6, 10 * MINUTE), 1);
	assert_int_equal(loop_alarm_last(&loop, 0)->port, P2);
}

static void each_station_in_each_vlan_is_counted_by_itself(void **state)
{
	(void)state;

	for (int i = 0; i < 5; i++) {
		assert_false(loop_moved(&loop, ALICE, RED, P1, P2, MINUTE));
		assert_false(loop_moved(&loop, ALICE, BLUE, P1, P2, MINUTE));
		assert_false(loop_moved(&loop, BOB, RED, P1, P2, MINUTE));
	}

	assert_true(loop_moved(&loop, BOB, RED, P1, P2, MINUTE));
	assert_true(loop_moved(&loop, ALICE, BLUE, P1, P2, MINUTE));
	assert_int_equal(loop_alarm_last(&loop, 0)->vid, BLUE);
	assert_true(mac_equal(loop_alarm_last(&loop, 1)->mac, BOB));
	assert_int_equal(loop_alarm_last(&loop, 1)->vid, RED);
}

/* Ten moves a millisecond */
static size_t a_crowd_flaps(uint32_t first, uint32_t n, size_t times,
			    int64_t now_ms)
{
	size_t alarms = 0;

	for (size_t i = 0; i < times; i++)
		for (uint32_t j = 0; j < n; j++)
			alarms += moves(visitor(first + j), P1, P2,
					now_ms + (int64_t)(i * n + j) / 10);
	return alarms;
}

static void sixty_four_stations_are_watched_at_a_time(void **state)
{
	(void)state;

	for (int64_t now_ms = 0; now_ms < MINUTE; now_ms += 2 * SECOND) {
		assert_int_equal(a_crowd_flaps(0, 64, 5, now_ms), 0);
		assert_int_equal(a_crowd_flaps(0, 64, 1, now_ms + 500), 64);
	}
}

static void a_flap_is_noticed_among_many_stations_that_moved_once(void **state)
{
	(void)state;

	a_crowd_flaps(0, 64, 1, MINUTE);

	assert_int_equal(flaps(ALICE, P1, P2, 6, MINUTE + 500), 1);
}

static void the_station_that_moved_longest_ago_is_replaced(void **state)
{
	(void)state;

	assert_int_equal(a_crowd_flaps(0, 64, 5, MINUTE), 0);

	assert_int_equal(a_crowd_flaps(100, 64, 6, MINUTE + 2 * SECOND), 64);
}

/* A loop moves all stations that send, one after another. */
static void a_loop_that_moves_very_many_is_noticed(void **state)
{
	(void)state;

	assert_true(a_crowd_flaps(0, 1000, 6, MINUTE) > 0);
}

static void many_single_moves_do_not_hide_a_flap(void **state)
{
	size_t alarms = 0;
	(void)state;

	for (uint32_t i = 0; i < 8; i++) {
		alarms += flaps(ALICE, P1, P2, 1, MINUTE + i * 100);
		a_crowd_flaps(100 * i, 30, 1, MINUTE + i * 100);
	}

	assert_int_equal(alarms, 1);
}

static void the_newest_alarms_are_kept(void **state)
{
	(void)state;

	for (port_no no = 1; no <= 200; no++)
		loop_alarm_add(&loop, &(struct loop_alarm){ .port = no });

	assert_int_equal(loop.alarm_count, 200);
	for (size_t n = 0; n < LOOP_ALARMS; n++)
		assert_int_equal(loop_alarm_last(&loop, n)->port, 200 - n);
	assert_null(loop_alarm_last(&loop, LOOP_ALARMS));
	assert_null(loop_alarm_last(&loop, SIZE_MAX));
}

static void an_alarm_that_was_never_raised_is_not_found(void **state)
{
	(void)state;

	loop_alarm_add(&loop, &(struct loop_alarm){ .port = P1 });
	loop_alarm_add(&loop, &(struct loop_alarm){ .port = P2 });

	assert_int_equal(loop_alarm_last(&loop, 0)->port, P2);
	assert_int_equal(loop_alarm_last(&loop, 1)->port, P1);
	assert_null(loop_alarm_last(&loop, 2));
}

#define TEST(f) cmocka_unit_test_setup(f, a_new_loop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_default_a_flap_only_raises_an_alarm),
		TEST(one_move_more_than_allowed_raises_an_alarm),
		TEST(moves_are_counted_over_one_second),
		TEST(a_station_that_moves_slowly_raises_no_alarm),
		TEST(a_station_raises_one_alarm_a_second),
		TEST(the_number_of_allowed_moves_can_be_set),
		TEST(the_home_of_a_station_is_never_the_port_to_blame),
		TEST(among_three_ports_the_home_is_not_to_blame_either),
		TEST(a_home_is_kept_for_an_hour),
		TEST(after_an_hour_without_moves_the_present_port_is_home),
		TEST(a_home_is_kept_while_other_stations_move),
		TEST(each_station_in_each_vlan_is_counted_by_itself),
		TEST(sixty_four_stations_are_watched_at_a_time),
		TEST(a_flap_is_noticed_among_many_stations_that_moved_once),
		TEST(the_station_that_moved_longest_ago_is_replaced),
		TEST(a_loop_that_moves_very_many_is_noticed),
		TEST(many_single_moves_do_not_hide_a_flap),
		TEST(the_newest_alarms_are_kept),
		TEST(an_alarm_that_was_never_raised_is_not_found),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
