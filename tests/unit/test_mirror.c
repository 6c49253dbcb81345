/* SPDX-License-Identifier: BSD-2-Clause */
/* Which frames mirrors select, and what a monitor does; the copies themselves are in
 * test_mirror_copies.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "bridging.h"
#include "core/commit.h"
#include "frame/parse.h"
#include "frames.h"

/* "ether src 02:00:00:00:00:0a" */
#define FROM_ALICE "32 0 0 8,21 0 3 10,40 0 0 6,21 0 1 512,6 0 0 262144,6 0 0 0"

static struct made made;

static struct mirror *make_mirror(const char *name, const char *ports,
				  const char *to)
{
	struct mirror *m = mirror_new(name);

	assert_non_null(m);
	snprintf(m->ports, sizeof(m->ports), "%s", ports);
	snprintf(m->to, sizeof(m->to), "%s", to);
	return m;
}

static struct mirror *add_mirror(struct bridge *br, const char *ports,
				 const char *to)
{
	struct mirror *m = make_mirror("m", ports, to);

	assert_true(bridge_add_mirror(br, m));
	return m;
}

static void remove_mirror(struct bridge *br, struct mirror *m)
{
	bridge_take_mirror(br, m);
	mirror_free(m);
}

/* A switch whose ports are named p1 to p4 */
static int a_switch_with_names(void **state)
{
	static const char *const names[] = { "p1", "p2", "p3", "p4" };

	if (a_bridge_of_four(state))
		return -1;
	for (port_no no = P1; no <= P4; no++)
		bridge_name_port(*state, no, names[no - P1]);
	return 0;
}

static struct verdict receive(struct bridge *br, port_no in, struct mac src,
			      struct mac dst)
{
	struct frame *f = frames_make(
		&made,
		(struct recipe){ .dst = dst, .src = src, .payload = 46 });
	struct verdict v;

	frame_parse(f);
	decide(br, f, in, 0, &v);
	bridge_commit(br, f, &v, 0);
	return v;
}

static bool wants(struct bridge *br, struct mirror *m,
		  enum mirror_direction direction, port_no no, vlan_id vid)
{
	struct frame *f = frames_make(
		&made,
		(struct recipe){ .dst = ALL, .src = ALICE, .payload = 46 });

	frame_parse(f);
	return mirror_wants(&br->mirrors, m, direction, no, vid, f, &m->frames);
}

static bool takes(struct bridge *br, struct mirror *m, port_no no)
{
	return wants(br, m, MIRROR_IN, no, VLAN_NONE);
}

static void a_port_still_has_256_bytes(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct bridge_port), 256);
}

static void a_mirror_that_is_added_or_removed_is_an_event(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = add_mirror(br, MIRROR_ALL, "p3");

	assert_string_equal(last_event(br, EVENT_MIRROR_ADDED)->text, "m");
	assert_false(has_event(br, EVENT_MIRROR_REMOVED, PORT_NONE));
	remove_mirror(br, m);
	assert_string_equal(last_event(br, EVENT_MIRROR_REMOVED)->text, "m");
}

static void a_monitor_drops_what_it_receives_and_learns_nothing(void **state)
{
	struct bridge *br = *state;
	struct fdb_entry e;
	struct verdict v;

	add_mirror(br, "p1", "p4");
	v = receive(br, P4, DAVE, ALL);

	assert_int_equal(v.reason, REASON_MONITOR_PORT);
	assert_false(fdb_lookup(br->fdb, VLAN_NONE, DAVE, 0, &e));
	assert_int_equal(br->counters[P4].rx_ends[REASON_MONITOR_PORT], 1);
	assert_int_equal(br->port[P4].state, PORT_STATE_MONITOR);
	assert_true(has_event(br, EVENT_PORT_STATE, P4));
}

static void a_monitor_is_left_out_of_forwarding(void **state)
{
	struct bridge *br = *state;
	struct mirror *m;
	struct verdict v;

	receive(br, P4, DAVE, ALL);
	fdb_put(br->fdb, &(struct fdb_entry){
				 .mac = BOB, .port = P4, .state = FDB_STATIC });
	m = add_mirror(br, "p1", "p4");

	/* It is forgotten that dave was there. */
	v = receive(br, P1, ALICE, DAVE);
	assert_int_equal(v.reason, REASON_FLOODED);
	assert_false(portset_has(&v.flood, P4));
	assert_true(portset_has(&v.flood, P2));
	v = receive(br, P1, ALICE, BOB);
	assert_int_equal(v.reason, REASON_EGRESS_DISCARDING);

	remove_mirror(br, m);
	v = receive(br, P1, ALICE, ALL);
	assert_true(portset_has(&v.flood, P4));
	v = receive(br, P4, DAVE, ALICE);
	assert_int_equal(v.reason, REASON_FORWARDED);
}

static void a_monitor_with_ingress_is_a_port_like_others(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = make_mirror("m", "p1", "p4");
	struct verdict v;

	m->ingress = true;
	assert_true(bridge_add_mirror(br, m));
	v = receive(br, P4, DAVE, ALL);
	assert_int_equal(v.reason, REASON_FLOODED);
	v = receive(br, P1, ALICE, DAVE);
	assert_int_equal(v.to, P4);

	/* of two mirrors, one is enough */
	assert_true(bridge_add_mirror(br, make_mirror("n", "p2", "p4")));
	assert_int_equal(br->port[P4].state, PORT_STATE_FORWARDING);
	remove_mirror(br, m);
	assert_int_equal(br->port[P4].state, PORT_STATE_MONITOR);
}

static void a_monitor_that_is_down_drops_for_that_reason(void **state)
{
	struct bridge *br = *state;

	add_mirror(br, "p1", "p4");
	bridge_set_up(br, P4, false);
	assert_int_equal(br->port[P4].state, PORT_STATE_DISABLED);
	assert_int_equal(receive(br, P4, DAVE, ALL).reason, REASON_PORT_DOWN);
	bridge_errdisable(br, P4, ERRDISABLE_LOOP, INT64_MAX);
	assert_int_equal(receive(br, P4, DAVE, ALL).reason, REASON_ERRDISABLED);
	bridge_recover(br, P4);
	assert_int_equal(receive(br, P4, DAVE, ALL).reason, REASON_PORT_DOWN);
	bridge_set_up(br, P4, true);
	assert_int_equal(receive(br, P4, DAVE, ALL).reason,
			 REASON_MONITOR_PORT);
}

static void a_port_becomes_a_monitor_by_its_name(void **state)
{
	struct bridge *br = *state;
	const struct mirror *m = add_mirror(br, "all", "tap9");

	assert_int_equal(m->monitor, PORT_NONE);
	bridge_name_port(br, P4, "tap9");
	assert_int_equal(m->monitor, P4);
	assert_int_equal(br->port[P4].state, PORT_STATE_MONITOR);

	bridge_name_port(br, P4, "p4");
	assert_int_equal(m->monitor, PORT_NONE);
	assert_int_equal(br->port[P4].state, PORT_STATE_FORWARDING);

	bridge_name_port(br, P3, "tap9");
	bridge_del_port(br, P3);
	assert_int_equal(m->monitor, PORT_NONE);
	assert_int_equal(bridge_add_port(br, 1500), P3);
	bridge_set_up(br, P3, true);
	assert_int_equal(br->port[P3].state, PORT_STATE_FORWARDING);
}

static void ports_are_selected_by_name(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = add_mirror(br, "p1,vm*", "p4");

	assert_true(takes(br, m, P1));
	assert_false(takes(br, m, P2));
	bridge_name_port(br, P2, "vm7");
	assert_true(takes(br, m, P2));
	bridge_name_port(br, P1, "other");
	assert_false(takes(br, m, P1));
	assert_int_equal(m->frames, 2);
}

static void ports_of_which_frames_may_be_copied_are_known(void **state)
{
	struct bridge *br = *state;
	const struct mirrors *mirrors = &br->mirrors;
	struct mirror *m = make_mirror("m", "p1,vm*", "p4");
	struct mirror *n = make_mirror("n", "all", "p3");

	m->direction = MIRROR_IN;
	assert_true(bridge_add_mirror(br, m));
	assert_true(portset_has(&mirrors->in, P1));
	assert_false(portset_has(&mirrors->in, P2));
	assert_false(mirrors->any_out);
	bridge_name_port(br, P2, "vm7");
	assert_true(portset_has(&mirrors->in, P2));
	assert_int_equal(mirrors_at(mirrors, MIRROR_IN, P2), 1);

	n->direction = MIRROR_OUT;
	assert_true(bridge_add_mirror(br, n));
	assert_true(mirrors->any_out && portset_has(&mirrors->out, P1));
	assert_false(portset_has(&mirrors->out, P3));
	assert_false(portset_has(&mirrors->out, P4));
	assert_int_equal(mirrors_at(mirrors, MIRROR_OUT, P2), 1);
	assert_int_equal(mirrors_at(mirrors, MIRROR_BOTH, PORT_NONE), 2);

	remove_mirror(br, m);
	remove_mirror(br, n);
	assert_true(portset_empty(&mirrors->in));
	assert_false(mirrors->any_out);
}

static void a_monitor_that_stays_one_does_not_change_its_state(void **state)
{
	struct bridge *br = *state;
	struct mirror *is = add_mirror(br, "p1", "p4");
	struct mirror *to_be = make_mirror("m", "p2", "p4");
	const struct event *last = last_event(br, EVENT_PORT_STATE);

	assert_non_null(last);
	assert_true(bridge_replace_mirror(br, is, to_be));
	mirror_free(is);
	assert_int_equal(br->mirrors.n, 1);
	assert_true(takes(br, to_be, P2));
	assert_int_equal(br->port[P4].state, PORT_STATE_MONITOR);
	assert_ptr_equal(last_event(br, EVENT_PORT_STATE), last);
}

static void a_monitor_is_never_a_source(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = add_mirror(br, "all", "p4");

	assert_true(takes(br, m, P1));
	assert_false(takes(br, m, P4));
	assert_true(bridge_add_mirror(br, make_mirror("n", "p*", "p3")));
	assert_false(takes(br, m, P3));
	assert_true(takes(br, m, P2));
}

static void
a_port_that_is_named_as_source_and_as_monitor_conflicts(void **state)
{
	struct bridge *br = *state;
	const struct mirrors *mirrors = &br->mirrors;
	const struct mirror *there = add_mirror(br, "p1-p2,vm*", "p4");
	static const struct {
		const char *from, *to;
		bool conflicts;
	} rows[] = {
		{ "p3", "p1", true },	 { "p3", "p2", true },
		{ "p4", "p3", true },	 { "p3,p4", "p5", true },
		{ "p3-p5", "p6", true }, { "p3", "vm1", false },
		{ "p*", "p3", false },	 { "all", "p3", false },
		{ "p3", "p4", false },	 { "p1", "p3", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mirror *m = make_mirror("n", rows[i].from, rows[i].to);

		assert_ptr_equal(mirrors_conflict(mirrors, m),
				 rows[i].conflicts ? there : NULL);
		mirror_free(m);
	}
}

static struct mirror *make_vlan_mirror(const char *name, vlan_id from,
				       vlan_id to)
{
	struct mirror *m = make_mirror(name, MIRROR_ALL, "");

	m->in_vlans = true;
	vids_add(&m->vids, from);
	m->to_vid = to;
	return m;
}

static void copies_in_a_vlan_are_not_copied_into_a_vlan_again(void **state)
{
	struct bridge *br = *state;
	const struct mirrors *mirrors = &br->mirrors;
	struct mirror *there = make_vlan_mirror("there", 10, 900);
	struct mirror *m;
	static const struct {
		vlan_id from, to;
		bool conflicts;
	} rows[] = {
		{ 900, 901, true }, { 20, 10, true },	{ 10, 900, false },
		{ 20, 900, false }, { 10, 901, false },
	};

	assert_true(bridge_add_mirror(br, there));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		m = make_vlan_mirror("m", rows[i].from, rows[i].to);
		assert_ptr_equal(mirrors_conflict(mirrors, m),
				 rows[i].conflicts ? there : NULL);
		mirror_free(m);
	}
	m = make_vlan_mirror("m", 20, 20);
	assert_ptr_equal(mirrors_conflict(mirrors, m), m);
	mirror_free(m);

	/* From the VLAN to a port: this is how the far switch takes them out. */
	m = make_vlan_mirror("m", 900, VLAN_NONE);
	strcpy(m->to, "p4");
	assert_null(mirrors_conflict(mirrors, m));
	mirror_free(m);
}

static void a_port_is_not_mirrored_to_itself(void **state)
{
	const struct bridge *br = *state;
	struct mirror *m = make_mirror("m", "p1,p2", "p2");

	assert_ptr_equal(mirrors_conflict(&br->mirrors, m), m);
	mirror_free(m);
}

static void assert_conflict(const struct bridge *br, struct mirror *m,
			    const char *expected)
{
	const struct mirror *other = mirrors_conflict(&br->mirrors, m);
	char text[MIRROR_CONFLICT_SIZE];

	assert_non_null(other);
	assert_string_equal(mirror_conflict_format(m, other, text), expected);
	mirror_free(m);
}

static void a_conflict_names_the_port_or_the_vlan(void **state)
{
	struct bridge *br = *state;
	struct mirror *far = make_vlan_mirror("far", 10, 900);

	add_mirror(br, "p1", "p4");
	assert_true(bridge_add_mirror(br, far));
	assert_conflict(br, make_mirror("n", "p2", "p1"),
			"port \"p1\" is a source of mirror \"m\", so it "
			"cannot get copies");
	assert_conflict(br, make_mirror("n", "p2,p4", "p3"),
			"port \"p4\" gets the copies of mirror \"m\", so it "
			"cannot be a source");
	assert_conflict(br, make_mirror("n", "p2", "p2"),
			"port \"p2\" cannot be mirrored to itself");
	assert_conflict(br, make_vlan_mirror("n", 20, 10),
			"VLAN 10 is a source of mirror \"far\", so it cannot "
			"get copies");
	assert_conflict(br, make_vlan_mirror("n", 900, 901),
			"VLAN 900 gets the copies of mirror \"far\", so it "
			"cannot be a source");
}

static void directions_vlans_and_filters_select_frames(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = add_mirror(br, "all", "p4");
	struct err err;

	m->direction = MIRROR_OUT;
	assert_false(takes(br, m, P1));
	assert_true(wants(br, m, MIRROR_OUT, P1, VLAN_NONE));
	m->in_vlans = true;
	vids_add(&m->vids, RED);
	assert_false(wants(br, m, MIRROR_OUT, P1, VLAN_NONE));
	assert_false(wants(br, m, MIRROR_OUT, P1, BLUE));
	assert_true(wants(br, m, MIRROR_OUT, P1, RED));

	assert_int_equal(bpf_parse(FROM_ALICE, &m->filter.bpf, &err), 0);
	assert_true(wants(br, m, MIRROR_OUT, P1, RED));
	free(m->filter.bpf);
	assert_int_equal(bpf_parse("6 0 0 0", &m->filter.bpf, &err), 0);
	assert_false(wants(br, m, MIRROR_OUT, P1, RED));
	assert_int_equal(m->frames, 3);
}

static void each_nth_frame_is_wanted(void **state)
{
	struct bridge *br = *state;
	struct mirror *m = add_mirror(br, "p1", "p4");
	int n = 0;

	m->every = 3;
	for (int i = 0; i < 10; i++)
		n += takes(br, m, P1);
	assert_int_equal(n, 3);
	assert_int_equal(m->frames, 10);
	mirror_reset(m);
	assert_int_equal(m->frames, 0);
}

static void no_station_is_learned_in_a_vlan_for_copies(void **state)
{
	struct bridge *br = *state;
	struct vlan_settings settings = { .remote_span = true };
	struct fdb_entry e;

	assert_int_equal(vlan_filtering_set(br, true), 0);
	receive(br, P1, ALICE, ALL);
	assert_true(fdb_lookup(br->fdb, VLAN_PVID_DEFAULT, ALICE, 0, &e));

	vlan_settings_set(br, VLAN_PVID_DEFAULT, &settings);
	assert_false(fdb_lookup(br->fdb, VLAN_PVID_DEFAULT, ALICE, 0, &e));
	assert_false(receive(br, P1, ALICE, ALL).learn);
	assert_int_equal(receive(br, P2, BOB, ALICE).reason, REASON_FLOODED);
}

static void there_is_a_limit_of_mirrors(void **state)
{
	struct bridge *br = *state;
	struct mirror *m;

	for (size_t i = 0; i < MIRRORS_MAX; i++)
		add_mirror(br, "p1", "p4");
	m = make_mirror("more", "p1", "p4");
	assert_false(bridge_add_mirror(br, m));
	mirror_free(m);
}

#define with_names(test)                                                       \
	cmocka_unit_test_setup_teardown(test, a_switch_with_names, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_still_has_256_bytes),
		with_names(a_mirror_that_is_added_or_removed_is_an_event),
		with_names(a_monitor_drops_what_it_receives_and_learns_nothing),
		with_names(a_monitor_is_left_out_of_forwarding),
		with_names(a_monitor_with_ingress_is_a_port_like_others),
		with_names(a_monitor_that_is_down_drops_for_that_reason),
		with_names(a_port_becomes_a_monitor_by_its_name),
		with_names(ports_are_selected_by_name),
		with_names(ports_of_which_frames_may_be_copied_are_known),
		with_names(a_monitor_that_stays_one_does_not_change_its_state),
		with_names(a_monitor_is_never_a_source),
		with_names(
			a_port_that_is_named_as_source_and_as_monitor_conflicts),
		with_names(copies_in_a_vlan_are_not_copied_into_a_vlan_again),
		with_names(a_port_is_not_mirrored_to_itself),
		with_names(a_conflict_names_the_port_or_the_vlan),
		with_names(directions_vlans_and_filters_select_frames),
		with_names(each_nth_frame_is_wanted),
		with_names(no_station_is_learned_in_a_vlan_for_copies),
		with_names(there_is_a_limit_of_mirrors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
