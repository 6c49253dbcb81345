/* SPDX-License-Identifier: BSD-2-Clause */
/* Many ports that join or leave VLANs at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "vlans.h"

/* The result is the same as for each port alone. */
static void many_ports_join_and_leave_at_once(void **state)
{
	struct bridge *br = *state;
	struct portset ports = { { 1u << P2 | 1u << P3 | 1u << P4 } };
	const struct vids vids = list("20-25"), some = list("1-20");
	struct vlan_port got;

	vlan_join_ports(br, &vids, &ports, false);
	assert_false(portset_has(&br->vlan[BLUE].untagged, P2));
	assert_false(portset_has(&br->vlan[25].members, P1));
	vlan_port_get(br, P4, &got);
	assert_int_equal(vids_count(&got.members), 8); /* 10, 30, and these */
	vlan_join_ports(br, &vids, &ports, true);
	assert_true(portset_has(&br->vlan[25].untagged, P4));

	fdb_learn(br->fdb, BLUE, ALICE, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, 25, BOB, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, RED, CAROL, P1, FDB_LEARNED, 0);
	vlan_leave_ports(br, &some, &ports);
	assert_int_equal(br->port[P4].pvid, VLAN_NONE);
	assert_int_equal(br->port[P1].pvid, RED);
	assert_false(portset_has(&br->vlan[BLUE].members, P4));
	assert_false(portset_has(&br->vlan[BLUE].untagged, P4));
	assert_false(is_known(br, BLUE, ALICE));
	assert_true(is_known(br, 25, BOB));
	assert_true(is_known(br, RED, CAROL));
}

static void many_ports_get_the_same_vlans(void **state)
{
	struct bridge *br = *state;
	const struct vlan_port vp = in_vlans("20,30,4094", BLUE);
	struct portset ports = { { 1u << P2 | 1u << P4 } }, tagged;
	struct vlan_port got;

	fdb_learn(br->fdb, RED, ALICE, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, GREEN, BOB, P4, FDB_LEARNED, 0);
	vlan_ports_set(br, &ports, &vp);

	PORTSET_FOREACH(&ports, no) {
		vlan_port_get(br, no, &got);
		assert_int_equal(got.pvid, vp.pvid);
		assert_true(vids_equal(&got.members, &vp.members));
		assert_true(vids_equal(&got.untagged, &vp.untagged));
	}
	assert_false(is_known(br, RED, ALICE));
	assert_true(is_known(br, GREEN, BOB));
	tagged = vlan_tagged(br);
	assert_false(portset_has(&tagged, P1));
	assert_true(portset_has(&tagged, P2));
	for (port_no no = P1; no <= P4; no++)
		assert_int_equal(vlan_has_tagged(br, no),
				 portset_has(&tagged, no));
	assert_true(portset_has(&br->vlan[RED].members, P3));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_with_vlans, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(many_ports_join_and_leave_at_once),
		TEST(many_ports_get_the_same_vlans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
