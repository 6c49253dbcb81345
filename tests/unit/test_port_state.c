/* SPDX-License-Identifier: BSD-2-Clause */
/* Learning and forwarding in each state of a port. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/commit.h"
#include "bridging.h"

static struct verdict send(struct bridge *br, struct mac src, struct mac dst,
			   port_no in)
{
	struct frame f = {
		.len = 60, .packet_len = 46, .src = src, .dst = dst
	};
	struct verdict v;

	decide(br, &f, in, 0, &v);
	bridge_commit(br, &f, &v, 0);
	return v;
}

static bool is_known(const struct bridge *br, struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(br->fdb, VLAN_NONE, mac, 0, &e);
}

static void
a_new_port_is_disabled_until_it_is_up_and_then_forwards(void **state)
{
	struct bridge *br = *state;

	assert_int_equal(br->port[P1].state, PORT_STATE_FORWARDING);
	assert_int_equal(bridge_add_port(br, 1500), P4 + 1);
	assert_int_equal(br->port[P4 + 1].state, PORT_STATE_DISABLED);
	bridge_set_up(br, P1, false);
	assert_int_equal(br->port[P1].state, PORT_STATE_DISABLED);
}

static void a_port_comes_up_in_the_state_that_was_set(void **state)
{
	struct bridge *br = *state;

	bridge_set_up(br, P1, false);
	bridge_set_state(br, P1, PORT_STATE_DISCARDING);
	assert_int_equal(br->port[P1].state, PORT_STATE_DISABLED);
	assert_int_equal(send(br, ALICE, ALL, P1).reason, REASON_PORT_DOWN);
	bridge_set_up(br, P1, true);
	assert_int_equal(br->port[P1].state, PORT_STATE_DISCARDING);
	assert_true(has_event(br, EVENT_PORT_STATE, P1));
	assert_int_equal(last_event(br, EVENT_PORT_STATE)->value,
			 PORT_STATE_DISCARDING);
}

static void a_discarding_port_neither_learns_nor_forwards(void **state)
{
	struct bridge *br = *state;

	bridge_set_state(br, P1, PORT_STATE_DISCARDING);
	assert_int_equal(send(br, ALICE, ALL, P1).reason, REASON_DISCARDING);
	assert_false(is_known(br, ALICE));
	assert_int_equal(br->counters[P1].rx_ends[REASON_DISCARDING], 1);
}

static void a_learning_port_learns_and_does_not_forward(void **state)
{
	struct bridge *br = *state;

	bridge_set_state(br, P1, PORT_STATE_LEARNING);
	assert_int_equal(send(br, ALICE, ALL, P1).reason, REASON_LEARNING);
	assert_true(is_known(br, ALICE));
}

static void only_a_forwarding_port_is_flooded(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	bridge_set_state(br, P2, PORT_STATE_DISCARDING);
	bridge_set_state(br, P3, PORT_STATE_LEARNING);
	v = send(br, ALICE, ALL, P1);
	assert_int_equal(v.reason, REASON_FLOODED);
	assert_false(portset_has(&v.flood, P2));
	assert_false(portset_has(&v.flood, P3));
	assert_true(portset_has(&v.flood, P4));

	bridge_set_state(br, P2, PORT_STATE_FORWARDING);
	v = send(br, ALICE, ALL, P1);
	assert_true(portset_has(&v.flood, P2));
}

static void
a_station_behind_a_port_that_does_not_forward_is_not_reached(void **state)
{
	struct bridge *br = *state;

	send(br, BOB, ALL, P2);
	bridge_set_state(br, P2, PORT_STATE_LEARNING);
	assert_int_equal(send(br, ALICE, BOB, P1).reason,
			 REASON_EGRESS_DISCARDING);
}

static void settings_do_not_change_the_state(void **state)
{
	struct bridge *br = *state;
	const struct port_settings defaults = port_settings_defaults();

	bridge_set_state(br, P1, PORT_STATE_DISCARDING);
	bridge_set_port(br, P1, &defaults, 0);
	assert_int_equal(br->port[P1].state, PORT_STATE_DISCARDING);
	bridge_set_up(br, P1, false);
	bridge_set_up(br, P1, true);
	assert_int_equal(br->port[P1].state, PORT_STATE_DISCARDING);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_port_is_disabled_until_it_is_up_and_then_forwards),
		TEST(a_port_comes_up_in_the_state_that_was_set),
		TEST(a_discarding_port_neither_learns_nor_forwards),
		TEST(a_learning_port_learns_and_does_not_forward),
		TEST(only_a_forwarding_port_is_flooded),
		TEST(a_station_behind_a_port_that_does_not_forward_is_not_reached),
		TEST(settings_do_not_change_the_state),
	};

	return cmocka_run_group_tests_name("port_state", tests, NULL, NULL);
}
