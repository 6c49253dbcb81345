/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports in the bridge: numbers, settings, removal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bridging.h"

static int an_empty_bridge(void **state)
{
	*state = bridge_new(1);
	return *state ? 0 : -1;
}

static bool is_known(const struct bridge *br, struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(br->fdb, VLAN_NONE, mac, 0, &e);
}

/* Alice is learned on the port, Bob has a static entry there. */
static void two_stations_on(struct bridge *br, port_no no)
{
	struct fdb_entry e = { BOB, VLAN_NONE, no, FDB_STATIC, 0 };

	fdb_learn(br->fdb, VLAN_NONE, ALICE, no, FDB_LEARNED, 0);
	assert_int_equal(fdb_put(br->fdb, &e), 0);
}

static void a_new_bridge_has_the_defaults_of_a_lab(void **state)
{
	struct bridge *br = *state;

	assert_int_equal(br->group_fwd, GROUP_FWD_LAB);
	assert_int_equal(fdb_ageing_ms(br->fdb), FDB_AGEING_MS);
	assert_int_equal(fdb_limit(br->fdb), FDB_LIMIT);
	assert_true(portset_empty(&br->egress[PKT_UCAST]));
}

static void no_group_fwd_preset_forwards_pause_frames(void **state)
{
	(void)state;

	assert_int_equal(GROUP_FWD_LAB & GROUP_FWD_NEVER, 0);
	assert_int_equal(GROUP_FWD_LINUX & GROUP_FWD_NEVER, 0);
	assert_int_equal(GROUP_FWD_802_1D & GROUP_FWD_NEVER, 0);
}

static void a_new_port_is_down_and_set_to_learn(void **state)
{
	struct bridge *br = *state;
	port_no no = bridge_add_port(br, 1500);

	assert_int_equal(no, P1);
	assert_true(br->port[no].exists);
	assert_true(br->port[no].settings.learning);
	assert_false(br->port[no].up);
	assert_int_equal(br->port[no].mtu, 1500);
	assert_false(portset_has(&br->egress[PKT_UCAST], no));
}

static void ports_get_the_lowest_free_number(void **state)
{
	struct bridge *br = *state;

	for (port_no no = P1; no <= P4; no++)
		assert_int_equal(bridge_add_port(br, 1500), no);
	bridge_del_port(br, P3);
	bridge_del_port(br, P2);

	assert_int_equal(bridge_add_port(br, 1500), P2);
	assert_int_equal(bridge_add_port(br, 1500), P3);
	assert_int_equal(bridge_add_port(br, 1500), P4 + 1);
}

static void a_bridge_takes_1024_ports_and_no_more(void **state)
{
	struct bridge *br = *state;

	for (port_no no = 1; no <= 1024; no++)
		assert_int_equal(bridge_add_port(br, 1500), no);
	assert_int_equal(bridge_add_port(br, 1500), PORT_NONE);

	bridge_del_port(br, 512);
	assert_int_equal(bridge_add_port(br, 1500), 512);
}

static void only_ports_that_are_up_are_egress_ports(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 1500);
	bridge_add_port(br, 1500);
	bridge_set_up(br, P2, true);
	assert_false(portset_has(&br->egress[PKT_UCAST], P1));
	assert_true(portset_has(&br->egress[PKT_UCAST], P2));

	bridge_set_up(br, P2, false);
	assert_true(portset_empty(&br->egress[PKT_UCAST]));
}

static void the_smallest_mtu_counts_only_forwarding_ports(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 9000);
	bridge_add_port(br, 1500);
	bridge_add_port(br, 68);
	bridge_set_up(br, P1, true);
	bridge_set_up(br, P2, true);
	assert_int_equal(br->mtu_min, 1500);

	bridge_set_up(br, P3, true);
	assert_int_equal(br->mtu_min, 68);
	bridge_set_mtu(br, P3, 9000);
	assert_int_equal(br->mtu_min, 1500);
	bridge_del_port(br, P2);
	assert_int_equal(br->mtu_min, 9000);
}

static void a_port_that_goes_down_loses_its_dynamic_entries(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 1500);
	bridge_set_up(br, P1, true);
	two_stations_on(br, P1);

	bridge_set_up(br, P1, false);

	assert_false(is_known(br, ALICE));
	assert_true(is_known(br, BOB));
}

static void setting_a_port_up_again_keeps_its_entries(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 1500);
	bridge_set_up(br, P1, true);
	two_stations_on(br, P1);

	bridge_set_up(br, P1, true);

	assert_true(is_known(br, ALICE));
}

static void removing_a_port_removes_all_its_fdb_entries(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 1500);
	bridge_add_port(br, 1500);
	two_stations_on(br, P1);
	fdb_learn(br->fdb, VLAN_NONE, CAROL, P2, FDB_LEARNED, 0);

	bridge_del_port(br, P1);

	assert_false(is_known(br, ALICE));
	assert_false(is_known(br, BOB));
	assert_true(is_known(br, CAROL));
	assert_false(br->port[P1].exists);
}

static void a_port_with_a_reused_number_has_the_defaults(void **state)
{
	struct bridge *br = *state;

	bridge_add_port(br, 9000);
	bridge_set_up(br, P1, true);
	br->port[P1].settings.learning = false;
	br->counters[P1].rx_bytes = 99;
	bridge_del_port(br, P1);

	assert_int_equal(bridge_add_port(br, 1500), P1);
	assert_true(br->port[P1].settings.learning);
	assert_false(br->port[P1].up);
	assert_int_equal(br->port[P1].mtu, 1500);
	assert_int_equal(br->counters[P1].rx_bytes, 0);
	assert_int_equal(br->past.rx_bytes, 99);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, an_empty_bridge, free_bridge)

int main(void)
{
	const struct CMUnitTest bridge[] = {
		TEST(a_new_bridge_has_the_defaults_of_a_lab),
		TEST(no_group_fwd_preset_forwards_pause_frames),
		TEST(a_new_port_is_down_and_set_to_learn),
		TEST(ports_get_the_lowest_free_number),
		TEST(a_bridge_takes_1024_ports_and_no_more),
		TEST(only_ports_that_are_up_are_egress_ports),
		TEST(the_smallest_mtu_counts_only_forwarding_ports),
		TEST(a_port_that_goes_down_loses_its_dynamic_entries),
		TEST(setting_a_port_up_again_keeps_its_entries),
		TEST(removing_a_port_removes_all_its_fdb_entries),
		TEST(a_port_with_a_reused_number_has_the_defaults),
	};

	return cmocka_run_group_tests(bridge, NULL, NULL);
}
