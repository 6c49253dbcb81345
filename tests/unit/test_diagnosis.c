/* SPDX-License-Identifier: BSD-2-Clause */
/* The recorded frames of a conversation */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conversation.h"

static void frames_are_counted_by_direction_whoever_names_the_ends(void **state)
{
	struct lab *lab = *state;
	const struct end ends[][2] = {
		{ end_of_port(P1), end_of_port(P2) },
		{ end_of_station(ALICE), end_of_station(BOB) },
		{ alices_host(), bobs_host() },
		{ end_of_port(P1), bobs_host() },
	};

	they_talk(lab);
	alice_asks(lab);
	bob_pings(lab);
	alice_pings(lab);
	ask(lab, P3, CAROL, "192.0.2.3", BOBS_IP);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		why(lab, ends[i][0], ends[i][1]);
		assert_int_equal(lab->found.way[0].frames, 2);
		assert_int_equal(lab->found.way[0].arrived, 2);
		assert_int_equal(lab->found.way[0].flows, 2);
		assert_int_equal(lab->found.way[1].frames, 1);
		assert_int_equal(lab->found.end[0].port, P1);
		assert_int_equal(lab->found.end[1].port, P2);
		assert_int_equal(lab->found.examined, 4);
	}
}

static void frames_with_the_same_fate_are_counted_together(void **state)
{
	struct lab *lab = *state;
	const struct flow *flow;

	they_talk(lab);
	alice_pings(lab);
	bridge_set_mtu(lab->br, P2, 1000);
	ping(lab, P1, ALICE, BOB, 1200);
	lab->scene.now_ms++;
	ping(lab, P1, ALICE, BOB, 1201);
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_int_equal(lab->found.way[0].frames, 3);
	assert_int_equal(lab->found.way[0].arrived, 1);
	assert_int_equal(lab->found.way[0].flows, 2);
	flow = &lab->found.way[0].flow[1];
	assert_int_equal(flow->frames, 2);
	assert_int_equal(flow->reason, REASON_MTU_EXCEEDED);
	assert_int_equal(flow->arrival, ARRIVAL_NO);
	assert_int_equal(flow->last_ns - flow->first_ns, NS_OF_MS);
	assert_int_equal(flow_record(flow)->len, 1201);
	assert_int_equal(flow_record(flow)->kept, RECORDER_SNAPLEN);
}

static void frames_for_all_are_counted_apart(void **state)
{
	struct lab *lab = *state;
	const struct composition c = {
		.dst = GROUP, .src = ALICE, .type = 0x88b5, .len = COMPOSE_LEN
	};

	they_talk(lab);
	receive(lab, P1, &c);
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_int_equal(lab->found.way[0].frames, 0);
	assert_true(lab->found.way[0].any_arrived);
	assert_true(lab->found.way[0].flow[0].is_for_all);
	alice_asks(lab);
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_int_equal(lab->found.way[0].flows, 2);
	why(lab, end_of_port(P1), end_of_station(GROUP));
	assert_int_equal(lab->found.way[0].frames, 1);
	assert_int_equal(lab->found.way[0].flows, 1);
}

static void many_kinds_of_frames_for_all_leave_room_for_others(void **state)
{
	struct lab *lab = *state;
	const struct vlan_port trunk = in_vlans("10-40", VLAN_NONE);
	struct composition c = { .dst = GROUP,
				 .src = ALICE,
				 .tags = 1,
				 .tpid = 0x8100,
				 .type = 0x88b5,
				 .len = COMPOSE_LEN };

	assert_int_equal(vlan_filtering_set(lab->br, true), 0);
	vlan_port_set(lab->br, P1, &trunk);
	vlan_port_set(lab->br, P2, &trunk);
	for (uint16_t vid = 10; vid < 30; vid++) {
		c.tci[0] = vid;
		receive(lab, P1, &c);
	}
	c.dst = BOB;
	receive(lab, P1, &c);
	why(lab, end_of_port(P1), end_of_station(BOB));
	assert_int_equal(lab->found.way[0].frames, 1);
	assert_int_equal(lab->found.way[0].flows, TRAFFIC_FLOWS / 2 + 1);
	assert_false(lab->found.way[0].flow[TRAFFIC_FLOWS / 2].is_for_all);
}

/* The router has 192.0.2.254 and forwards packets of many hosts. */
static void carol_routes(struct lab *lab)
{
	ask(lab, P3, CAROL, "192.0.2.254", ALICES_IP);
	for (uint8_t i = 0; i < 2 * END_HOSTS; i++) {
		struct composition c = {
			.kind = COMPOSE_PING,
			.dst = ALICE,
			.src = CAROL,
			.from = ip_of("203.0.113.1"),
			.to = ip_of(ALICES_IP),
		};

		c.from.bytes[3] = i;
		receive_routed(lab, P3, &c, 1);
	}
}

static void a_question_for_a_router_is_for_its_port(void **state)
{
	struct lab *lab = *state;

	carol_routes(lab);
	lab->scene.now_ms += MINUTE;
	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.254");
	why(lab, end_of_port(P1), end_of_port(P3));
	assert_int_equal(lab->found.way[0].frames, 1);
	why(lab, end_of_port(P1), end_of_station(CAROL));
	assert_int_equal(lab->found.way[0].frames, 1);
}

static void a_question_may_be_for_a_host_that_is_not_known(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	ask(lab, P2, BOB, BOBS_IP, ALICES_IP);
	lab->scene.now_ms += MINUTE;
	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.9");

	/* A port may have hosts that have sent nothing. */
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_int_equal(lab->found.way[0].flows, 1);
	assert_true(lab->found.way[0].flow[0].is_for_all);
	why(lab, end_of_port(P1), end_of_station(BOB));
	assert_int_equal(lab->found.way[0].flows, 0);
	why(lab, end_of_port(P1), bobs_host());
	assert_int_equal(lab->found.way[0].flows, 0);
}

/* A router sends packets of others; of its own address it only asks. */
static void the_address_of_a_router_may_not_be_known(void **state)
{
	struct lab *lab = *state;
	const struct composition c = {
		.kind = COMPOSE_PING,
		.dst = ALICE,
		.src = CAROL,
		.from = ip_of("203.0.113.1"),
		.to = ip_of(ALICES_IP),
	};

	receive_routed(lab, P3, &c, 1);
	lab->scene.now_ms += MINUTE;
	ask(lab, P1, ALICE, ALICES_IP, "192.0.2.254");
	why(lab, end_of_port(P1), end_of_station(CAROL));
	assert_int_equal(lab->found.way[0].flows, 1);
	assert_true(lab->found.way[0].flow[0].is_for_all);
}

static void frames_of_a_port_that_was_replaced_are_not_its_own(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	alice_pings(lab);
	bob_pings(lab);
	lab->scene.port[P1].since = lab->id;
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_int_equal(lab->found.way[0].frames, 0);
}

static void it_is_told_if_the_records_do_not_reach_back(void **state)
{
	struct lab *lab = *state;

	they_talk(lab);
	alice_pings(lab);
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_true(lab->found.is_complete);
	for (int i = 0; i < 64; i++)
		alice_pings(lab);
	why(lab, end_of_port(P1), end_of_port(P2));
	assert_false(lab->found.is_complete);
	assert_int_equal(lab->found.way[0].arrived, 64);
	assert_int_equal(lab->found.examined, 64);
}

static void a_recorder_that_was_turned_off_ends_the_reading(void **state)
{
	struct lab *lab = *state;
	const struct end alice = end_of_port(P1), bob = end_of_port(P2);

	they_talk(lab);
	diagnosis_begin(&lab->found, &lab->scene, &alice, &bob, 0, lab->id);
	assert_true(diagnosis_read(&lab->found, &lab->scene, 1));
	lab->scene.recorder = NULL;
	assert_false(diagnosis_read(&lab->found, &lab->scene, 1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, a_lab, free_lab)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_are_counted_by_direction_whoever_names_the_ends),
		TEST(frames_with_the_same_fate_are_counted_together),
		TEST(frames_for_all_are_counted_apart),
		TEST(many_kinds_of_frames_for_all_leave_room_for_others),
		TEST(a_question_for_a_router_is_for_its_port),
		TEST(a_question_may_be_for_a_host_that_is_not_known),
		TEST(the_address_of_a_router_may_not_be_known),
		TEST(frames_of_a_port_that_was_replaced_are_not_its_own),
		TEST(it_is_told_if_the_records_do_not_reach_back),
		TEST(a_recorder_that_was_turned_off_ends_the_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
