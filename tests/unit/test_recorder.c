/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "capture/recorder.h"
#include "frame/parse.h"
#include "frames.h"
#include "stations.h"

#define FRAMES	4
#define SNAPLEN 64

static struct made made;

static int a_recorder_of_four_frames(void **state)
{
	*state = recorder_new(FRAMES, SNAPLEN);
	return *state ? 0 : -1;
}

static int free_recorder(void **state)
{
	recorder_free(*state);
	return 0;
}

static struct verdict forwarded(port_no in, port_no to)
{
	return (struct verdict){
		.reason = REASON_FORWARDED,
		.in = in,
		.to = to,
	};
}

static struct verdict flooded(port_no in, vlan_id vid, port_no one,
			      port_no other)
{
	struct verdict v = { .reason = REASON_FLOODED, .in = in, .vid = vid };

	portset_add(&v.flood, one);
	portset_add(&v.flood, other);
	return v;
}

/* Records a frame of alice for bob, whose id and time in ns are @id. */
static void note(struct recorder *r, uint64_t id, struct verdict v)
{
	struct frame *f = frames_make(&made, (struct recipe){
						     .dst = BOB,
						     .src = ALICE,
						     .type = 0x88b5,
						     .payload = 100,
					     });

	frame_parse(f);
	f->id = id;
	recorder_note(r, f, &v, (int64_t)id);
}

static const struct record *record_of(const struct recorder *r, uint64_t id)
{
	const struct record *record;
	uint64_t place = 0;

	while ((record = recorder_next(r, &place)))
		if (record->id == id)
			return record;
	return NULL;
}

static void assert_ports(const struct recorder *r, uint64_t id, port_no one,
			 port_no other)
{
	struct portset ports;

	assert_true(recorder_ports(r, record_of(r, id), &ports));
	assert_int_equal(portset_count(&ports), one == other ? 1 : 2);
	assert_true(portset_has(&ports, one));
	assert_true(portset_has(&ports, other));
}

static void a_record_has_the_first_bytes_and_what_became_of_them(void **state)
{
	struct recorder *r = *state;
	const struct record *record;
	struct frame f;

	note(r, 7, forwarded(P1, P2));
	record = record_of(r, 7);
	assert_int_equal(record->at_ns, 7);
	assert_int_equal(record->in, P1);
	assert_int_equal(record->reason, REASON_FORWARDED);
	assert_int_equal(record->len, made.frame.len);
	assert_int_equal(record->kept, SNAPLEN);
	assert_memory_equal(record->data, made.frame.data, SNAPLEN);
	assert_ports(r, 7, P2, P2);
	assert_true(record_frame(record, &f));
	assert_true(mac_equal(f.src, ALICE));
	assert_true(mac_equal(f.dst, BOB));
	assert_int_equal(f.type, 0x88b5);
	assert_int_equal(f.id, 7);
}

static void a_runt_is_recorded_and_has_no_fields(void **state)
{
	struct recorder *r = *state;
	struct frame *f = frames_make(&made, (struct recipe){ 0 });
	const struct verdict v = { .reason = REASON_RUNT, .in = P1 };

	f->len = 13;
	frame_parse(f);
	recorder_note(r, f, &v, 0);
	assert_int_equal(record_of(r, 0)->kept, 13);
	assert_false(record_frame(record_of(r, 0), f));
}

static void a_gso_frame_of_which_little_was_kept_has_its_addresses(void **state)
{
	struct recorder *r = *state;
	const struct verdict v = forwarded(P1, P2);
	struct frame *f = frames_make(&made, (struct recipe){
						     .dst = BOB,
						     .src = ALICE,
						     .ip = 4,
						     .payload = 5000,
						     .gso_size = 1000,
					     });
	struct frame read;

	assert_int_equal(frame_parse(f), FRAME_OK);
	recorder_note(r, f, &v, 0);
	assert_true(record_frame(record_of(r, 0), &read));
	assert_int_equal(read.error, FRAME_OK);
	assert_int_equal(read.type, 0x0800);
	assert_true(mac_equal(read.src, ALICE));
	assert_int_equal(read.packet_len, f->packet_len);
}

static void a_frame_of_which_little_was_kept_has_its_whole_length(void **state)
{
	struct recorder *r = *state;
	struct frame read;

	note(r, 1, forwarded(P1, P2));
	assert_true(record_frame(record_of(r, 1), &read));
	assert_int_equal(read.len, SNAPLEN);
	assert_int_equal(read.packet_len, 100);
}

static void the_oldest_record_is_overwritten(void **state)
{
	struct recorder *r = *state;
	const struct record *record;
	uint64_t place = 0, expected = 3;

	for (uint64_t id = 1; id <= FRAMES + 2; id++)
		note(r, id, forwarded(P1, P2));
	while ((record = recorder_next(r, &place)))
		assert_int_equal(record->id, expected++);
	assert_int_equal(expected, FRAMES + 3);
}

static void a_reader_that_was_overtaken_goes_on_with_the_oldest(void **state)
{
	struct recorder *r = *state;
	uint64_t place = 0;

	note(r, 1, forwarded(P1, P2));
	assert_int_equal(recorder_next(r, &place)->id, 1);
	for (uint64_t id = 2; id <= FRAMES + 3; id++)
		note(r, id, forwarded(P1, P2));
	assert_int_equal(recorder_next(r, &place)->id, 4);
}

static void a_place_is_found_by_time(void **state)
{
	struct recorder *r = *state;
	uint64_t place = recorder_place(r, 0);

	assert_null(recorder_next(r, &place));
	for (uint64_t id = 10; id <= 60; id += 10)
		note(r, id, forwarded(P1, P2));
	for (int64_t ns = 0; ns <= 60; ns++) {
		int64_t first = ns < 30 ? 30 : (ns + 9) / 10 * 10;

		place = recorder_place(r, ns);
		assert_int_equal(recorder_next(r, &place)->at_ns, first);
	}
	place = recorder_place(r, 61);
	assert_null(recorder_next(r, &place));
}

static void
the_newest_records_are_as_many_as_wanted_or_as_there_are(void **state)
{
	struct recorder *r = *state;
	uint64_t place;

	for (uint64_t id = 10; id <= 60; id += 10)
		note(r, id, forwarded(P1, P2));

	place = recorder_newest(r, 2);
	assert_int_equal(recorder_next(r, &place)->id, 50);
	assert_int_equal(recorder_next(r, &place)->id, 60);
	assert_null(recorder_next(r, &place));
	place = recorder_newest(r, UINT64_MAX);
	assert_int_equal(recorder_next(r, &place)->id, 30);
}

static void it_is_known_how_far_back_all_frames_are_recorded(void **state)
{
	struct recorder *r = *state;

	for (uint64_t id = 10; id <= 40; id += 10)
		note(r, id, forwarded(P1, P2));
	assert_true(recorder_reaches(r, 0));
	note(r, 50, forwarded(P1, P2));
	assert_false(recorder_reaches(r, 20));
	assert_true(recorder_reaches(r, 21));
}

static void each_flooded_frame_has_its_own_ports(void **state)
{
	struct recorder *r = *state;

	note(r, 1, flooded(P1, RED, P2, P3));
	note(r, 2, flooded(P1, BLUE, P2, P4));
	note(r, 3, flooded(P2, RED, P1, P3));
	note(r, 4, flooded(P1, RED, P2, P3));
	assert_ports(r, 1, P2, P3);
	assert_ports(r, 2, P2, P4);
	assert_ports(r, 3, P1, P3);
	assert_ports(r, 4, P2, P3);
}

static void other_ports_later_leave_those_of_earlier_frames(void **state)
{
	struct recorder *r = *state;

	note(r, 1, flooded(P1, RED, P2, P3));
	note(r, 2, flooded(P1, RED, P2, P4));
	note(r, 3, flooded(P1, RED, P2, P3));
	assert_ports(r, 1, P2, P3);
	assert_ports(r, 2, P2, P4);
	assert_ports(r, 3, P2, P3);
}

static void ports_that_were_overwritten_are_not_another_frame_s(void **state)
{
	struct recorder *r = recorder_new(2048, RECORDER_SNAPLEN);
	struct portset ports;
	uint64_t id = 1;

	(void)state;
	assert_non_null(r);
	/* there is room for 1,024 sets */
	for (int i = 0; i < 512; i++) {
		note(r, id++, flooded(P1, RED, P2, P3));
		note(r, id++, flooded(P1, RED, P2, P4));
	}
	assert_ports(r, 1, P2, P3);
	note(r, id, flooded(P1, RED, P2, P3));
	assert_false(recorder_ports(r, record_of(r, 1), &ports));
	assert_ports(r, 2, P2, P4);
	assert_ports(r, id, P2, P3);
	recorder_free(r);
}

static void a_drop_has_no_ports(void **state)
{
	struct recorder *r = *state;
	struct portset ports;

	note(r, 1, (struct verdict){ .reason = REASON_VLAN_INGRESS, .in = P1 });
	assert_true(recorder_ports(r, record_of(r, 1), &ports));
	assert_true(portset_empty(&ports));
}

#define TEST(f)                                                                \
	cmocka_unit_test_setup_teardown(f, a_recorder_of_four_frames,          \
					free_recorder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_record_has_the_first_bytes_and_what_became_of_them),
		TEST(a_runt_is_recorded_and_has_no_fields),
		TEST(a_gso_frame_of_which_little_was_kept_has_its_addresses),
		TEST(a_frame_of_which_little_was_kept_has_its_whole_length),
		TEST(the_oldest_record_is_overwritten),
		TEST(a_reader_that_was_overtaken_goes_on_with_the_oldest),
		TEST(a_place_is_found_by_time),
		TEST(the_newest_records_are_as_many_as_wanted_or_as_there_are),
		TEST(it_is_known_how_far_back_all_frames_are_recorded),
		TEST(each_flooded_frame_has_its_own_ports),
		TEST(other_ports_later_leave_those_of_earlier_frames),
		TEST(ports_that_were_overwritten_are_not_another_frame_s),
		TEST(a_drop_has_no_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
