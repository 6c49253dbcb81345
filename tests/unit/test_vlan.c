/* SPDX-License-Identifier: BSD-2-Clause */
/* The VLAN of a frame, and the ports that may send it; flushing of entries when
 * ports join and leave VLANs, and when VLANs are turned on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/decide.h"
#include "frame/tag.h"
#include "vlans.h"

static struct frame untagged(struct mac src, struct mac dst)
{
	return (struct frame){
		.len = 60,
		.packet_len = 46,
		.src = src,
		.dst = dst,
	};
}

static struct frame tagged(struct mac src, struct mac dst, uint16_t tpid,
			   uint16_t tci)
{
	struct frame f = untagged(src, dst);

	f.tags = 1;
	f.tpid = tpid;
	f.tci = tci;
	return f;
}

static struct verdict ask(const struct bridge *br, port_no in, struct frame f)
{
	struct verdict v;

	decide(br, &f, in, 0, &v);
	return v;
}

/* The verdict on a broadcast with such a tag */
static struct verdict ask_tagged(const struct bridge *br, port_no in,
				 uint16_t tpid, uint16_t tci)
{
	return ask(br, in, tagged(ALICE, ALL, tpid, tci));
}

static struct verdict ask_untagged(const struct bridge *br, port_no in)
{
	return ask(br, in, untagged(ALICE, ALL));
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

static void assert_in(struct verdict v, vlan_id vid, bool is_tagged,
		      const char *ports)
{
	assert_int_equal(v.reason, REASON_FLOODED);
	assert_int_equal(v.vid, vid);
	assert_int_equal(v.tagged, is_tagged);
	assert_true(v.learn);
	assert_true(goes_to(&v, ports));
}

static void assert_refused(struct verdict v, enum reason reason)
{
	assert_int_equal(v.reason, reason);
	assert_false(v.learn);
	assert_true(goes_to(&v, ""));
}

static void put_static(struct bridge *br, vlan_id vid, struct mac mac,
		       port_no no)
{
	struct fdb_entry e = { mac, vid, no, FDB_STATIC, 0 };

	assert_int_equal(fdb_put(br->fdb, &e), 0);
}

static void while_vlans_are_off_tags_are_ignored(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	vlan_filtering_set(br, false);

	v = ask_tagged(br, P1, TPID_8021Q, BLUE);
	assert_in(v, VLAN_NONE, false, "234");
	v = ask_tagged(br, P1, TPID_8021Q, VLAN_RESERVED);
	assert_in(v, VLAN_NONE, false, "234");
	assert_in(ask_untagged(br, P3), VLAN_NONE, false, "124");
}

static void an_untagged_frame_is_classified_to_the_pvid(void **state)
{
	struct bridge *br = *state;

	assert_in(ask_untagged(br, P1), RED, false, "34");
	assert_in(ask_untagged(br, P2), BLUE, false, "34");
	assert_in(ask_untagged(br, P4), BLUE, false, "23");
}

static void a_priority_tag_is_a_tag_without_a_vlan(void **state)
{
	struct bridge *br = *state;

	assert_in(ask_tagged(br, P1, TPID_8021Q, 0), RED, true, "34");
	assert_in(ask_tagged(br, P4, TPID_8021Q, 0xf000), BLUE, true, "23");
}

static void the_vlan_of_a_tag_does_not_depend_on_its_priority(void **state)
{
	struct bridge *br = *state;

	assert_in(ask_tagged(br, P3, TPID_8021Q, RED), RED, true, "14");
	assert_in(ask_tagged(br, P3, TPID_8021Q, 0xb000 | BLUE), BLUE, true,
		  "24");
	assert_in(ask_tagged(br, P4, TPID_8021Q, 0x1000 | RED), RED, true,
		  "13");
}

static void vlan_4095_is_dropped_even_without_ingress_filtering(void **state)
{
	struct bridge *br = *state;

	br->port[P1].settings.ingress_filtering = false;

	assert_refused(ask_tagged(br, P1, TPID_8021Q, 4095), REASON_VLAN_VID);
	assert_refused(ask_tagged(br, P3, TPID_8021Q, 0xffff), REASON_VLAN_VID);
	assert_int_equal(ask_tagged(br, P1, TPID_8021Q, 4095).vid, VLAN_NONE);
}

static void a_frame_with_a_foreign_tag_counts_as_untagged(void **state)
{
	static const uint16_t foreign[] = { TPID_8021AD, TPID_9100, TPID_9200 };
	struct bridge *br = *state;

	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++) {
		assert_in(ask_tagged(br, P1, foreign[i], BLUE), RED, false,
			  "34");
		assert_in(ask_tagged(br, P1, foreign[i], 4095), RED, false,
			  "34");
		assert_refused(ask_tagged(br, P3, foreign[i], RED),
			       REASON_VLAN_PVID);
	}
}

static void vlan_protocol_decides_which_tags_are_foreign(void **state)
{
	struct bridge *br = *state;

	br->vlan_protocol = TPID_8021AD;

	assert_in(ask_tagged(br, P4, TPID_8021AD, RED), RED, true, "13");
	assert_in(ask_tagged(br, P4, TPID_8021AD, 0), BLUE, true, "23");
	assert_in(ask_tagged(br, P4, TPID_8021Q, RED), BLUE, false, "23");
	assert_in(ask_tagged(br, P4, TPID_8021Q, 0), BLUE, false, "23");
}

static void a_vlan_with_its_own_tpid_accepts_no_other(void **state)
{
	struct bridge *br = *state;

	br->vlan[RED].own_tpid = TPID_9100;
	assert_int_equal(vlan_tpid(br, &br->vlan[RED]), TPID_9100);
	assert_int_equal(vlan_tpid(br, &br->vlan[BLUE]), TPID_8021Q);

	assert_in(ask_tagged(br, P4, TPID_9100, RED), RED, true, "13");
	assert_in(ask_tagged(br, P4, TPID_8021Q, RED), BLUE, false, "23");
	assert_in(ask_tagged(br, P4, TPID_9100, GREEN), BLUE, false, "23");
	assert_in(ask_tagged(br, P1, TPID_8021Q, 0), RED, true, "34");
}

static void a_tunnel_port_ignores_tags(void **state)
{
	struct bridge *br = *state;

	br->port[P1].settings.tunnel = true;

	assert_in(ask_tagged(br, P1, TPID_8021Q, BLUE), RED, false, "34");
	assert_in(ask_tagged(br, P1, TPID_8021Q, RED), RED, false, "34");
	assert_in(ask_tagged(br, P1, TPID_8021Q, 4095), RED, false, "34");
	assert_in(ask_untagged(br, P1), RED, false, "34");
	br->port[P1].settings.accept = VLAN_ACCEPT_UNTAGGED;
	assert_in(ask_tagged(br, P1, TPID_8021Q, BLUE), RED, false, "34");
}

static void untagged_frames_are_dropped_on_a_port_without_a_pvid(void **state)
{
	struct bridge *br = *state;

	assert_refused(ask_untagged(br, P3), REASON_VLAN_PVID);
	assert_refused(ask_tagged(br, P3, TPID_8021Q, 0), REASON_VLAN_PVID);
	assert_int_equal(ask_untagged(br, P3).vid, VLAN_NONE);
}

static void accept_tagged_drops_untagged_frames(void **state)
{
	struct bridge *br = *state;

	br->port[P4].settings.accept = VLAN_ACCEPT_TAGGED;

	assert_in(ask_tagged(br, P4, TPID_8021Q, RED), RED, true, "13");
	assert_refused(ask_untagged(br, P4), REASON_VLAN_TYPE);
	assert_refused(ask_tagged(br, P4, TPID_8021Q, 0xe000),
		       REASON_VLAN_TYPE);
	assert_refused(ask_tagged(br, P4, TPID_8021AD, RED), REASON_VLAN_TYPE);
}

static void accept_untagged_accepts_priority_tags_too(void **state)
{
	struct bridge *br = *state;

	br->port[P4].settings.accept = VLAN_ACCEPT_UNTAGGED;

	assert_in(ask_untagged(br, P4), BLUE, false, "23");
	assert_in(ask_tagged(br, P4, TPID_8021Q, 0xe000), BLUE, true, "23");
	assert_in(ask_tagged(br, P4, TPID_8021AD, RED), BLUE, false, "23");
	assert_refused(ask_tagged(br, P4, TPID_8021Q, RED), REASON_VLAN_TYPE);
	assert_refused(ask_tagged(br, P4, TPID_8021Q, BLUE), REASON_VLAN_TYPE);
	assert_refused(ask_tagged(br, P4, TPID_8021Q, 4095), REASON_VLAN_VID);
}

static void ingress_filtering_drops_vlans_that_the_port_is_not_in(void **state)
{
	struct bridge *br = *state;
	struct verdict v = ask_tagged(br, P1, TPID_8021Q, BLUE);

	assert_refused(v, REASON_VLAN_INGRESS);
	assert_int_equal(v.vid, BLUE);

	v = ask_tagged(br, P1, TPID_8021Q, 999);
	assert_refused(v, REASON_VLAN_INGRESS);
	assert_int_equal(v.vid, VLAN_NONE);
}

static void
without_ingress_filtering_all_existing_vlans_are_accepted(void **state)
{
	struct bridge *br = *state;

	br->port[P1].settings.ingress_filtering = false;

	assert_in(ask_tagged(br, P1, TPID_8021Q, BLUE), BLUE, true, "234");
	assert_in(ask_tagged(br, P1, TPID_8021Q, GREEN), GREEN, true, "4");
	assert_refused(ask_tagged(br, P1, TPID_8021Q, 999),
		       REASON_VLAN_INGRESS);
}

static void a_frame_never_leaves_by_a_port_outside_its_vlan(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	put_static(br, RED, BOB, P2);
	v = ask(br, P1, untagged(ALICE, BOB));
	assert_int_equal(v.reason, REASON_VLAN_EGRESS);
	assert_int_equal(v.to, PORT_NONE);
	assert_true(v.learn);

	v = ask_tagged(br, P4, TPID_8021Q, GREEN);
	assert_int_equal(v.reason, REASON_NO_EGRESS);
	assert_true(v.learn);
}

static void a_station_is_known_only_in_its_vlan(void **state)
{
	struct bridge *br = *state;
	struct verdict v;

	fdb_learn(br->fdb, RED, BOB, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, BLUE, BOB, P2, FDB_LEARNED, 0);

	v = ask(br, P3, tagged(ALICE, BOB, TPID_8021Q, RED));
	assert_int_equal(v.to, P4);
	v = ask(br, P3, tagged(ALICE, BOB, TPID_8021Q, BLUE));
	assert_int_equal(v.to, P2);
	v = ask(br, P4, tagged(ALICE, BOB, TPID_8021Q, GREEN));
	assert_int_equal(v.reason, REASON_NO_EGRESS);
	v = ask(br, P1, untagged(ALICE, CAROL));
	assert_in(v, RED, false, "34");
}

static void a_link_protocol_is_not_learned_in_a_refused_vlan(void **state)
{
	static const struct mac lldp = { { 0x01, 0x80, 0xc2, 0, 0, 0x0e } };
	struct bridge *br = *state;
	struct verdict v;

	br->group_fwd = GROUP_FWD_802_1D;

	v = ask(br, P1, untagged(ALICE, lldp));
	assert_int_equal(v.reason, REASON_RESERVED);
	assert_true(v.learn);
	v = ask(br, P3, untagged(ALICE, lldp));
	assert_int_equal(v.reason, REASON_RESERVED);
	assert_false(v.learn);
}

static void stations_are_looked_up_in_the_vlan_of_the_verdict(void **state)
{
	struct bridge *br = *state;
	struct frame blue = tagged(ALICE, BOB, TPID_8021Q, BLUE);
	struct frame none = untagged(ALICE, BOB);

	assert_int_equal(bridge_vlan_of(br, &none, P1), RED);
	assert_int_equal(bridge_vlan_of(br, &blue, P3), BLUE);
	assert_int_equal(bridge_vlan_of(br, &none, P3), VLAN_NONE);

	vlan_filtering_set(br, false);
	assert_int_equal(bridge_vlan_of(br, &blue, P3), VLAN_NONE);
}

static void joining_again_changes_tagged_or_untagged(void **state)
{
	struct bridge *br = *state;

	vlan_join(br, RED, P3, true);
	assert_true(portset_has(&br->vlan[RED].untagged, P3));

	vlan_join(br, RED, P3, false);
	assert_true(portset_has(&br->vlan[RED].members, P3));
	assert_false(portset_has(&br->vlan[RED].untagged, P3));
	assert_int_equal(br->port[P3].pvid, VLAN_NONE);
}

static void leave(struct bridge *br, const char *vlans, port_no no)
{
	const struct vids vids = list(vlans);
	struct portset ports = { 0 };

	portset_add(&ports, no);
	vlan_leave_ports(br, &vids, &ports);
}

static void leaving_a_vlan_flushes_the_ports_entries_there(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, ALICE, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, GREEN, ALICE, P4, FDB_LEARNED, 0);
	fdb_learn(br->fdb, RED, BOB, P1, FDB_LEARNED, 0);
	put_static(br, RED, CAROL, P4);
	leave(br, "1-20", P4);

	assert_false(is_known(br, RED, ALICE));
	assert_true(is_known(br, GREEN, ALICE));
	assert_true(is_known(br, RED, BOB));
	assert_true(is_known(br, RED, CAROL));
}

static void leaving_the_pvid_leaves_a_port_without_one(void **state)
{
	struct bridge *br = *state;

	leave(br, "10", P4);
	assert_int_equal(br->port[P4].pvid, BLUE);
	assert_refused(ask_tagged(br, P4, TPID_8021Q, RED),
		       REASON_VLAN_INGRESS);

	leave(br, "20", P4);
	assert_int_equal(br->port[P4].pvid, VLAN_NONE);
	assert_false(portset_has(&br->vlan[BLUE].untagged, P4));
	assert_refused(ask_untagged(br, P4), REASON_VLAN_PVID);
}

static void a_vlan_without_members_does_not_exist(void **state)
{
	struct bridge *br = *state;

	assert_true(vlan_exists(&br->vlan[GREEN]));
	leave(br, "30", P4);

	assert_false(vlan_exists(&br->vlan[GREEN]));
	br->port[P4].settings.ingress_filtering = false;
	assert_refused(ask_tagged(br, P4, TPID_8021Q, GREEN),
		       REASON_VLAN_INGRESS);
}

static void a_new_port_is_in_the_default_vlan(void **state)
{
	struct bridge *br = *state;
	port_no no = bridge_add_port(br, 1500);

	assert_int_equal(br->port[no].pvid, VLAN_PVID_DEFAULT);
	assert_true(br->port[no].settings.ingress_filtering);
	assert_true(portset_has(&br->vlan[1].members, no));
	assert_true(portset_has(&br->vlan[1].untagged, no));

	vlan_default_pvid_set(br, VLAN_NONE, &(struct portset){ 0 });
	no = bridge_add_port(br, 1500);
	assert_int_equal(br->port[no].pvid, VLAN_NONE);
	assert_false(portset_has(&br->vlan[1].members, no));
	assert_false(vlan_exists(&br->vlan[VLAN_NONE]));
}

static void ports_in_the_default_vlan_move_to_the_new_one(void **state)
{
	struct bridge *br = *state;
	port_no no = bridge_add_port(br, 1500);

	fdb_learn(br->fdb, 1, ALICE, no, FDB_LEARNED, 0);
	vlan_default_pvid_set(br, GREEN, &(struct portset){ 0 });
	assert_int_equal(br->port[no].pvid, GREEN);
	assert_true(portset_has(&br->vlan[GREEN].untagged, no));
	assert_false(vlan_exists(&br->vlan[1]));
	assert_false(is_known(br, 1, ALICE));

	assert_int_equal(br->port[P1].pvid, RED);
	assert_false(portset_has(&br->vlan[GREEN].members, P1));
	vlan_default_pvid_set(br, VLAN_NONE, &(struct portset){ 0 });
	assert_int_equal(br->port[no].pvid, VLAN_NONE);
	assert_false(portset_has(&br->vlan[GREEN].members, no));
	assert_true(portset_has(&br->vlan[GREEN].members, P4));
}

static void setting_the_same_default_pvid_changes_nothing(void **state)
{
	struct bridge *br = *state;
	port_no no = bridge_add_port(br, 1500);

	fdb_learn(br->fdb, 1, ALICE, no, FDB_LEARNED, 0);
	vlan_default_pvid_set(br, VLAN_PVID_DEFAULT, &(struct portset){ 0 });

	assert_int_equal(br->port[no].pvid, VLAN_PVID_DEFAULT);
	assert_true(portset_has(&br->vlan[1].members, no));
	assert_true(is_known(br, 1, ALICE));
}

static void the_vlans_of_a_port_are_read_as_they_were_set(void **state)
{
	struct bridge *br = *state;
	struct vlan_port vp = in_vlans("1,4000-4094", BLUE), got;

	vids_add(&vp.untagged, 4094);
	vlan_port_set(br, P1, &vp);
	vlan_port_get(br, P1, &got);

	assert_int_equal(got.pvid, BLUE);
	assert_memory_equal(&got.members, &vp.members, sizeof(vp.members));
	assert_memory_equal(&got.untagged, &vp.untagged, sizeof(vp.untagged));
	assert_false(portset_has(&br->vlan[RED].members, P1));
	assert_true(portset_has(&br->vlan[RED].members, P3));
}

static void new_vlans_of_a_port_flush_only_the_vlans_it_leaves(void **state)
{
	struct bridge *br = *state;
	const struct vlan_port vp = in_vlans("20,30", RED);

	fdb_learn(br->fdb, RED, ALICE, P3, FDB_LEARNED, 0);
	fdb_learn(br->fdb, BLUE, ALICE, P3, FDB_LEARNED, 0);
	vlan_port_set(br, P3, &vp);
	assert_true(is_known(br, RED, ALICE));
	assert_true(is_known(br, BLUE, ALICE));

	vlan_port_set(br, P3, &(struct vlan_port){ 0 });
	assert_false(is_known(br, RED, ALICE));
	assert_false(is_known(br, BLUE, ALICE));
	assert_int_equal(br->port[P3].pvid, VLAN_NONE);
}

static void turning_vlans_on_or_off_flushes_dynamic_entries(void **state)
{
	struct bridge *br = *state;

	fdb_learn(br->fdb, RED, ALICE, P1, FDB_LEARNED, 0);
	put_static(br, RED, BOB, P1);
	assert_int_equal(vlan_filtering_set(br, true), 0);
	assert_true(is_known(br, RED, ALICE));

	assert_int_equal(vlan_filtering_set(br, false), 0);
	assert_false(is_known(br, RED, ALICE));
	assert_true(is_known(br, RED, BOB));

	fdb_learn(br->fdb, VLAN_NONE, ALICE, P1, FDB_LEARNED, 0);
	assert_int_equal(vlan_filtering_set(br, true), 0);
	assert_false(is_known(br, VLAN_NONE, ALICE));
}

static void each_acceptable_frame_type_has_its_word(void **state)
{
	(void)state;

	assert_string_equal(vlan_accept_word(VLAN_ACCEPT_ALL), "all");
	assert_string_equal(vlan_accept_word(VLAN_ACCEPT_TAGGED), "tagged");
	assert_string_equal(vlan_accept_word(VLAN_ACCEPT_UNTAGGED), "untagged");
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_bridge_with_vlans, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(while_vlans_are_off_tags_are_ignored),
		TEST(an_untagged_frame_is_classified_to_the_pvid),
		TEST(a_priority_tag_is_a_tag_without_a_vlan),
		TEST(the_vlan_of_a_tag_does_not_depend_on_its_priority),
		TEST(vlan_4095_is_dropped_even_without_ingress_filtering),
		TEST(a_frame_with_a_foreign_tag_counts_as_untagged),
		TEST(vlan_protocol_decides_which_tags_are_foreign),
		TEST(a_vlan_with_its_own_tpid_accepts_no_other),
		TEST(a_tunnel_port_ignores_tags),
		TEST(untagged_frames_are_dropped_on_a_port_without_a_pvid),
		TEST(accept_tagged_drops_untagged_frames),
		TEST(accept_untagged_accepts_priority_tags_too),
		TEST(ingress_filtering_drops_vlans_that_the_port_is_not_in),
		TEST(without_ingress_filtering_all_existing_vlans_are_accepted),
		TEST(a_frame_never_leaves_by_a_port_outside_its_vlan),
		TEST(a_station_is_known_only_in_its_vlan),
		TEST(a_link_protocol_is_not_learned_in_a_refused_vlan),
		TEST(stations_are_looked_up_in_the_vlan_of_the_verdict),
		TEST(joining_again_changes_tagged_or_untagged),
		TEST(leaving_a_vlan_flushes_the_ports_entries_there),
		TEST(leaving_the_pvid_leaves_a_port_without_one),
		TEST(a_vlan_without_members_does_not_exist),
		TEST(a_new_port_is_in_the_default_vlan),
		TEST(ports_in_the_default_vlan_move_to_the_new_one),
		TEST(setting_the_same_default_pvid_changes_nothing),
		TEST(the_vlans_of_a_port_are_read_as_they_were_set),
		TEST(new_vlans_of_a_port_flush_only_the_vlans_it_leaves),
		TEST(turning_vlans_on_or_off_flushes_dynamic_entries),
		TEST(each_acceptable_frame_type_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
