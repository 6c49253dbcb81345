/* SPDX-License-Identifier: BSD-2-Clause */
/* Decisions about frames, in the order of 802.1Q-2018 8.6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/decide.h"
#include "bridging.h"

static struct frame frame(struct mac src, struct mac dst, uint32_t packet_len)
{
	return (struct frame){
		.len = ETH_HEADER_SIZE + packet_len,
		.packet_len = packet_len,
		.src = src,
		.dst = dst,
	};
}

static struct mac reserved(uint8_t x)
{
	return (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, x } };
}

static enum reason ask(const struct bridge *br, struct mac src, struct mac dst,
		       port_no in, struct verdict *v)
{
	struct frame f = frame(src, dst, 46);

	return decide(br, &f, in, 0, v);
}

static void put(struct bridge *br, struct mac mac, port_no port,
		enum fdb_state made)
{
	struct fdb_entry e = { mac, VLAN_NONE, port, made, 0 };

	assert_int_equal(fdb_put(br->fdb, &e), 0);
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

static void a_frame_for_a_known_station_leaves_only_by_its_port(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FORWARDED);
	assert_int_equal(v.reason, REASON_FORWARDED);
	assert_int_equal(v.in, P1);
	assert_int_equal(v.to, P2);
	assert_int_equal(v.pkt_type, PKT_UCAST);
	assert_true(v.learn);
	assert_true(goes_to(&v, "2"));
}

static void a_frame_for_an_unknown_station_is_flooded(void **state)
{
	struct verdict v;

	assert_int_equal(ask(*state, ALICE, BOB, P1, &v), REASON_FLOODED);
	assert_int_equal(v.to, PORT_NONE);
	assert_true(goes_to(&v, "234"));

	assert_int_equal(ask(*state, ALICE, BOB, P3, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "124"));
}

static void broadcasts_and_multicasts_are_flooded(void **state)
{
	struct verdict v;

	assert_int_equal(ask(*state, ALICE, ALL, P1, &v), REASON_FLOODED);
	assert_int_equal(v.pkt_type, PKT_BCAST);
	assert_true(goes_to(&v, "234"));

	assert_int_equal(ask(*state, ALICE, GROUP, P1, &v), REASON_FLOODED);
	assert_int_equal(v.pkt_type, PKT_MCAST);
	assert_true(goes_to(&v, "234"));
}

static void a_frame_for_a_station_on_its_own_port_is_filtered(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P1, FDB_LEARNED, 0);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FILTERED);
	assert_true(goes_to(&v, ""));
	assert_true(v.learn);
}

static void a_frame_for_a_local_address_is_not_forwarded(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	put(br, BOB, P2, FDB_LOCAL);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_LOCAL);
	assert_true(goes_to(&v, ""));
	assert_int_equal(ask(br, ALICE, BOB, P2, &v), REASON_LOCAL);
}

static void a_frame_for_an_aged_station_is_flooded(void **state)
{
	struct bridge *br = *state;
	struct frame f = frame(ALICE, BOB, 46);
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);

	assert_int_equal(decide(br, &f, P1, 5 * MINUTE - 1, &v),
			 REASON_FORWARDED);
	assert_int_equal(decide(br, &f, P1, 5 * MINUTE, &v), REASON_FLOODED);
}

static void without_an_ageing_time_every_frame_is_flooded(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);
	fdb_set_ageing(br->fdb, 0);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "234"));
}

static void deciding_changes_nothing(void **state)
{
	struct bridge *br = *state;
	static struct bridge before;
	struct verdict v;

	before = *br;

	ask(br, ALICE, BOB, P1, &v);
	ask(br, BOB, ALICE, P2, &v);

	assert_memory_equal(&before, br, sizeof(before));
	assert_int_equal(fdb_used(br->fdb), 0);
}

static void a_verdict_does_not_depend_on_what_it_held_before(void **state)
{
	struct verdict v;

	memset(&v, 0xff, sizeof(v));
	assert_int_equal(ask(*state, ALICE, GROUP, P1, &v), REASON_FLOODED);

	assert_int_equal(v.in, P1);
	assert_int_equal(v.vid, VLAN_NONE);
	assert_int_equal(v.to, PORT_NONE);
	assert_int_equal(v.pkt_type, PKT_MCAST);
	assert_false(v.some_too_long);
	assert_true(goes_to(&v, "234"));
}

static void a_group_address_as_source_is_dropped_and_not_learned(void **state)
{
	struct verdict v;

	assert_int_equal(ask(*state, GROUP, BOB, P1, &v), REASON_GROUP_SOURCE);
	assert_false(v.learn);
	assert_true(goes_to(&v, ""));

	assert_int_equal(ask(*state, ALL, ALL, P1, &v), REASON_GROUP_SOURCE);
	assert_false(v.learn);
}

static void
a_frame_from_the_zero_address_passes_but_is_not_learned(void **state)
{
	struct verdict v;

	assert_int_equal(ask(*state, NOBODY, BOB, P1, &v), REASON_FLOODED);
	assert_false(v.learn);
	assert_true(goes_to(&v, "234"));
}

static void a_port_with_learning_off_still_forwards(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->port[P1].settings.learning = false;
	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_FLOODED);
	assert_false(v.learn);

	assert_int_equal(ask(br, BOB, ALICE, P2, &v), REASON_FLOODED);
	assert_true(v.learn);
}

static void frames_from_a_port_that_is_down_are_dropped(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	bridge_set_up(br, P1, false);

	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_PORT_DOWN);
	assert_false(v.learn);
	assert_true(goes_to(&v, ""));
}

static void nothing_is_sent_to_a_port_that_is_down(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	bridge_set_up(br, P2, false);
	put(br, BOB, P2, FDB_STATIC);

	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "34"));
	assert_int_equal(ask(br, ALICE, BOB, P1, &v), REASON_EGRESS_DOWN);
	assert_true(goes_to(&v, ""));
	assert_true(v.learn);
}

static void frames_of_the_only_port_that_is_up_have_no_egress(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	for (port_no no = P2; no <= P4; no++)
		bridge_set_up(br, no, false);

	assert_int_equal(ask(br, ALICE, ALL, P1, &v), REASON_NO_EGRESS);
	assert_true(v.learn);
	assert_true(goes_to(&v, ""));
}

static void a_runt_is_dropped_before_its_fields_are_read(void **state)
{
	struct frame f = frame(ALICE, ALL, 46);
	struct verdict v;

	f.error = FRAME_RUNT;
	assert_int_equal(decide(*state, &f, P1, 0, &v), REASON_RUNT);
	assert_int_equal(v.pkt_type, PKT_UCAST);
	assert_false(v.learn);
}

static void a_frame_longer_than_the_maximum_is_dropped(void **state)
{
	struct frame f = frame(ALICE, BOB, 46);
	struct verdict v;

	f.error = FRAME_OVERSIZE;
	assert_int_equal(decide(*state, &f, P1, 0, &v), REASON_OVERSIZE);
	assert_string_equal(reason_word(v.reason), "oversize");
	assert_false(v.learn);
	assert_true(goes_to(&v, ""));
}

static void a_frame_with_a_wrong_virtio_net_header_is_dropped(void **state)
{
	struct frame f = frame(ALICE, BOB, 46);
	struct verdict v;

	f.error = FRAME_BAD_OFFLOAD;
	assert_int_equal(decide(*state, &f, P1, 0, &v), REASON_BAD_OFFLOAD);
	f.error = FRAME_BAD_CSUM;
	assert_int_equal(decide(*state, &f, P1, 0, &v), REASON_BAD_CSUM);
	assert_false(v.learn);
	assert_true(goes_to(&v, ""));
}

/* For each preset, which of the 16 addresses are forwarded (Y). */
static void reserved_addresses_pass_as_group_fwd_says(void **state)
{
	static const struct {
		uint16_t mask;
		const char *passes;
	} settings[] = {
		{ GROUP_FWD_802_1D, "................" },
		{ GROUP_FWD_LINUX, "Y..............." },
		{ GROUP_FWD_LINUX | 0x4000, "Y.............Y." },
		{ GROUP_FWD_LINUX | 0xfff8, "Y..YYYYYYYYYYYYY" },
		{ 0x0004, "..Y............." },
		{ GROUP_FWD_LAB, "Y.YYYYYYYYYYYYYY" },
	};
	struct bridge *br = *state;
	struct verdict v;

	assert_int_equal(br->group_fwd, GROUP_FWD_LAB);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		br->group_fwd = settings[i].mask;
		for (uint8_t x = 0; x < 16; x++) {
			bool passes = settings[i].passes[x] == 'Y';

			assert_int_equal(ask(br, ALICE, reserved(x), P1, &v),
					 passes ? REASON_FLOODED
						: REASON_RESERVED);
			assert_true(goes_to(&v, passes ? "234" : ""));
			assert_int_equal(v.pkt_type, PKT_MCAST);
		}
	}
}

static void the_source_of_a_frame_to_a_reserved_address_is_learned(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->group_fwd = GROUP_FWD_802_1D;
	assert_int_equal(ask(br, ALICE, reserved(0xe), P1, &v),
			 REASON_RESERVED);
	assert_true(v.learn);
}

static void the_address_after_the_reserved_ones_always_passes(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	br->group_fwd = GROUP_FWD_802_1D;
	assert_int_equal(ask(br, ALICE, reserved(0x10), P1, &v),
			 REASON_FLOODED);
}

static void a_packet_passes_up_to_the_mtu_and_not_beyond(void **state)
{
	struct bridge *br = *state;
	struct frame fits = frame(ALICE, BOB, 1500);
	struct frame too_long = frame(ALICE, BOB, 1501);
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);

	assert_int_equal(decide(br, &fits, P1, 0, &v), REASON_FORWARDED);
	assert_false(v.some_too_long);

	assert_int_equal(decide(br, &too_long, P1, 0, &v), REASON_MTU_EXCEEDED);
	assert_true(v.some_too_long);
	assert_true(portset_has(&v.too_long, P2));
	assert_int_equal(portset_count(&v.too_long), 1);
	assert_true(goes_to(&v, ""));
	assert_true(v.learn);
}

static void the_mtu_of_the_ingress_port_does_not_matter(void **state)
{
	struct bridge *br = *state;
	struct frame jumbo = frame(ALICE, BOB, 9000);
	struct verdict v;

	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);
	bridge_set_mtu(br, P2, 9000);

	assert_int_equal(decide(br, &jumbo, P1, 0, &v), REASON_FORWARDED);
}

static void a_flood_leaves_out_ports_whose_mtu_is_too_small(void **state)
{
	struct bridge *br = *state;
	struct frame jumbo = frame(ALICE, ALL, 9000);
	struct verdict v;

	bridge_set_mtu(br, P2, 9000);
	bridge_set_mtu(br, P4, 65521);

	assert_int_equal(decide(br, &jumbo, P1, 0, &v), REASON_FLOODED);
	assert_true(goes_to(&v, "24"));
	assert_true(v.some_too_long);
	assert_true(portset_has(&v.too_long, P3));
	assert_int_equal(portset_count(&v.too_long), 1);
}

static void a_flood_too_long_for_every_port_is_dropped(void **state)
{
	struct frame jumbo = frame(ALICE, ALL, 9000);
	struct verdict v;

	assert_int_equal(decide(*state, &jumbo, P1, 0, &v),
			 REASON_MTU_EXCEEDED);
	assert_int_equal(portset_count(&v.too_long), 3);
	assert_true(goes_to(&v, ""));
}

static void an_unknown_jumbo_with_no_other_port_has_no_egress(void **state)
{
	struct bridge *br = *state;
	struct frame jumbo = frame(ALICE, ALL, 9000);
	struct verdict v;

	for (port_no no = P2; no <= P4; no++)
		bridge_set_up(br, no, false);

	assert_int_equal(decide(br, &jumbo, P1, 0, &v), REASON_NO_EGRESS);
	assert_false(v.some_too_long);
}

/* 64 KiB in one frame, of pieces that fit: an MTU limits the pieces. */
static void a_gso_frame_passes_if_its_segments_fit_the_mtu(void **state)
{
	struct bridge *br = *state;
	struct frame super = frame(ALICE, BOB, 1500);
	struct verdict v;

	super.len = 65550;
	super.needs = OFFLOAD_CSUM | OFFLOAD_TSO4;
	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);

	assert_int_equal(decide(br, &super, P1, 0, &v), REASON_FORWARDED);

	bridge_set_mtu(br, P2, 1499);
	assert_int_equal(decide(br, &super, P1, 0, &v), REASON_MTU_EXCEEDED);
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_of_four, free_bridge)

int main(void)
{
	const struct CMUnitTest decide_tests[] = {
		TEST(a_frame_for_a_known_station_leaves_only_by_its_port),
		TEST(a_frame_for_an_unknown_station_is_flooded),
		TEST(broadcasts_and_multicasts_are_flooded),
		TEST(a_frame_for_a_station_on_its_own_port_is_filtered),
		TEST(a_frame_for_a_local_address_is_not_forwarded),
		TEST(a_frame_for_an_aged_station_is_flooded),
		TEST(without_an_ageing_time_every_frame_is_flooded),
		TEST(deciding_changes_nothing),
		TEST(a_verdict_does_not_depend_on_what_it_held_before),
		TEST(a_group_address_as_source_is_dropped_and_not_learned),
		TEST(a_frame_from_the_zero_address_passes_but_is_not_learned),
		TEST(a_port_with_learning_off_still_forwards),
		TEST(frames_from_a_port_that_is_down_are_dropped),
		TEST(nothing_is_sent_to_a_port_that_is_down),
		TEST(frames_of_the_only_port_that_is_up_have_no_egress),
		TEST(a_runt_is_dropped_before_its_fields_are_read),
		TEST(a_frame_longer_than_the_maximum_is_dropped),
		TEST(a_frame_with_a_wrong_virtio_net_header_is_dropped),
		TEST(reserved_addresses_pass_as_group_fwd_says),
		TEST(the_source_of_a_frame_to_a_reserved_address_is_learned),
		TEST(the_address_after_the_reserved_ones_always_passes),
		TEST(a_packet_passes_up_to_the_mtu_and_not_beyond),
		TEST(the_mtu_of_the_ingress_port_does_not_matter),
		TEST(a_flood_leaves_out_ports_whose_mtu_is_too_small),
		TEST(a_flood_too_long_for_every_port_is_dropped),
		TEST(an_unknown_jumbo_with_no_other_port_has_no_egress),
		TEST(a_gso_frame_passes_if_its_segments_fit_the_mtu),
	};

	return cmocka_run_group_tests(decide_tests, NULL, NULL);
}
