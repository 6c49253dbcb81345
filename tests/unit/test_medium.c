/* SPDX-License-Identifier: BSD-2-Clause */
/* Media that limit the whole frame, tags included, as packet sockets do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bridging.h"
#include "core/decide.h"
#include "frame/parse.h"
#include "frame/tag.h"
#include "frames.h"

/* A frame, with room in front for tags */
struct room {
	uint8_t tags[16];
	struct made made;
};

enum { C = TPID_8021Q, S = TPID_8021AD };

/* P2 is an interface of 1500 bytes.  P3 takes 1,600 bytes of a frame. */
static int ports_with_media(void **state)
{
	struct bridge *br;

	if (a_bridge_of_four(state))
		return -1;
	br = *state;
	bridge_set_medium(br, P2, ETH_HEADER_SIZE + 1500, true);
	bridge_set_mtu(br, P3, 65521);
	bridge_set_medium(br, P3, 1600, false);
	fdb_learn(br->fdb, VLAN_NONE, BOB, P2, FDB_LEARNED, 0);
	fdb_learn(br->fdb, VLAN_NONE, CAROL, P3, FDB_LEARNED, 0);
	return 0;
}

/* A packet behind these tags, up to a 0 */
static struct frame *tagged(const uint16_t tpids[3], struct mac dst,
			    uint32_t packet_len)
{
	static struct room room;
	struct frame *f = frames_make(&room.made,
				      (struct recipe){ .src = ALICE,
						       .dst = dst,
						       .type = 0x88b5,
						       .payload = packet_len });

	for (size_t i = 3; i-- > 0;)
		if (tpids[i])
			tag_push(f, tpids[i], 7);
	assert_int_equal(frame_parse(f), FRAME_OK);
	assert_int_equal(f->packet_len, packet_len);
	return f;
}

static uint32_t excess_at(struct bridge *br, port_no no,
			  const uint16_t tpids[3], uint32_t packet_len)
{
	const struct frame *f =
		tagged(tpids, no == P2 ? BOB : CAROL, packet_len);
	struct verdict v;
	bool fits = decide(br, f, P1, 0, &v) == REASON_FORWARDED;
	uint32_t excess = verdict_excess(br, f, &v, no);

	assert_int_equal(v.reason,
			 fits ? REASON_FORWARDED : REASON_MTU_EXCEEDED);
	assert_int_equal(v.some_too_long, !fits);
	assert_int_equal(fits, !excess);
	return excess;
}

static void
an_interface_takes_packets_up_to_its_mtu_behind_one_tag(void **state)
{
	static const struct {
		uint16_t tpids[3];
		uint32_t packet_len, excess;
	} cases[] = {
		{ { 0 }, 1500, 0 },	  { { 0 }, 1501, 1 },
		{ { C }, 1500, 0 },	  { { C }, 1501, 1 },
		{ { S }, 1496, 0 },	  { { S }, 1497, 1 },
		{ { S }, 1500, 4 },	  { { TPID_9100 }, 1500, 4 },
		{ { C, C }, 1496, 0 },	  { { C, C }, 1500, 4 },
		{ { S, C }, 1492, 0 },	  { { S, C }, 1500, 8 },
		{ { C, S, C }, 1492, 0 }, { { C, S, C }, 1500, 8 },
		{ { S, C, C }, 60, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(excess_at(*state, P2, cases[i].tpids,
					   cases[i].packet_len),
				 cases[i].excess);
}

static void another_medium_limits_the_length_of_the_whole_frame(void **state)
{
	static const uint16_t none[3] = { 0 }, one[3] = { C },
			      two[3] = { S, C };

	assert_int_equal(excess_at(*state, P3, none, 1586), 0);
	assert_int_equal(excess_at(*state, P3, none, 1587), 1);
	assert_int_equal(excess_at(*state, P3, one, 1582), 0);
	assert_int_equal(excess_at(*state, P3, one, 1586), 4);
	assert_int_equal(excess_at(*state, P3, two, 1578), 0);
	assert_int_equal(excess_at(*state, P3, two, 1586), 8);
}

static void a_gso_frame_is_as_long_as_its_longest_segment(void **state)
{
	const struct recipe pieces = {
		.dst = BOB,
		.src = ALICE,
		.ip = 4,
		.payload = 30000,
		.gso_size = 1460,
	};
	static struct room room;
	struct frame *f = frames_make(&room.made, pieces);
	struct verdict v;

	assert_int_equal(frame_parse(f), FRAME_OK);
	assert_int_equal(decide(*state, f, P1, 0, &v), REASON_FORWARDED);
	tag_push(f, C, 7);
	assert_int_equal(decide(*state, f, P1, 0, &v), REASON_FORWARDED);
	tag_push(f, S, 7);
	assert_int_equal(decide(*state, f, P1, 0, &v), REASON_MTU_EXCEEDED);
	assert_int_equal(verdict_excess(*state, f, &v, P2), 8);
}

static void a_flood_leaves_out_ports_whose_medium_cannot_take_it(void **state)
{
	static const uint16_t one[3] = { S };
	struct bridge *br = *state;
	struct verdict v;

	assert_int_equal(decide(br, tagged(one, ALL, 1500), P1, 0, &v),
			 REASON_FLOODED);
	assert_false(portset_has(&v.flood, P2));
	assert_true(portset_has(&v.flood, P3));
	assert_true(portset_has(&v.flood, P4));
	assert_true(portset_has(&v.too_long, P2));
	assert_int_equal(portset_count(&v.too_long), 1);
}

static void vlan_member(struct bridge *br, port_no no, bool untagged,
			bool tunnel)
{
	struct vlan_port vp = { .pvid = RED };

	vids_add(&vp.members, RED);
	if (untagged)
		vids_add(&vp.untagged, RED);
	vlan_port_set(br, no, &vp);
	br->port[no].settings.tunnel = tunnel;
}

static uint32_t excess_in_vlan(struct bridge *br, const uint16_t tpids[3])
{
	const struct frame *f = tagged(tpids, ALL, 1500);
	struct verdict v;

	decide(br, f, P1, 0, &v);
	assert_int_equal(v.vid, RED);
	assert_int_equal(portset_has(&v.flood, P2),
			 !verdict_excess(br, f, &v, P2));
	return verdict_excess(br, f, &v, P2);
}

/* The tags of the frame sent count, not those of the frame received. */
static void the_tags_of_the_egress_port_count(void **state)
{
	static const uint16_t none[3] = { 0 }, one[3] = { C };
	struct bridge *br = *state;

	assert_int_equal(vlan_filtering_set(br, true), 0);
	vlan_member(br, P1, true, true);
	vlan_member(br, P2, false, false);
	assert_int_equal(excess_in_vlan(br, none), 0);
	assert_int_equal(excess_in_vlan(br, one), 4);
	br->vlan_protocol = S;
	assert_int_equal(excess_in_vlan(br, none), 4);
	assert_int_equal(excess_in_vlan(br, one), 8);
	vlan_member(br, P2, true, false);
	assert_int_equal(excess_in_vlan(br, none), 0);
	assert_int_equal(excess_in_vlan(br, one), 0);
}

/* The VLAN's tag is removed, and the next one is the outer tag then. */
static void a_tag_that_is_removed_does_not_count(void **state)
{
	struct bridge *br = *state;
	static const uint16_t two[3] = { S, C }, both[3] = { S, S };
	const uint16_t *stacks[] = { two, both };
	const uint32_t excess[] = { 0, 4 };

	assert_int_equal(vlan_filtering_set(br, true), 0);
	br->vlan_protocol = S;
	vlan_member(br, P1, false, false);
	vlan_member(br, P2, true, false);
	for (size_t i = 0; i < ARRAY_SIZE(stacks); i++) {
		struct frame *f = tagged(stacks[i], ALL, 1500);
		struct verdict v;

		tag_rewrite(f, S, RED);
		decide(br, f, P1, 0, &v);
		assert_true(v.tagged);
		assert_int_equal(verdict_excess(br, f, &v, P2), excess[i]);
	}
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, ports_with_media, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_interface_takes_packets_up_to_its_mtu_behind_one_tag),
		TEST(another_medium_limits_the_length_of_the_whole_frame),
		TEST(a_gso_frame_is_as_long_as_its_longest_segment),
		TEST(a_flood_leaves_out_ports_whose_medium_cannot_take_it),
		TEST(the_tags_of_the_egress_port_count),
		TEST(a_tag_that_is_removed_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
