/* SPDX-License-Identifier: BSD-2-Clause */
/* Captures and observers of frames on their way through a switch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_reader.h"
#include "frames.h"
#include "path/pipeline.h"
#include "path/watch.h"
#include "port/tap.h"
#include "two_ports.h"

static struct made made;

static int a_switch_of_two_ports(void **state)
{
	struct reader *r = calloc(1, sizeof(*r));

	r->app = new_switch_of_two_ports(&silent_ops);
	*state = r;
	return r->app ? 0 : -1;
}

static int free_switch(void **state)
{
	struct reader *r = *state;

	if (r->capture) {
		watch_remove(r->app, r->capture);
		capture_free(r->capture);
	}
	app_free(r->app);
	free(r);
	return 0;
}

static void capture(struct reader *r, struct capture_settings settings)
{
	if (!settings.reasons)
		settings.reasons = UINT64_MAX;
	if (!settings.count)
		settings.count = UINT64_MAX;
	r->capture = capture_new(&settings, "test", r->app->now_ns);
	assert_non_null(r->capture);
	assert_true(watch_add(r->app, r->capture));
}

static struct capture_settings both(void)
{
	return (struct capture_settings){ .in = true, .out = true };
}

static void receive(struct app *app, port_no in, struct recipe recipe)
{
	const struct frame *f = frames_make(&made, recipe);
	struct buf buf = { f->data, f->len };

	pipeline_received(app->ports[in], &buf, 1);
}

static struct recipe from_to(struct mac src, struct mac dst)
{
	return (struct recipe){ .src = src, .dst = dst, .type = 0x88b5 };
}

static void a_frame_and_its_copy_are_captured_with_one_id(void **state)
{
	struct reader *r = *state;
	struct packet in, out;

	capture(r, both());
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_SECTION), 1);
	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 2);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 2);
	assert_true(read_packet(r, 0, &in));
	assert_true(read_packet(r, 1, &out));
	assert_int_equal(in.interface, 0);
	assert_int_equal(out.interface, 1);
	assert_int_equal(flags_of(&in) & 3, PCAPNG_INBOUND);
	assert_int_equal(flags_of(&out) & 3, PCAPNG_OUTBOUND);
	assert_int_equal(id_of(&in), id_of(&out));
	assert_int_equal(in.captured_len, made.frame.len);
	assert_memory_equal(in.bytes, made.frame.data, made.frame.len);
	assert_memory_equal(out.bytes, made.frame.data, made.frame.len);
	assert_comment(&in, "flooded");
}

static void a_copy_is_captured_with_the_tag_that_it_leaves_with(void **state)
{
	struct reader *r = *state;
	struct bridge *br = r->app->bridge;
	struct packet in, out;

	assert_int_equal(vlan_filtering_set(br, true), 0);
	vlan_join(br, RED, P1, true);
	vlan_join(br, RED, P2, false);
	br->port[P1].pvid = RED;
	capture(r, both());
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);

	assert_true(read_packet(r, 0, &in));
	assert_true(read_packet(r, 1, &out));
	assert_int_equal(out.len, in.len + VLAN_TAG_SIZE);
	assert_memory_equal(in.bytes + 12, "\x88\xb5", 2);
	assert_memory_equal(out.bytes + 12, "\x81\x00\x00\x0a\x88\xb5", 6);
}

static void a_dropped_frame_is_there_once_with_its_reason(void **state)
{
	struct reader *r = *state;
	struct packet p;
	uint16_t len;

	capture(r, both());
	receive(r->app, P1, from_to(GROUP, BOB));
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_comment(&p, "dropped: group-source: ");
	assert_memory_equal(option(&p, 7, &len), "\x01\x02",
			    2); /* TC_ACT_SHOT */
}

static void
the_copy_of_a_dropped_frame_for_a_mirror_is_not_dropped(void **state)
{
	struct mirror *m = mirror_new("m");
	struct reader *r = *state;
	struct capture_settings s = both();
	struct packet p;

	strcpy(m->ports, "p1");
	strcpy(m->to, "p2");
	assert_true(bridge_add_mirror(r->app->bridge, m));
	s.reasons = UINT64_MAX << REASON_DROPS;
	capture(r, s);
	receive(r->app, P1, from_to(GROUP, BOB));
	read_all(r);

	assert_int_equal(m->copies, 1);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_comment(&p, "dropped: group-source");
}

static void only_frames_that_are_wanted_are_captured(void **state)
{
	struct reader *r = *state;
	struct capture_settings s = both();
	struct packet p;

	s.reasons = UINT64_C(1) << REASON_FORWARDED;
	capture(r, s);
	receive(r->app, P1, from_to(ALICE, BOB)); /* flooded */
	receive(r->app, P2, from_to(BOB, ALICE)); /* forwarded */
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(read_packet(r, i, &p));
		assert_int_equal(id_of(&p), 2);
	}
}

static void one_direction_of_one_port_can_be_captured(void **state)
{
	struct reader *r = *state;
	struct packet p;

	capture(r, (struct capture_settings){ .ports = "p2", .out = true });
	receive(r->app, P1, from_to(ALICE, BOB));
	receive(r->app, P2, from_to(BOB, ALICE));
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 1);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	assert_true(read_packet(r, 0, &p));
	assert_int_equal(id_of(&p), 1);
}

static void a_long_frame_is_cut_to_the_snaplen(void **state)
{
	struct reader *r = *state;
	struct capture_settings s = both();
	struct recipe recipe = from_to(ALICE, BOB);
	struct packet p;

	recipe.payload = 1000;
	s.snaplen = 100;
	capture(r, s);
	receive(r->app, P1, recipe);
	read_all(r);

	assert_true(read_packet(r, 0, &p));
	assert_int_equal(p.captured_len, 100);
	assert_int_equal(p.len, 1014);
}

static const struct recipe gso = {
	.src = { { 2, 0, 0, 0, 0, 0xa } },
	.dst = { { 2, 0, 0, 0, 0, 0xb } },
	.ip = 4,
	.payload = 3000,
	.gso_size = 1000,
};

static void a_gso_frame_is_captured_whole_and_marked(void **state)
{
	struct reader *r = *state;
	struct packet p;

	capture(r, both());
	receive(r->app, P1, gso);
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 2);
	assert_true(read_packet(r, 0, &p));
	assert_true(flags_of(&p) & PCAPNG_GSO);
	assert_true(flags_of(&p) & PCAPNG_CSUM_NOT_READY);
	assert_int_equal(p.len, made.frame.len);
}

static void the_segments_of_a_gso_frame_can_be_captured(void **state)
{
	struct reader *r = *state;
	struct capture_settings s = both();
	struct packet p;

	s.segments = true;
	capture(r, s);
	receive(r->app, P1, gso);
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 6);
	for (size_t i = 0; i < 6; i++) {
		assert_true(read_packet(r, i, &p));
		assert_false(flags_of(&p) &
			     (PCAPNG_GSO | PCAPNG_CSUM_NOT_READY));
		assert_int_equal(id_of(&p), 1);
		assert_true(frames_see(p.bytes, p.len).csums_right);
	}
}

static void a_port_that_appears_later_is_another_interface(void **state)
{
	struct reader *r = *state;
	struct port *port = port_new(&silent_ops, "late");
	struct packet p;
	struct err err;

	capture(r, both());
	port->mtu = 1500;
	port->linked = port->up = true;
	assert_int_equal(app_add_port(r->app, port, &err), 0);
	receive(r->app, port->no, from_to(CAROL, BOB));
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 3);
	assert_true(read_packet(r, 0, &p));
	assert_int_equal(p.interface, 2);
}

static void a_renamed_port_is_another_interface(void **state)
{
	struct reader *r = *state;
	struct packet p;

	capture(r, both());
	receive(r->app, P1, from_to(ALICE, BOB));
	app_rename_port(r->app->ports[P1], "lan1");
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 3);
	assert_int_equal(count(r, PCAPNG_TYPE_STATISTICS), 1);
	assert_true(read_packet(r, 2, &p));
	assert_int_equal(p.interface, 2);
}

static void a_deleted_port_is_captured_no_more(void **state)
{
	struct reader *r = *state;

	capture(r, both());
	app_del_port(r->app, r->app->ports[P2]);
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);
	assert_int_equal(count(r, PCAPNG_TYPE_STATISTICS), 1);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
}

static struct port *a_tap_with_addresses(const char *name)
{
	static const char *const texts[] = { "192.0.2.1/24", "2001:db8::1/64" };
	struct port *port = port_new(&tap_ops, name);
	struct tap_config *config = tap_config(port);

	config->addresses = calloc(2, sizeof(*config->addresses));
	while (config->address_count < 2) {
		size_t i = config->address_count++;

		assert_true(prefix_parse(texts[i], &config->addresses[i]));
	}
	config->has_mac = true;
	config->mac = ALICE;
	return port;
}

/* Whether the n-th block of names has this one only */
static bool name_is(const struct reader *r, size_t n, uint16_t kind,
		    const void *address, size_t len, const char *name)
{
	const uint8_t *b = block(r, PCAPNG_TYPE_NAMES, n);

	return b && u16(b + 8) == kind &&
	       u16(b + 10) == len + strlen(name) + 1 &&
	       !memcmp(b + 12, address, len) &&
	       !strcmp((const char *)b + 12 + len, name);
}

/* One that is added to the switch of a test is not opened */
static void a_host_is_named_like_its_tap(void **state)
{
	struct reader *r = *state;
	struct port *port = a_tap_with_addresses("alice");
	struct err err;

	capture(r, (struct capture_settings){ .ports = "p1", .in = true });
	read_all(r);
	assert_int_equal(count(r, PCAPNG_TYPE_NAMES), 0);
	assert_int_equal(app_add_port(r->app, port, &err), 0);
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_INTERFACE), 1);
	assert_int_equal(count(r, PCAPNG_TYPE_NAMES), 3);
	assert_true(name_is(r, 0, PCAPNG_IPV4, "\xc0\x00\x02\x01", 4, "alice"));
	assert_true(name_is(r, 1, PCAPNG_IPV6,
			    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16,
			    "alice"));
	assert_true(name_is(r, 2, PCAPNG_MAC, ALICE.byte, 6, "alice"));
}

static void a_renamed_host_has_its_new_name(void **state)
{
	struct reader *r = *state;
	struct port *port = a_tap_with_addresses("alice");
	struct err err;

	assert_int_equal(app_add_port(r->app, port, &err), 0);
	capture(r, both());
	app_rename_port(port, "carol");
	read_all(r);

	assert_int_equal(count(r, PCAPNG_TYPE_NAMES), 6);
	assert_true(name_is(r, 0, PCAPNG_IPV4, "\xc0\x00\x02\x01", 4, "alice"));
	assert_true(name_is(r, 3, PCAPNG_IPV4, "\xc0\x00\x02\x01", 4, "carol"));
}

static void frames_that_a_slow_reader_loses_are_counted(void **state)
{
	struct reader *r = *state;
	struct recipe recipe = from_to(ALICE, BOB);
	uint64_t sent = 0, lost = 0;
	struct packet p;
	size_t n;

	recipe.payload = 9000;
	capture(r, (struct capture_settings){ .ports = "p1", .in = true });
	for (; sent < 1000; sent++)
		receive(r->app, P1, recipe);
	read_all(r);
	receive(r->app, P1, recipe);
	sent++;
	assert_true(capture_end(r->capture, r->app->now_ns));
	read_all(r);

	n = count(r, PCAPNG_TYPE_PACKET);
	assert_true(n < sent);
	for (size_t i = 0; i < n; i++) {
		uint16_t len;
		const uint8_t *value;

		read_packet(r, i, &p);
		value = option(&p, 4, &len);
		if (value) {
			uint64_t some;

			memcpy(&some, value, sizeof(some));
			lost += some;
		}
	}
	assert_int_equal(n + lost, sent);
	assert_int_equal(statistic(r, 0, 4), sent);
	assert_int_equal(statistic(r, 0, 5), lost);
	assert_int_equal(statistic(r, 0, 8), n);
}

static void a_capture_that_has_its_number_of_frames_is_full(void **state)
{
	struct reader *r = *state;
	struct capture_settings s = both();

	s.count = 3;
	capture(r, s);
	for (int i = 0; i < 5; i++)
		receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);
	assert_true(capture_is_full(r->capture));
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 3);
}

static void nothing_is_captured_after_the_end(void **state)
{
	struct reader *r = *state;

	capture(r, both());
	receive(r->app, P1, from_to(ALICE, BOB));
	assert_true(capture_end(r->capture, r->app->now_ns));
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 2);
	assert_int_equal(count(r, PCAPNG_TYPE_STATISTICS), 2);
}

static void captures_do_not_disturb_each_other(void **state)
{
	struct reader *r = *state;
	struct capture_settings s = { .in = true,
				      .reasons = UINT64_MAX,
				      .count = UINT64_MAX };
	struct capture *other = capture_new(&s, "test", r->app->now_ns);
	size_t len;

	assert_true(watch_add(r->app, other));
	capture(r, (struct capture_settings){ .out = true });
	watch_remove(r->app, other);
	receive(r->app, P1, from_to(ALICE, BOB));
	read_all(r);
	assert_int_equal(count(r, PCAPNG_TYPE_PACKET), 1);
	while (capture_take(other, SIZE_MAX, &len))
		assert_true(len < 1000); /* no packet, only its head */
	capture_free(other);
}

/* An observer, and what it was told: how many frames, and whether the source
 * of the last was known then */
struct witness {
	struct observer observer;
	const struct app *app;
	unsigned int frames;
	bool has_known;
};

static void witness(struct observer *o, const struct frame *f,
		    const struct verdict *v)
{
	struct witness *w = (struct witness *)o;
	struct fdb_entry e;

	w->frames++;
	w->has_known = fdb_lookup(w->app->bridge->fdb, v->vid, f->src,
				  w->app->now_ms, &e);
}

static struct witness witness_of(const struct app *app, const char *ports)
{
	struct witness w = { .observer.received = witness, .app = app };

	strcpy(w.observer.ports, ports);
	return w;
}

static void an_observer_is_told_before_the_source_is_learned(void **state)
{
	struct app *app = ((struct reader *)*state)->app;
	struct witness w = witness_of(app, "");

	assert_true(watch_observe(app, &w.observer));
	receive(app, P1, from_to(ALICE, BOB));
	assert_int_equal(w.frames, 1);
	assert_false(w.has_known);
	receive(app, P1, from_to(ALICE, BOB));
	assert_true(w.has_known);
	receive(app, P2, from_to(GROUP, BOB)); /* dropped */
	assert_int_equal(w.frames, 3);
	watch_unobserve(app, &w.observer);
	receive(app, P1, from_to(ALICE, BOB));
	assert_int_equal(w.frames, 3);
}

static void an_observer_is_told_of_ports_by_their_names(void **state)
{
	struct app *app = ((struct reader *)*state)->app;
	struct witness w = witness_of(app, "p2,vm*");

	assert_true(watch_observe(app, &w.observer));
	receive(app, P1, from_to(ALICE, BOB));
	assert_int_equal(w.frames, 0);
	app_rename_port(app->ports[P1], "vm1");
	receive(app, P1, from_to(ALICE, BOB));
	receive(app, P2, from_to(BOB, ALICE));
	assert_int_equal(w.frames, 2);
	app_rename_port(app->ports[P1], "p1");
	app_del_port(app, app->ports[P2]);
	assert_false(watch_wants(app, P1));
	assert_false(watch_wants(app, P2));
	watch_unobserve(app, &w.observer);
}

static void there_are_only_so_many_observers(void **state)
{
	struct app *app = ((struct reader *)*state)->app;
	struct witness all[WATCH_MAX + 1];

	for (size_t i = 0; i <= WATCH_MAX; i++) {
		all[i] = witness_of(app, "");
		assert_int_equal(watch_observe(app, &all[i].observer),
				 i < WATCH_MAX);
	}
	watch_unobserve(app, &all[3].observer);
	assert_true(watch_observe(app, &all[WATCH_MAX].observer));
	receive(app, P1, from_to(ALICE, BOB));
	for (size_t i = 0; i <= WATCH_MAX; i++) {
		assert_int_equal(all[i].frames, i != 3);
		watch_unobserve(app, &all[i].observer);
	}
	assert_false(watch_wants(app, P1));
}

static uint64_t seq_of(const struct bridge *br, enum event_kind kind)
{
	const struct event *e = last_event(br, kind);

	assert_non_null(e);
	return e->seq;
}

/* Whoever is shown a frame can still ask what was known when it came. */
static void a_frame_is_shown_before_anything_changes(void **state)
{
	struct reader *r = *state;
	struct bridge *br = r->app->bridge;

	assert_true(bridge_add_marker(br, marker_new("m")));
	receive(r->app, P1, from_to(ALICE, BOB));
	assert_true(seq_of(br, EVENT_MARKER) < seq_of(br, EVENT_FDB_LEARNED));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_switch_of_two_ports, free_switch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_frame_and_its_copy_are_captured_with_one_id),
		TEST(a_copy_is_captured_with_the_tag_that_it_leaves_with),
		TEST(a_dropped_frame_is_there_once_with_its_reason),
		TEST(the_copy_of_a_dropped_frame_for_a_mirror_is_not_dropped),
		TEST(only_frames_that_are_wanted_are_captured),
		TEST(one_direction_of_one_port_can_be_captured),
		TEST(a_long_frame_is_cut_to_the_snaplen),
		TEST(a_gso_frame_is_captured_whole_and_marked),
		TEST(the_segments_of_a_gso_frame_can_be_captured),
		TEST(a_port_that_appears_later_is_another_interface),
		TEST(a_renamed_port_is_another_interface),
		TEST(a_deleted_port_is_captured_no_more),
		TEST(a_host_is_named_like_its_tap),
		TEST(a_renamed_host_has_its_new_name),
		TEST(frames_that_a_slow_reader_loses_are_counted),
		TEST(a_capture_that_has_its_number_of_frames_is_full),
		TEST(nothing_is_captured_after_the_end),
		TEST(captures_do_not_disturb_each_other),
		TEST(a_frame_is_shown_before_anything_changes),
		TEST(an_observer_is_told_before_the_source_is_learned),
		TEST(an_observer_is_told_of_ports_by_their_names),
		TEST(there_are_only_so_many_observers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
