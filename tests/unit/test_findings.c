/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a conversation fails */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "conversation.h"

static struct port_settings settings_of(const struct lab *lab, port_no no)
{
	return lab->br->port[no].settings;
}

static void set(struct lab *lab, port_no no, struct port_settings settings)
{
	bridge_set_port(lab->br, no, &settings, lab->scene.now_ms);
}

static void nothing_is_wrong_if_both_directions_arrive(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	alice_asks(lab);
	bob_pings(lab);
	alice_pings(lab);
	bob_pings(lab);
	assert_cause(lab, NULL, PORT_NONE);
	assert_int_equal(lab->found.way[0].frames, 2);
	assert_int_equal(lab->found.way[0].arrived, 2);
	assert_int_equal(lab->found.way[1].arrived, 2);
	assert_int_equal(lab->found.examined, 4);
}

static void a_host_in_another_vlan_has_the_wrong_pvid(void **state)
{
	struct lab *lab = *state;

	turn_vlans_on(lab);
	they_talk(lab);
	put_into_vlan(lab, P2, NULL, BLUE);
	alice_pings(lab);
	bob_pings(lab);
	assert_cause(lab, "wrong-pvid", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->vid, RED);
	assert_int_equal(lab->found.end[1].vid, BLUE);
}

static void a_trunk_may_lack_the_vlan(void **state)
{
	struct lab *lab = *state;

	turn_vlans_on(lab);
	they_talk(lab);
	put_into_vlan(lab, P2, "20,30", VLAN_NONE);
	alice_asks(lab);
	assert_cause(lab, "missing-vlan", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->vid, RED);
	put_into_vlan(lab, P2, "30", BLUE);
	assert_cause(lab, "missing-vlan", P2);
}

static void two_isolated_ports_do_not_reach_each_other(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P1);

	they_talk(lab);
	settings.isolated = true;
	set(lab, P1, settings);
	set(lab, P2, settings);
	alice_pings(lab);
	alice_asks(lab);
	assert_cause(lab, "isolated", P2);
	assert_int_equal(lab->found.findings, 1);
}

static void a_long_frame_does_not_fit_the_mtu_of_the_other_port(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	bridge_set_mtu(lab->br, P2, 1000);
	alice_asks(lab);
	bob_pings(lab);
	ping(lab, P1, ALICE, BOB, 1200);
	assert_cause(lab, "mtu-exceeded", P2);
}

static void a_port_is_down_for_its_administrator_or_its_link(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	bridge_set_up(lab->br, P2, false);
	alice_pings(lab);
	assert_cause(lab, "link-down", P2);
	lab->scene.port[P2].is_present = false;
	assert_cause(lab, "not-present", P2);
	lab->scene.port[P2].is_set_up = false;
	assert_cause(lab, "port-down", P2);
}

static void a_monitor_gets_no_other_frames(void **state)
{
	struct lab *lab = *state;
	struct mirror *m = mirror_new("m");

	assert_non_null(m);
	they_talk(lab);
	bridge_name_port(lab->br, P2, "bob");
	snprintf(m->to, sizeof(m->to), "bob");
	assert_true(bridge_add_mirror(lab->br, m));
	assert_int_equal(lab->br->port[P2].state, PORT_STATE_MONITOR);
	alice_pings(lab);
	alice_asks(lab);
	bob_pings(lab);
	assert_cause(lab, "monitor-port", P2);
}

static void a_down_port_of_the_sender_is_seen_without_frames(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	bridge_set_up(lab->br, P1, false);
	assert_cause(lab, "link-down", P1);
}

static void an_errdisabled_port_is_named_by_its_cause(void **state)
{
	struct lab *lab = *state;
	const enum errdisable_cause causes[] = { ERRDISABLE_VIOLATION,
						 ERRDISABLE_STORM,
						 ERRDISABLE_LOOP };

	they_talk(lab);
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		bridge_errdisable(lab->br, P2, causes[i], INT64_MAX);
		alice_pings(lab);
		assert_cause(lab, errdisable_word(causes[i]), P2);
		bridge_recover(lab->br, P2);
		bridge_set_up(lab->br, P2, true);
	}
}

static void a_station_above_the_limit_is_a_violation(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P1);

	settings.fdb_limit = 1;
	settings.violation = VIOLATION_RESTRICT;
	set(lab, P1, settings);
	ping(lab, P1, CAROL, BOB, 0);
	bob_pings(lab);
	alice_asks(lab);
	assert_cause(lab, "violation", P1);
}

static void a_storm_is_still_the_cause_when_the_bucket_has_filled(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P1);

	they_talk(lab);
	assert_true(meter_parse("4pps/1", &settings.rates[PORT_METER_BCAST]));
	set(lab, P1, settings);
	for (int i = 0; i < 4; i++)
		alice_asks(lab);
	lab->scene.now_ms += SECOND / 2;
	assert_cause(lab, "storm", P1);
}

static void a_station_that_comes_and_goes_is_there_twice(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	for (int i = 0; i < 3; i++) {
		alice_pings(lab);
		ping(lab, P3, ALICE, BOB, 0);
		bob_pings(lab);
	}
	assert_cause(lab, "duplicate-mac", P3);
	assert_int_equal(diagnosis_cause(&lab->found)->other, P1);
	assert_true(mac_equal(diagnosis_cause(&lab->found)->mac, ALICE));
}

static void a_cable_that_was_moved_and_put_back_is_no_second_host(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	alice_pings(lab);
	lab->scene.now_ms += 10 * SECOND;
	ping(lab, P3, ALICE, BOB, 0);
	lab->scene.now_ms += 10 * SECOND;
	alice_pings(lab);
	bob_pings(lab);
	assert_null(why_since(lab, 0, end_of_port(P1), end_of_port(P2)));
	assert_null(
		why_since(lab, 0, end_of_station(ALICE), end_of_station(BOB)));
	assert_int_equal(lab->found.findings, 0);
}

static void a_second_host_that_is_gone_is_no_longer_the_cause(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	for (int i = 0; i < 3; i++) {
		ping(lab, P3, ALICE, BOB, 0);
		alice_pings(lab);
	}
	lab->scene.now_ms += 2 * MINUTE;
	alice_pings(lab);
	assert_null(why_since(lab, 0, end_of_port(P1), end_of_port(P2)));
	assert_int_equal(lab->found.findings, 1);
	assert_string_equal(finding_word(&lab->found.finding[0]),
			    "duplicate-mac");
	assert_false(lab->found.finding[0].is_still);
}

static void a_station_that_is_not_let_in_elsewhere_is_not_there(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P3);

	settings.fdb_limit = 1;
	settings.violation = VIOLATION_PROTECT;
	set(lab, P3, settings);
	ping(lab, P3, CAROL, DAVE, 0);
	they_talk(lab);
	for (int i = 0; i < 3; i++) {
		alice_pings(lab);
		bob_pings(lab);
		ping(lab, P3, ALICE, BOB, 0);
	}
	why(lab, end_of_station(ALICE), end_of_station(BOB));
	assert_int_equal(lab->found.end[0].port, P1);
	for (unsigned int i = 0; i < lab->found.findings; i++)
		assert_int_equal(lab->found.finding[i].cause, CAUSE_DROPPED);
}

static void one_address_in_two_vlans_is_no_duplicate(void **state)
{
	struct lab *lab = *state;

	turn_vlans_on(lab);
	put_into_vlan(lab, P3, NULL, GREEN);
	they_talk(lab);
	for (int i = 0; i < 3; i++) {
		alice_pings(lab);
		ping(lab, P3, ALICE, DAVE, 0);
		bob_pings(lab);
	}
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_null(diagnosis_cause(&lab->found));
}

static void a_station_of_which_nothing_is_recorded_is_looked_up(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	recorder_free(lab->recorder);
	lab->recorder = recorder_new(64, RECORDER_SNAPLEN);
	lab->scene.recorder = lab->recorder;
	alice_pings(lab);
	why(lab, end_of_station(ALICE), end_of_station(BOB));
	assert_int_equal(lab->found.end[1].port, P2);
	assert_int_equal(lab->found.way[0].arrived, 1);
	assert_string_equal(finding_word(diagnosis_cause(&lab->found)),
			    "no-answer");
}

static void two_stations_behind_one_port_do_not_need_the_switch(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	ping(lab, P1, CAROL, DAVE, 0);
	why(lab, end_of_station(ALICE), end_of_station(CAROL));
	assert_string_equal(finding_word(diagnosis_cause(&lab->found)),
			    "same-port");
	assert_int_equal(diagnosis_cause(&lab->found)->port, P1);
	assert_int_equal(lab->found.findings, 1);

	ping(lab, P1, ALICE, CAROL, 0);
	why(lab, end_of_station(ALICE), end_of_station(CAROL));
	assert_string_equal(finding_word(diagnosis_cause(&lab->found)),
			    "same-port");
	assert_int_equal(lab->found.findings, 1);
}

static void put_bob(struct lab *lab, port_no no)
{
	const struct fdb_entry e = { BOB, VLAN_NONE, no, FDB_STATIC, 0 };

	fdb_remove(lab->br->fdb, VLAN_NONE, BOB);
	assert_int_equal(fdb_put(lab->br->fdb, &e), 0);
}

/* Whatever becomes of the frames at the port that the entry names */
static void a_static_entry_may_name_the_wrong_port(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	put_bob(lab, P3);
	bob_pings(lab);
	alice_pings(lab);
	assert_cause(lab, "wrong-port", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->other, P3);

	bridge_set_up(lab->br, P3, false);
	alice_pings(lab);
	assert_cause(lab, "wrong-port", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->other, P3);

	put_bob(lab, P1);
	alice_pings(lab);
	assert_cause(lab, "wrong-port", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->other, P1);
}

static void a_backup_port_is_no_wrong_port(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P2);

	they_talk(lab);
	settings.backup = P3;
	set(lab, P2, settings);
	put_bob(lab, P2);
	bridge_set_up(lab->br, P2, false);
	alice_pings(lab);
	assert_cause(lab, "link-down", P2);
	assert_int_equal(lab->found.findings, 1);

	settings.backup = P1;
	set(lab, P2, settings);
	alice_pings(lab);
	assert_cause(lab, "link-down", P2);
	assert_int_equal(lab->found.findings, 1);
}

static void frames_for_all_say_nothing_where_others_arrive(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P2);
	const struct composition c = {
		.dst = GROUP, .src = ALICE, .type = 0x88b5, .len = COMPOSE_LEN
	};

	they_talk(lab);
	settings.mcast_flood = false;
	set(lab, P2, settings);
	receive(lab, P1, &c);
	assert_cause(lab, "flood-off", P2);
	alice_pings(lab);
	assert_cause(lab, "no-answer", P2);
	bob_pings(lab);
	assert_cause(lab, NULL, PORT_NONE);
	assert_int_equal(lab->found.findings, 1);
	assert_string_equal(finding_word(&lab->found.finding[0]), "flood-off");
	assert_true(lab->found.finding[0].is_still);
}

/* The link protocols of one end are no matter of the other one. */
static void frames_to_a_reserved_address_stay_on_their_link(void **state)
{
	struct lab *lab = *state;
	const struct mac lldp = { { 0x01, 0x80, 0xc2, 0, 0, 0x0e } };
	const struct composition c = {
		.dst = lldp, .src = ALICE, .type = 0x88cc, .len = COMPOSE_LEN
	};
	const struct finding *f;

	they_talk(lab);
	lab->br->group_fwd = GROUP_FWD_802_1D;
	receive(lab, P1, &c);
	assert_cause(lab, "silent", P1);
	alice_pings(lab);
	assert_cause(lab, "no-answer", P2);
	bob_pings(lab);
	assert_cause(lab, NULL, PORT_NONE);
	f = why(lab, end_of_port(P1), end_of_station(lldp));
	assert_string_equal(finding_word(f), "reserved");
	assert_int_equal(f->port, P1);
}

static void a_host_that_sends_nothing_is_silent(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	assert_cause(lab, "silent", P1);
	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.9");
	assert_cause(lab, "silent", P1);
}

static void a_host_that_was_never_heard_is_the_silent_one(void **state)
{
	struct lab *lab = *state;
	const struct ip_address nobody = ip_of("192.0.2.9");

	they_talk(lab);
	assert_string_equal(
		finding_word(why(lab, end_of_port(P1), end_of_port(P4))),
		"silent");
	assert_int_equal(diagnosis_cause(&lab->found)->way, 1);

	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.9");
	assert_string_equal(
		finding_word(why(lab, alices_host(), end_of_host(&nobody))),
		"no-answer");
	assert_int_equal(diagnosis_cause(&lab->found)->port, PORT_NONE);
}

static void a_host_that_gets_frames_and_sends_none_back_is_named(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	alice_pings(lab);
	assert_cause(lab, "no-answer", P2);
	/* That the port once did not send frames may be long ago. */
	lab->br->counters[P2].tx_drops[TX_REASON_QUEUE_FULL] = 7;
	assert_cause(lab, "no-answer", P2);
	assert_int_equal(lab->found.findings, 2);
	assert_string_equal(finding_word(&lab->found.finding[1]), "queue-full");
	assert_int_equal(lab->found.finding[1].frames, 7);
}

/* Where a frame was flooded is forgotten after 1,024 other sets of ports. */
static void dave_floods_so_that_earlier_ports_are_forgotten(struct lab *lab)
{
	const struct composition c = {
		.dst = GROUP, .src = DAVE, .type = 0x88b5, .len = COMPOSE_LEN
	};

	for (int i = 0; i <= 1024; i++) {
		bridge_set_up(lab->br, P3, i % 2);
		receive(lab, P4, &c);
	}
}

static void frames_that_may_have_arrived_are_not_answered_either(void **state)
{
	struct lab *lab = *state;

	recorder_free(lab->recorder);
	lab->recorder = recorder_new(2048, RECORDER_SNAPLEN);
	lab->scene.recorder = lab->recorder;
	they_talk(lab);
	alice_asks(lab);
	dave_floods_so_that_earlier_ports_are_forgotten(lab);
	assert_cause(lab, "no-answer", P2);
	assert_int_equal(diagnosis_cause(&lab->found)->cause, CAUSE_UNTRACED);
	assert_int_equal(lab->found.way[0].unknown, 1);
}

static void frames_that_were_dropped_are_no_question(void **state)
{
	struct lab *lab = *state;
	const struct ip_address nobody = ip_of("192.0.2.9");
	const struct finding *f;

	for (port_no no = P2; no <= P4; no++)
		bridge_set_up(lab->br, no, false);
	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.9");
	f = why(lab, alices_host(), end_of_host(&nobody));
	assert_string_equal(finding_word(f), "no-egress");
	assert_int_equal(lab->found.findings, 1);
}

static void what_was_mended_is_no_longer_the_cause(void **state)
{
	struct lab *lab = *state;
	struct port_settings settings = settings_of(lab, P1);

	they_talk(lab);
	settings.isolated = true;
	set(lab, P1, settings);
	set(lab, P2, settings);
	alice_pings(lab);
	set(lab, P2, port_settings_defaults());
	alice_pings(lab);
	assert_cause(lab, "no-answer", P2);
	assert_int_equal(lab->found.findings, 2);
	bob_pings(lab);
	assert_cause(lab, NULL, PORT_NONE);
	assert_int_equal(lab->found.findings, 1);
	assert_false(lab->found.finding[0].is_still);
	assert_string_equal(finding_word(&lab->found.finding[0]), "isolated");
}

static void frames_for_all_of_another_vlan_are_no_fault(void **state)
{
	struct lab *lab = *state;
	const struct composition c = { .dst = GROUP,
				       .src = ALICE,
				       .tags = 1,
				       .tpid = 0x8100,
				       .tci = { GREEN },
				       .type = 0x88b5,
				       .len = COMPOSE_LEN };

	turn_vlans_on(lab);
	put_into_vlan(lab, P1, "30", RED);
	put_into_vlan(lab, P3, "30", RED);
	they_talk(lab);
	alice_pings(lab);
	bob_pings(lab);
	receive(lab, P1, &c);
	assert_cause(lab, NULL, PORT_NONE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_lab, free_lab)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_wrong_if_both_directions_arrive),
		TEST(a_host_in_another_vlan_has_the_wrong_pvid),
		TEST(a_trunk_may_lack_the_vlan),
		TEST(two_isolated_ports_do_not_reach_each_other),
		TEST(a_long_frame_does_not_fit_the_mtu_of_the_other_port),
		TEST(a_port_is_down_for_its_administrator_or_its_link),
		TEST(a_monitor_gets_no_other_frames),
		TEST(a_down_port_of_the_sender_is_seen_without_frames),
		TEST(an_errdisabled_port_is_named_by_its_cause),
		TEST(a_station_above_the_limit_is_a_violation),
		TEST(a_storm_is_still_the_cause_when_the_bucket_has_filled),
		TEST(a_station_that_comes_and_goes_is_there_twice),
		TEST(a_cable_that_was_moved_and_put_back_is_no_second_host),
		TEST(a_second_host_that_is_gone_is_no_longer_the_cause),
		TEST(a_station_that_is_not_let_in_elsewhere_is_not_there),
		TEST(one_address_in_two_vlans_is_no_duplicate),
		TEST(a_station_of_which_nothing_is_recorded_is_looked_up),
		TEST(two_stations_behind_one_port_do_not_need_the_switch),
		TEST(a_static_entry_may_name_the_wrong_port),
		TEST(a_backup_port_is_no_wrong_port),
		TEST(frames_for_all_say_nothing_where_others_arrive),
		TEST(frames_to_a_reserved_address_stay_on_their_link),
		TEST(a_host_that_sends_nothing_is_silent),
		TEST(a_host_that_was_never_heard_is_the_silent_one),
		TEST(a_host_that_gets_frames_and_sends_none_back_is_named),
		TEST(frames_that_may_have_arrived_are_not_answered_either),
		TEST(frames_that_were_dropped_are_no_question),
		TEST(what_was_mended_is_no_longer_the_cause),
		TEST(frames_for_all_of_another_vlan_are_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
