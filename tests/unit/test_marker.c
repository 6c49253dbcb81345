/* SPDX-License-Identifier: BSD-2-Clause */
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
#include "frames.h"
#include "frame/parse.h"

/* Programs for "ether src 02:00:00:00:00:0a" and the same with 0b */
#define FROM_ALICE "32 0 0 8,21 0 3 10,40 0 0 6,21 0 1 512,6 0 0 262144,6 0 0 0"
#define FROM_BOB   "32 0 0 8,21 0 3 11,40 0 0 6,21 0 1 512,6 0 0 262144,6 0 0 0"

static struct made made;

static struct marker *add_marker(struct bridge *br, const char *name,
				 const char *ports, const char *program)
{
	struct marker *m = marker_new(name);
	struct err err;

	assert_non_null(m);
	snprintf(m->ports, sizeof(m->ports), "%s", ports);
	if (program)
		assert_int_equal(bpf_parse(program, &m->filter.bpf, &err), 0);
	assert_true(bridge_add_marker(br, m));
	return m;
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

/* What the pipeline does with a frame, without the rest of it */
static void receive(struct bridge *br, port_no in, struct mac src,
		    struct mac dst, int64_t now_ms)
{
	struct frame *f = frames_make(
		&made,
		(struct recipe){ .dst = dst, .src = src, .payload = 46 });
	struct verdict v;

	frame_parse(f);
	decide(br, f, in, now_ms, &v);
	bridge_commit(br, f, &v, now_ms);
	bridge_mark(br, f, &v, now_ms);
}

static uint64_t count_events(const struct bridge *br, uint64_t *frames)
{
	struct event_reader reader = { 0 };
	const struct event *e;
	uint64_t missed, n = 0;

	*frames = 0;
	while ((e = event_read(&br->events, &reader, &missed))) {
		assert_int_equal(missed, 0);
		if (e->kind != EVENT_MARKER)
			continue;
		*frames += e->excess;
		n++;
	}
	return n;
}

static void a_marker_counts_the_frames_that_its_filter_selects(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "alice", "", FROM_ALICE);

	receive(br, P1, ALICE, BOB, SECOND);
	receive(br, P2, BOB, ALICE, 2 * SECOND);
	receive(br, P1, ALICE, BOB, 3 * SECOND);
	receive(br, P2, BOB, ALICE, 4 * SECOND);
	assert_int_equal(m->frames, 2);
	assert_int_equal(m->bytes, 2 * 60);
	assert_int_equal(m->last_ms, 3 * SECOND);
}

static void a_marker_selects_frames_of_its_ports_only(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "m", "p1,p3-p4", NULL);

	for (port_no no = P1; no <= P4; no++)
		receive(br, no, visitor(no), ALL, 0);
	assert_int_equal(m->frames, 3);
}

static void
a_port_that_is_renamed_or_added_is_selected_by_its_name(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "m", "vm*", NULL);
	port_no added;

	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(m->frames, 0);
	bridge_name_port(br, P1, "vm1");
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(m->frames, 1);
	bridge_name_port(br, P1, "p1");
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(m->frames, 1);

	added = bridge_add_port(br, 1500);
	bridge_name_port(br, added, "vm2");
	bridge_set_up(br, added, true);
	receive(br, added, BOB, ALL, 0);
	assert_int_equal(m->frames, 2);
}

/* Frames of other ports are not compared at all. */
static void it_is_known_of_which_ports_frames_are_selected(void **state)
{
	struct bridge *br = *state;
	struct markers *markers = &br->markers;
	struct marker *all;

	add_marker(br, "m", "p2,vm*", NULL);
	assert_false(portset_has(&markers->in, P1));
	assert_true(portset_has(&markers->in, P2));
	bridge_name_port(br, P1, "vm1");
	bridge_name_port(br, P2, "lan2");
	assert_true(portset_has(&markers->in, P1));
	assert_false(portset_has(&markers->in, P2));

	all = add_marker(br, "all", "", NULL);
	assert_int_equal(portset_count(&markers->in), 4);
	bridge_take_marker(br, all);
	marker_free(all);
	assert_int_equal(portset_count(&markers->in), 1);
}

static void a_marker_that_is_added_or_removed_is_an_event(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "ping", "", NULL);

	assert_true(has_event(br, EVENT_MARKER_ADDED, PORT_NONE));
	assert_string_equal(last_event(br, EVENT_MARKER_ADDED)->text, "ping");
	assert_false(has_event(br, EVENT_MARKER_REMOVED, PORT_NONE));
	bridge_take_marker(br, m);
	marker_free(m);
	assert_string_equal(last_event(br, EVENT_MARKER_REMOVED)->text, "ping");
}

static void each_marker_that_selects_a_frame_counts_it(void **state)
{
	struct bridge *br = *state;
	struct marker *alice = add_marker(br, "alice", "", FROM_ALICE);
	struct marker *bob = add_marker(br, "bob", "", FROM_BOB);
	struct marker *all = add_marker(br, "all", "", NULL);

	receive(br, P1, ALICE, BOB, 0);
	receive(br, P2, BOB, ALICE, 0);
	receive(br, P3, CAROL, ALICE, 0);
	assert_int_equal(alice->frames, 1);
	assert_int_equal(bob->frames, 1);
	assert_int_equal(all->frames, 3);
}

static void
the_event_has_the_marker_the_port_the_source_and_the_reason(void **state)
{
	struct bridge *br = *state;
	const struct event *e;

	add_marker(br, "alice", "", FROM_ALICE);
	receive(br, P1, ALICE, ALL, 0);
	e = last_event(br, EVENT_MARKER);
	assert_non_null(e);
	assert_string_equal(e->text, "alice");
	assert_int_equal(e->port, P1);
	assert_string_equal(e->name, "p1");
	assert_true(mac_equal(e->mac, ALICE));
	assert_int_equal(e->value, REASON_FLOODED);
	assert_int_equal(e->excess, 1);

	bridge_set_up(br, P1, false);
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(last_event(br, EVENT_MARKER)->value, REASON_PORT_DOWN);
}

static void the_event_names_the_vlan(void **state)
{
	struct bridge *br = *state;

	assert_int_equal(vlan_filtering_set(br, true), 0);
	add_marker(br, "m", "", NULL);
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(last_event(br, EVENT_MARKER)->vid, VLAN_PVID_DEFAULT);
}

static void a_frame_that_cannot_be_parsed_is_selected_too(void **state)
{
	struct bridge *br = *state;
	struct marker *all = add_marker(br, "all", "", NULL);
	struct marker *alice = add_marker(br, "alice", "", FROM_ALICE);
	struct frame *f = frames_make(&made, (struct recipe){ .src = ALICE });
	struct verdict v;

	f->len = 13;
	frame_parse(f);
	decide(br, f, P1, 0, &v);
	bridge_mark(br, f, &v, 0);
	assert_int_equal(all->frames, 1);
	assert_int_equal(alice->frames, 1);
	assert_int_equal(last_event(br, EVENT_MARKER)->value, REASON_RUNT);
	assert_true(mac_is_zero(last_event(br, EVENT_MARKER)->mac));

	f->len = 8;
	frame_parse(f);
	bridge_mark(br, f, &v, 0);
	assert_int_equal(all->frames, 2);
	assert_int_equal(alice->frames, 1);
}

/* The sums agree although most frames have no event of their own. */
static void a_marker_writes_a_limited_number_of_events_each_second(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "m", "", NULL);
	uint64_t frames;

	for (int i = 0; i < MARKER_EVENTS_PER_S + 500; i++)
		receive(br, P1, ALICE, ALL, SECOND);
	assert_int_equal(count_events(br, &frames), MARKER_EVENTS_PER_S);
	assert_int_equal(frames, MARKER_EVENTS_PER_S);
	assert_int_equal(m->frames, MARKER_EVENTS_PER_S + 500);

	receive(br, P1, ALICE, ALL, 2 * SECOND);
	assert_int_equal(last_event(br, EVENT_MARKER)->excess, 501);
	receive(br, P1, ALICE, ALL, 2 * SECOND);
	assert_int_equal(last_event(br, EVENT_MARKER)->excess, 1);
	assert_int_equal(count_events(br, &frames), MARKER_EVENTS_PER_S + 2);
	assert_int_equal(frames, m->frames);
}

static void counts_start_again_after_a_reset(void **state)
{
	struct bridge *br = *state;
	struct marker *m = add_marker(br, "m", "", NULL);

	receive(br, P1, ALICE, ALL, 0);
	marker_reset(m);
	assert_int_equal(m->frames, 0);
	assert_int_equal(m->bytes, 0);
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(m->frames, 1);
}

static void markers_are_found_and_taken_by_name(void **state)
{
	struct bridge *br = *state;
	struct marker *a = add_marker(br, "a", "", NULL);
	struct marker *b = add_marker(br, "b", "", NULL);
	struct marker *c = add_marker(br, "c", "", NULL);

	assert_ptr_equal(markers_find(&br->markers, "b"), b);
	bridge_take_marker(br, b);
	assert_null(markers_find(&br->markers, "b"));
	receive(br, P1, ALICE, ALL, 0);
	assert_int_equal(a->frames, 1);
	assert_int_equal(b->frames, 0);
	assert_int_equal(c->frames, 1);
	marker_free(b);
}

static void the_number_of_markers_is_limited(void **state)
{
	struct bridge *br = *state;
	struct marker *first = add_marker(br, "first", "", NULL);
	struct marker *more = marker_new("more");

	for (int i = 1; i < MARKERS_MAX; i++)
		add_marker(br, "m", "", NULL);
	assert_false(bridge_add_marker(br, more));
	bridge_take_marker(br, first);
	marker_free(first);
	assert_true(bridge_add_marker(br, more));
}

static void markers_are_equal_if_their_settings_are(void **state)
{
	struct bridge *br = *state;
	struct marker *a = add_marker(br, "m", "p1", FROM_ALICE);
	struct marker *same = add_marker(br, "m", "p1", FROM_ALICE);

	receive(br, P1, ALICE, ALL, 0);
	marker_reset(same);
	assert_true(marker_equal(a, same));
	assert_false(marker_equal(a, add_marker(br, "n", "p1", FROM_ALICE)));
	assert_false(marker_equal(a, add_marker(br, "m", "p2", FROM_ALICE)));
	assert_false(marker_equal(a, add_marker(br, "m", "p1", FROM_BOB)));
	assert_false(marker_equal(a, add_marker(br, "m", "p1", NULL)));
	same->filter.text = strdup("ether src 02:00:00:00:00:0a");
	assert_false(marker_equal(a, same));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, a_switch_with_names, free_bridge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_marker_counts_the_frames_that_its_filter_selects),
		TEST(a_marker_selects_frames_of_its_ports_only),
		TEST(a_port_that_is_renamed_or_added_is_selected_by_its_name),
		TEST(it_is_known_of_which_ports_frames_are_selected),
		TEST(a_marker_that_is_added_or_removed_is_an_event),
		TEST(each_marker_that_selects_a_frame_counts_it),
		TEST(the_event_has_the_marker_the_port_the_source_and_the_reason),
		TEST(the_event_names_the_vlan),
		TEST(a_frame_that_cannot_be_parsed_is_selected_too),
		TEST(a_marker_writes_a_limited_number_of_events_each_second),
		TEST(counts_start_again_after_a_reset),
		TEST(markers_are_found_and_taken_by_name),
		TEST(the_number_of_markers_is_limited),
		TEST(markers_are_equal_if_their_settings_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
