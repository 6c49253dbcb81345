/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of ports that decide which frames are forwarded, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/decide.h"
#include "bridging.h"

#define SPENDS(which) (1u << PORT_METER_##which)

/* Applies changed settings to the bridge. */
static void apply(struct bridge *br, port_no no)
{
	const struct port_settings p = br->port[no].settings;

	bridge_set_port(br, no, &p, 0);
}

static void limit_rate(struct bridge *br, port_no no, enum port_meter which,
		       uint64_t rate, uint64_t burst)
{
	br->port[no].settings.rates[which] =
		(struct meter_rate){ METER_PACKETS, rate, burst };
	apply(br, no);
}

static enum reason ask(const struct bridge *br, struct mac src, struct mac dst,
		       port_no in, struct verdict *v)
{
	struct frame f = {
		.len = 60, .packet_len = 46, .src = src, .dst = dst
	};

	return decide(br, &f, in, 0, v);
}

static enum reason answer(const struct bridge *br, struct mac src,
			  struct mac dst, port_no in)
{
	struct verdict v;

	return ask(br, src, dst, in, &v);
}

static void put(struct bridge *br, struct mac mac, port_no port,
		enum fdb_state made)
{
	struct fdb_entry e = { mac, VLAN_NONE, port, made, 0 };

	assert_int_equal(fdb_put(br->fdb, &e), 0);
}

static void hear(struct bridge *br, struct mac mac, port_no port,
		 enum fdb_state as)
{
	fdb_learn(br->fdb, VLAN_NONE, mac, port, as, 0);
}

static struct mac reserved(uint8_t x)
{
	return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, x } };
}

/* Whether @v sends to exactly these ports, of P1 to P4. */
static bool goes_to(const struct verdict *v, const char *ports)
{
	struct portset set;
	size_t n = 0;

	verdict_ports(v, &set);
	for (; *ports; ports++, n++)
		if (!portset_has(&set, (port_no)(*ports - '0')))
			return false;
	return portset_count(&set) == n;
}

static void isolated_ports_reach_others_but_not_one_another(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.isolated = br->port[P2].settings.isolated = true;
	apply(br, P1);
	apply(br, P2);
	put(br, BOB, P2, FDB_STATIC);
	put(br, CAROL, P3, FDB_STATIC);

	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "34"));
	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_ISOLATED);
	assert_true(goes_to(&v, ""));
	assert_int_equal(ask(br, ALICE, CAROL, P1, &v), REASON_FORWARDED);
	assert_int_equal(ask(br, CAROL, BOB, P3, &v), REASON_FORWARDED);
	assert_int_equal(ask(br, CAROL, ALL, P3, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "124"));
}

static void a_hairpin_port_may_send_back_what_came_from_it(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.hairpin = true;
	apply(br, P1);
	put(br, BOB, P1, FDB_STATIC);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FORWARDED);
	assert_true(goes_to(&v, "1"));
	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "1234"));
	assert_int_equal(ask(br, ALICE, ALL, P2, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "134"));
	br->port[P1].settings.isolated = true;
	apply(br, P1);
	assert_int_equal(answer(br, ALICE, BOB, P1), REASON_ISOLATED);
}

static void a_backup_port_gets_the_frames_of_a_port_that_is_down(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.backup = P2;
	apply(br, P1);
	put(br, ALICE, P1, FDB_STATIC);
	assert_int_equal(ask(br, BOB, ALICE, P3, &v), REASON_FORWARDED);
	assert_true(goes_to(&v, "1"));

	bridge_set_up(br, P1, false);
	assert_int_equal(ask(br, BOB, ALICE, P3, &v), REASON_FORWARDED);
	assert_true(goes_to(&v, "2"));
	assert_int_equal(answer(br, BOB, ALICE, P2), REASON_FILTERED);

	bridge_set_mtu(br, P2, 45);
	assert_int_equal(ask(br, BOB, ALICE, P3, &v), REASON_MTU_EXCEEDED);
	assert_true(portset_has(&v.too_long, P2));
	bridge_set_up(br, P2, false);
	assert_int_equal(answer(br, BOB, ALICE, P3), REASON_EGRESS_DOWN);
}

/* Backup ports that are down may form a ring, which is not followed. */
static void the_backup_of_a_backup_port_is_not_used(void **state)
{
	struct bridge *br = *state;

	br->port[P1].settings.backup = P2;
	br->port[P2].settings.backup = P1;
	apply(br, P1);
	apply(br, P2);
	put(br, ALICE, P1, FDB_STATIC);
	bridge_set_up(br, P1, false);
	bridge_set_up(br, P2, false);

	assert_int_equal(answer(br, BOB, ALICE, P3), REASON_EGRESS_DOWN);
}

static void a_locked_port_accepts_only_stations_known_there(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.locked = true;
	hear(br, BOB, P1, FDB_LEARNED);
	hear(br, CAROL, P2, FDB_LEARNED);
	put(br, DAVE, P1, FDB_LOCAL);
	put(br, visitor(1), P1, FDB_STICKY);
	put(br, visitor(2), P2, FDB_STATIC);

	assert_int_equal(answer(br, BOB, ALL, P1), REASON_FLOODED);
	assert_int_equal(answer(br, visitor(1), ALL, P1), REASON_FLOODED);
	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_LOCKED);
	assert_false(v.learn);
	assert_int_equal(answer(br, CAROL, ALL, P1), REASON_LOCKED);
	assert_int_equal(answer(br, DAVE, ALL, P1), REASON_LOCKED);
	assert_int_equal(answer(br, visitor(2), ALL, P1), REASON_LOCKED);
	assert_int_equal(answer(br, NOBODY, ALL, P1), REASON_LOCKED);
	assert_int_equal(answer(br, ALICE, ALL, P2), REASON_FLOODED);
}

static void with_mab_an_unknown_station_is_noted_and_dropped(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.locked = br->port[P1].settings.mab = true;
	hear(br, BOB, P1, FDB_LOCKED);
	hear(br, CAROL, P2, FDB_LEARNED);

	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_LOCKED);
	assert_true(v.learn);
	assert_int_equal(v.learn_as, FDB_LOCKED);
	assert_int_equal(ask(br, BOB, ALL, P1, &v), REASON_LOCKED);
	assert_true(v.learn);
	assert_int_equal(v.learn_as, FDB_LOCKED);

	/* A station that is known on another port does not move here. */
	assert_int_equal(ask(br, CAROL, ALL, P1, &v), REASON_LOCKED);
	assert_false(v.learn);

	/* No station has an address of zeros. */
	assert_int_equal(ask(br, (struct mac){ { 0 } }, ALL, P1, &v),
			 REASON_LOCKED);
	assert_false(v.learn);
}

static void protocols_in_group_fwd_pass_a_locked_port(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.locked = br->port[P1].settings.mab = true;
	assert_int_equal(answer(br, ALICE, reserved(3), P1), REASON_LOCKED);

	br->port[P1].settings.group_fwd = 1u << L2PROTO_DOT1X;
	assert_int_equal(ask(br, ALICE, reserved(3), P1, &v), REASON_FLOODED);
	assert_int_equal(v.protocol, L2PROTO_DOT1X);
	assert_false(v.learn);
	assert_int_equal(ask(br, ALICE, reserved(14), P1, &v), REASON_RESERVED);
	assert_int_equal(v.protocol, L2PROTO_LLDP);
	assert_false(v.learn);
	assert_int_equal(answer(br, ALICE, GROUP, P1), REASON_LOCKED);
}

static void a_ports_group_fwd_overrides_that_of_the_switch(void **state)
{
	struct bridge *br = *state;
	const struct mac cdp = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc } };
	struct verdict v;

	br->group_fwd = GROUP_FWD_802_1D;
	assert_int_equal(ask(br, ALICE, reserved(2), P1, &v), REASON_RESERVED);
	assert_true(v.learn);
	assert_int_equal(answer(br, ALICE, cdp, P1), REASON_FLOODED);

	br->port[P1].settings.group_fwd = 1u << L2PROTO_LACP;
	assert_int_equal(answer(br, ALICE, reserved(2), P1), REASON_FLOODED);
	assert_int_equal(answer(br, ALICE, cdp, P1), REASON_RESERVED);
	assert_int_equal(answer(br, ALICE, reserved(2), P2), REASON_RESERVED);
}

static void
a_full_port_drops_new_stations_unless_violation_is_flood(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.fdb_limit = 1;
	apply(br, P1);
	assert_int_equal(answer(br, ALICE, ALL, P1), REASON_FLOODED);
	hear(br, ALICE, P1, FDB_LEARNED);
	hear(br, CAROL, P2, FDB_LEARNED);
	assert_int_equal(ask(br, BOB, ALL, P1, &v), REASON_FLOODED);
	assert_true(v.learn);

	for (int mode = VIOLATION_PROTECT; mode < VIOLATION_MODE_COUNT;
	     mode++) {
		br->port[P1].settings.violation = (uint8_t)mode;
		assert_int_equal(ask(br, BOB, ALL, P1, &v), REASON_VIOLATION);
		assert_false(v.learn);
		assert_int_equal(answer(br, CAROL, ALL, P1), REASON_VIOLATION);
		assert_int_equal(answer(br, ALICE, ALL, P1), REASON_FLOODED);
		assert_int_equal(answer(br, BOB, ALL, P2), REASON_FLOODED);
	}
}

static void a_station_configured_on_another_port_is_a_violation(void **state)
{
	struct bridge *br = *state;

	br->port[P1].settings.fdb_limit = 100;
	br->port[P1].settings.violation = VIOLATION_RESTRICT;
	apply(br, P1);
	put(br, ALICE, P2, FDB_STATIC);
	put(br, BOB, P2, FDB_STICKY);
	hear(br, CAROL, P2, FDB_LEARNED);

	assert_int_equal(answer(br, ALICE, ALL, P1), REASON_VIOLATION);
	assert_int_equal(answer(br, BOB, ALL, P1), REASON_VIOLATION);
	assert_int_equal(answer(br, CAROL, ALL, P1), REASON_FLOODED);
}

static void a_port_with_fdb_sticky_learns_static_entries(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	ask(br, ALICE, ALL, P1, &v);
	assert_int_equal(v.learn_as, FDB_LEARNED);

	br->port[P1].settings.fdb_sticky = true;
	ask(br, ALICE, ALL, P1, &v);
	assert_true(v.learn);
	assert_int_equal(v.learn_as, FDB_STATIC);
}

static void storms_are_limited_by_type_of_destination(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	limit_rate(br, P1, PORT_METER_UCAST, 1, 1);
	limit_rate(br, P1, PORT_METER_MCAST, 1, 2);
	limit_rate(br, P1, PORT_METER_BCAST, 1, 3);
	put(br, BOB, P2, FDB_STATIC);

	ask(br, ALICE, CAROL, P1, &v);
	assert_int_equal(v.spend, SPENDS(UCAST));
	ask(br, ALICE, GROUP, P1, &v);
	assert_int_equal(v.spend, SPENDS(MCAST));
	ask(br, ALICE, ALL, P1, &v);
	assert_int_equal(v.spend, SPENDS(BCAST));

	meter_take(&br->meter[P1][PORT_METER_BCAST], 3, 0);
	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_STORM);
	assert_int_equal(v.spend, 0);
	assert_true(v.learn);
	assert_int_equal(answer(br, ALICE, GROUP, P1), REASON_FLOODED);
	assert_int_equal(answer(br, ALICE, CAROL, P1), REASON_FLOODED);
	meter_take(&br->meter[P1][PORT_METER_UCAST], 1, 0);
	assert_int_equal(answer(br, ALICE, CAROL, P1), REASON_STORM);
	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FORWARDED);
	assert_int_equal(v.spend, 0);
	assert_int_equal(answer(br, ALICE, ALL, P2), REASON_FLOODED);
}

static void frames_are_policed_before_their_source_is_learned(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	limit_rate(br, P1, PORT_METER_POLICE, 1, 1);
	limit_rate(br, P1, PORT_METER_BCAST, 1, 1);
	put(br, BOB, P2, FDB_STATIC);

	ask(br, ALICE, BOB, P1, &v);
	assert_int_equal(v.spend, SPENDS(POLICE));
	ask(br, ALICE, ALL, P1, &v);
	assert_int_equal(v.spend, SPENDS(POLICE) | SPENDS(BCAST));

	meter_take(&br->meter[P1][PORT_METER_POLICE], 1, 0);
	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_POLICED);
	assert_false(v.learn);
	assert_int_equal(v.spend, 0);
	assert_int_equal(answer(br, ALICE, ALL, P1), REASON_POLICED);
	assert_int_equal(answer(br, ALICE, BOB, P3), REASON_FORWARDED);
}

static void shaping_a_port_drops_no_received_frames(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	limit_rate(br, P1, PORT_METER_SHAPE, 1, 1);
	limit_rate(br, P2, PORT_METER_SHAPE, 1, 1);
	meter_take(&br->meter[P1][PORT_METER_SHAPE], 1, 0);
	meter_take(&br->meter[P2][PORT_METER_SHAPE], 1, 0);

	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "234"));
	assert_int_equal(v.spend, 0);
}

static void frames_from_an_errdisabled_port_are_dropped(void **state)
{
	struct bridge *br = *state;

	bridge_set_up(br, P1, false);
	assert_int_equal(answer(br, ALICE, ALL, P1), REASON_PORT_DOWN);

	bridge_errdisable(br, P1, ERRDISABLE_STORM, MINUTE);
	assert_int_equal(answer(br, ALICE, ALL, P1), REASON_ERRDISABLED);
}

static void a_trapped_frame_is_local_whatever_the_ports_settings(void **state)
{
	struct frame f = { .len = 60, .packet_len = 46, .dst = GROUP };
	struct bridge *br = *state;
	struct verdict v;

	br->traps[TRAP_LOOP_PROBE] = (struct trap_rule){
		.dst = GROUP,
		.type = 0x88b5,
		.is_own = true,
	};
	f.src = br->mac;
	f.type = 0x88b5;
	br->port[P1].settings.locked = br->port[P1].settings.mab = true;
	limit_rate(br, P1, PORT_METER_POLICE, 1, 1);
	meter_take(&br->meter[P1][PORT_METER_POLICE], 1, 0);
	bridge_set_state(br, P1, PORT_STATE_DISCARDING);

	assert_int_equal(decide(br, &f, P1, 0, &v), REASON_LOCAL);
	assert_int_equal(v.trap, TRAP_LOOP_PROBE);
	assert_false(v.learn);
	assert_int_equal(v.spend, 0);
	bridge_set_up(br, P1, false);
	assert_int_equal(decide(br, &f, P1, 0, &v), REASON_PORT_DOWN);
	assert_int_equal(v.trap, TRAP_NONE);

	/* A frame of another type or source is not trapped. */
	f.type = 0x88b6;
	assert_int_equal(decide(br, &f, P2, 0, &v), REASON_FLOODED);
	assert_int_equal(v.trap, TRAP_NONE);
	f.type = 0x88b5;
	f.src = ALICE;
	assert_int_equal(decide(br, &f, P2, 0, &v), REASON_FLOODED);
	assert_int_equal(v.trap, TRAP_NONE);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest decide_port[] = {
		TEST(isolated_ports_reach_others_but_not_one_another),
		TEST(a_hairpin_port_may_send_back_what_came_from_it),
		TEST(a_backup_port_gets_the_frames_of_a_port_that_is_down),
		TEST(the_backup_of_a_backup_port_is_not_used),
		TEST(a_locked_port_accepts_only_stations_known_there),
		TEST(with_mab_an_unknown_station_is_noted_and_dropped),
		TEST(protocols_in_group_fwd_pass_a_locked_port),
		TEST(a_ports_group_fwd_overrides_that_of_the_switch),
		TEST(a_full_port_drops_new_stations_unless_violation_is_flood),
		TEST(a_station_configured_on_another_port_is_a_violation),
		TEST(a_port_with_fdb_sticky_learns_static_entries),
		TEST(storms_are_limited_by_type_of_destination),
		TEST(frames_are_policed_before_their_source_is_learned),
		TEST(shaping_a_port_drops_no_received_frames),
		TEST(frames_from_an_errdisabled_port_are_dropped),
		TEST(a_trapped_frame_is_local_whatever_the_ports_settings),
	};

	return cmocka_run_group_tests(decide_port, NULL, NULL);
}
