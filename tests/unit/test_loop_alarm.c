/* SPDX-License-Identifier: BSD-2-Clause */
/* Alarms and errdisabled ports after a probe comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bridging.h"

static void a_probe_that_comes_back_raises_an_alarm(void **state)
{
	struct bridge *br = *state;
	const struct loop_alarm *alarm;

	bridge_note_loop(br, P1, P2, MINUTE);

	alarm = loop_alarm_last(&br->loop, 0);
	assert_non_null(alarm);
	assert_false(alarm->flap);
	assert_true(mac_equal(alarm->mac, br->mac));
	assert_int_equal(alarm->port, P2);
	assert_int_equal(alarm->other, P1);
	assert_int_equal(alarm->moves, 1);
	assert_int_equal(alarm->at_ms, MINUTE);
	assert_true(has_event(br, EVENT_LOOP_PROBE, P2));
	assert_int_equal(last_event(br, EVENT_LOOP_PROBE)->other, P1);
	assert_int_equal(br->port[P2].errdisabled, ERRDISABLE_NONE);
}

static void an_echoed_probe_raises_one_alarm(void **state)
{
	struct bridge *br = *state;

	for (int64_t ms = 0; ms < LOOP_PAUSE_MS; ms++)
		bridge_note_loop(br, P1, P2, MINUTE + ms);
	assert_int_equal(br->loop.alarm_count, 1);
	bridge_note_loop(br, P1, P2, MINUTE + LOOP_PAUSE_MS);
	bridge_note_loop(br, P1, P3, MINUTE + LOOP_PAUSE_MS);

	assert_int_equal(br->loop.alarm_count, 3);
}

/* Each port receives the probe of the other; errdisabling one is enough. */
static void a_loop_of_two_ports_errdisables_one_of_them(void **state)
{
	struct bridge *br = *state;

	br->loop.probe = LOOP_ERRDISABLE;
	bridge_note_loop(br, P1, P2, MINUTE);
	bridge_note_loop(br, P2, P1, MINUTE);

	assert_int_equal(br->port[P2].errdisabled, ERRDISABLE_LOOP);
	assert_int_equal(br->port[P2].errdisabled_until_ms,
			 MINUTE + LOOP_RECOVERY_S * SECOND);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_int_equal(br->loop.alarm_count, 1);
}

static void a_loop_behind_one_port_errdisables_that_port(void **state)
{
	struct bridge *br = *state;

	br->loop.probe = LOOP_ERRDISABLE;
	bridge_note_loop(br, P3, P3, MINUTE);

	assert_int_equal(br->port[P3].errdisabled, ERRDISABLE_LOOP);
	assert_int_equal(loop_alarm_last(&br->loop, 0)->other, P3);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_probe_that_comes_back_raises_an_alarm),
		TEST(an_echoed_probe_raises_one_alarm),
		TEST(a_loop_of_two_ports_errdisables_one_of_them),
		TEST(a_loop_behind_one_port_errdisables_that_port),
	};

	return cmocka_run_group_tests_name("loop_alarm", tests, NULL, NULL);
}
