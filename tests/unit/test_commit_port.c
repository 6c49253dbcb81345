/* SPDX-License-Identifier: BSD-2-Clause */
/* Effects of a verdict on buckets, errdisabled ports and loop alarms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/commit.h"
#include "bridging.h"

static enum reason send(struct bridge *br, struct mac src, struct mac dst,
			port_no in, int64_t now_ms)
{
	struct frame f = {
		.len = 60, .packet_len = 46, .src = src, .dst = dst
	};
	struct verdict v;

	decide(br, &f, in, now_ms, &v);
	bridge_commit(br, &f, &v, now_ms);
	return v.reason;
}

/* The port may have one station, which is Alice. */
static void only_alice_on_p1(struct bridge *br, enum violation_mode violation,
			     uint32_t recovery_s)
{
	struct port_settings p = br->port[P1].settings;

	p.fdb_limit = 1;
	p.violation = (uint8_t)violation;
	p.recovery_s = recovery_s;
	bridge_set_port(br, P1, &p, 0);
	send(br, ALICE, ALL, P1, 0);
}

static void limit_rate(struct bridge *br, port_no no, enum port_meter which,
		       uint64_t rate, uint64_t burst)
{
	struct port_settings p = br->port[no].settings;

	p.rates[which] = (struct meter_rate){ METER_PACKETS, rate, burst };
	bridge_set_port(br, no, &p, 0);
}

static void flap(struct bridge *br, struct mac mac, size_t times,
		 int64_t now_ms)
{
	send(br, mac, ALL, P1, now_ms);
	for (size_t i = 0; i < times; i++)
		send(br, mac, ALL, i % 2 ? P1 : P2, now_ms);
}

static void protect_records_no_violation(void **state)
{
	struct bridge *br = *state;

	only_alice_on_p1(br, VIOLATION_PROTECT, 0);
	assert_int_equal(send(br, BOB, ALL, P1, 0), REASON_VIOLATION);

	assert_int_equal(br->violations.n, 0);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_null(last_event(br, EVENT_VIOLATION));
}

static void restrict_records_the_station(void **state)
{
	struct bridge *br = *state;

	only_alice_on_p1(br, VIOLATION_RESTRICT, 0);
	send(br, BOB, ALL, P1, SECOND);
	send(br, BOB, ALL, P1, MINUTE);
	send(br, ALICE, ALL, P1, MINUTE);

	assert_int_equal(br->violations.n, 1);
	assert_true(mac_equal(br->violations.by[0].mac, BOB));
	assert_int_equal(br->violations.by[0].first_ms, SECOND);
	assert_int_equal(br->violations.by[0].last_ms, MINUTE);
	assert_int_equal(br->violations.by[0].count, 2);
	assert_true(br->port[P1].up);
}

static void each_violation_writes_an_event_when_it_begins(void **state)
{
	struct bridge *br = *state;
	uint64_t first;

	only_alice_on_p1(br, VIOLATION_RESTRICT, 0);
	send(br, BOB, ALL, P1, SECOND);
	assert_true(has_event(br, EVENT_VIOLATION, P1));
	assert_true(mac_equal(last_event(br, EVENT_VIOLATION)->mac, BOB));
	first = last_event(br, EVENT_VIOLATION)->seq;

	send(br, BOB, ALL, P1, SECOND);
	send(br, BOB, ALL, P1, 2 * SECOND - 1);
	send(br, BOB, ALL, P1, 3 * SECOND - 2);
	assert_int_equal(last_event(br, EVENT_VIOLATION)->seq, first);

	send(br, BOB, ALL, P1, 4 * SECOND - 2);
	assert_int_equal(last_event(br, EVENT_VIOLATION)->seq, first + 1);
}

static void shutdown_errdisables_the_port_for_its_recovery_time(void **state)
{
	struct bridge *br = *state;

	only_alice_on_p1(br, VIOLATION_SHUTDOWN, 60);
	send(br, BOB, ALL, P1, SECOND);

	assert_int_equal(br->violations.n, 1);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_VIOLATION);
	assert_int_equal(br->port[P1].errdisabled_until_ms, MINUTE + SECOND);
	assert_int_equal(send(br, ALICE, ALL, P1, SECOND), REASON_ERRDISABLED);
	assert_int_equal(bridge_tick(br, MINUTE), MINUTE + SECOND);
}

static void without_a_recovery_time_the_port_stays_errdisabled(void **state)
{
	struct bridge *br = *state;

	only_alice_on_p1(br, VIOLATION_SHUTDOWN, 0);
	send(br, BOB, ALL, P1, SECOND);

	assert_int_equal(br->port[P1].errdisabled_until_ms, INT64_MAX);
}

static void the_longest_recovery_time_does_not_overflow(void **state)
{
	struct bridge *br = *state;

	only_alice_on_p1(br, VIOLATION_SHUTDOWN, UINT32_MAX);
	send(br, BOB, ALL, P1, SECOND);

	assert_int_equal(br->port[P1].errdisabled_until_ms,
			 SECOND + INT64_C(1000) * UINT32_MAX);
}

static void only_frames_that_pass_are_charged(void **state)
{
	struct bridge *br = *state;

	limit_rate(br, P1, PORT_METER_BCAST, 10, 2);
	limit_rate(br, P1, PORT_METER_POLICE, 1000, 5);

	assert_int_equal(send(br, ALICE, ALL, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, ALL, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, ALL, P1, 0), REASON_STORM);
	assert_int_equal(send(br, ALICE, GROUP, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, BOB, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, BOB, P1, 0), REASON_POLICED);
	assert_int_equal(send(br, ALICE, ALL, P1, 99), REASON_STORM);
	assert_int_equal(send(br, ALICE, ALL, P1, 100), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, ALL, P1, 100), REASON_STORM);
}

static void a_storm_writes_an_event_when_it_begins(void **state)
{
	struct bridge *br = *state;
	uint64_t first;

	limit_rate(br, P1, PORT_METER_BCAST, 1, 1);
	send(br, ALICE, ALL, P1, 0);
	assert_null(last_event(br, EVENT_STORM));
	send(br, ALICE, ALL, P1, 0);
	assert_true(has_event(br, EVENT_STORM, P1));
	assert_int_equal(last_event(br, EVENT_STORM)->value, PKT_BCAST);
	first = last_event(br, EVENT_STORM)->seq;

	send(br, ALICE, ALL, P1, SECOND - 1);
	assert_int_equal(last_event(br, EVENT_STORM)->seq, first);

	send(br, ALICE, ALL, P1, MINUTE);
	send(br, ALICE, ALL, P1, MINUTE);
	assert_int_equal(last_event(br, EVENT_STORM)->seq, first + 1);
}

static void a_storm_errdisables_a_port_with_storm_shutdown(void **state)
{
	struct bridge *br = *state;

	limit_rate(br, P1, PORT_METER_BCAST, 1, 1);
	send(br, ALICE, ALL, P1, 0);
	send(br, ALICE, ALL, P1, 0);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);

	br->port[P1].settings.storm_shutdown = true;
	br->port[P1].settings.recovery_s = 60;
	send(br, ALICE, ALL, P1, 0);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_STORM);
	assert_int_equal(br->port[P1].errdisabled_until_ms, MINUTE);
}

static void policing_does_not_errdisable_the_port(void **state)
{
	struct bridge *br = *state;

	limit_rate(br, P1, PORT_METER_POLICE, 1, 1);
	br->port[P1].settings.storm_shutdown = true;
	send(br, ALICE, ALL, P1, 0);

	assert_int_equal(send(br, ALICE, ALL, P1, 0), REASON_POLICED);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
}

static void a_flapping_station_raises_an_alarm_by_default(void **state)
{
	struct bridge *br = *state;
	const struct loop_alarm *alarm;

	flap(br, ALICE, LOOP_FLAP_MOVES, MINUTE);
	assert_int_equal(br->loop.alarm_count, 0);
	flap(br, BOB, LOOP_FLAP_MOVES + 1, MINUTE);

	alarm = loop_alarm_last(&br->loop, 0);
	assert_int_equal(br->loop.alarm_count, 1);
	assert_true(mac_equal(alarm->mac, BOB));
	assert_int_equal(alarm->port, P2);
	assert_int_equal(alarm->other, P1);
	assert_true(has_event(br, EVENT_LOOP_FLAP, P2));
	assert_int_equal(last_event(br, EVENT_LOOP_FLAP)->other, P1);
	assert_true(mac_equal(last_event(br, EVENT_LOOP_FLAP)->mac, BOB));
	assert_true(br->port[P2].up);
}

static void a_flap_can_errdisable_the_port_that_is_not_home(void **state)
{
	struct bridge *br = *state;

	br->loop.flap = LOOP_ERRDISABLE;
	br->loop.flap_recovery_s = br->loop.probe_recovery_s = 5;
	flap(br, ALICE, LOOP_FLAP_MOVES + 1, MINUTE);

	assert_int_equal(br->port[P2].errdisabled, ERRDISABLE_LOOP);
	assert_int_equal(br->port[P2].errdisabled_until_ms,
			 MINUTE + 5 * SECOND);
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
}

static void
a_flap_errdisables_no_port_if_the_one_to_blame_is_trusted(void **state)
{
	struct bridge *br = *state;

	br->loop.flap = LOOP_ERRDISABLE;
	br->port[P2].settings.trusted = true;
	flap(br, ALICE, LOOP_FLAP_MOVES + 1, MINUTE);

	assert_int_equal(br->loop.alarm_count, 1);
	assert_int_equal(loop_alarm_last(&br->loop, 0)->port, P2);
	assert_true(has_event(br, EVENT_LOOP_FLAP, P2));
	assert_int_equal(br->port[P1].errdisabled, ERRDISABLE_NONE);
	assert_int_equal(br->port[P2].errdisabled, ERRDISABLE_NONE);
}

static void no_alarm_is_raised_while_loop_detection_is_off(void **state)
{
	struct bridge *br = *state;

	br->loop.flap = br->loop.probe = LOOP_OFF;
	flap(br, ALICE, 1000, MINUTE);
	bridge_note_loop(br, P1, P2, MINUTE);

	assert_int_equal(br->loop.alarm_count, 0);
	assert_null(last_event(br, EVENT_LOOP_FLAP));
	assert_null(last_event(br, EVENT_LOOP_PROBE));
}

static void link_protocols_are_counted_whatever_their_reason(void **state)
{
	const struct mac lldp = { { 0x01, 0x80, 0xc2, 0, 0, 0xe } };
	const struct mac lacp = { { 0x01, 0x80, 0xc2, 0, 0, 0x2 } };
	struct bridge *br = *state;

	br->port[P1].settings.group_fwd = 1u << L2PROTO_LLDP;
	assert_int_equal(send(br, ALICE, lldp, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, lldp, P1, 0), REASON_FLOODED);
	assert_int_equal(send(br, ALICE, lacp, P1, 0), REASON_RESERVED);
	send(br, ALICE, GROUP, P1, 0);

	assert_int_equal(br->counters[P1].rx_protocols[L2PROTO_LLDP], 2);
	assert_int_equal(br->counters[P1].rx_protocols[L2PROTO_LACP], 1);
	assert_int_equal(br->counters[P1].rx_protocols[L2PROTO_OTHER], 0);
	assert_int_equal(br->counters[P2].rx_protocols[L2PROTO_LLDP], 0);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest commit_port[] = {
		TEST(protect_records_no_violation),
		TEST(restrict_records_the_station),
		TEST(each_violation_writes_an_event_when_it_begins),
		TEST(shutdown_errdisables_the_port_for_its_recovery_time),
		TEST(without_a_recovery_time_the_port_stays_errdisabled),
		TEST(the_longest_recovery_time_does_not_overflow),
		TEST(only_frames_that_pass_are_charged),
		TEST(a_storm_writes_an_event_when_it_begins),
		TEST(a_storm_errdisables_a_port_with_storm_shutdown),
		TEST(policing_does_not_errdisable_the_port),
		TEST(a_flapping_station_raises_an_alarm_by_default),
		TEST(a_flap_can_errdisable_the_port_that_is_not_home),
		TEST(a_flap_errdisables_no_port_if_the_one_to_blame_is_trusted),
		TEST(no_alarm_is_raised_while_loop_detection_is_off),
		TEST(link_protocols_are_counted_whatever_their_reason),
	};

	return cmocka_run_group_tests(commit_port, NULL, NULL);
}
