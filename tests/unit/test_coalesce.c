/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "coalescing.h"

static void consecutive_segments_become_a_gso_frame(void **state)
{
	const struct frame *f;
	struct recipe r = stream(4);
	(void)state;

	add_stream(&r, 4);
	assert_merged(4);

	f = out[0].frame;
	assert_int_equal(f->needs, OFFLOAD_CSUM | OFFLOAD_TSO4);
	assert_int_equal(f->gso_size, 1000);
	assert_int_equal(f->head_len, 14 + 20 + 32);
	assert_int_equal(f->len, f->head_len + 4000);
	assert_int_equal(f->packet_len, frames[0]->packet_len);
	for (uint32_t i = 0; i < 4000; i++)
		if (f->data[f->head_len + i] != payload_byte(i))
			fail_msg("byte %u of the payload differs", i);
}

static void consecutive_segments_over_ipv6_become_a_gso_frame(void **state)
{
	struct recipe r = stream(6);
	(void)state;

	add_stream(&r, 4);
	assert_merged(4);

	assert_int_equal(out[0].frame->needs, OFFLOAD_CSUM | OFFLOAD_TSO6);
	assert_int_equal(out[0].frame->head_len, 14 + 40 + 32);
}

static void any_number_of_segments_of_any_size_can_be_merged(void **state)
{
	(void)state;
	for (size_t segments = 2; segments <= COALESCE_MAX; segments += 7)
		for (uint32_t payload = 1; payload < 900; payload += 83) {
			struct recipe r = stream(payload % 2 ? 4 : 6);

			an_empty_list(NULL);
			r.payload = payload;
			add_stream(&r, segments);
			assert_merged(segments);
		}
}

static void an_empty_list_stays_empty_and_a_single_frame_as_it_is(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	merge_for(OFFLOAD_ALL);
	assert_int_equal(count, 0);

	add_next(&r);
	assert_merged(1);
}

static void a_port_gets_only_gso_frames_that_it_supports(void **state)
{
	struct recipe r4 = stream(4), r6 = stream(6);
	(void)state;

	add_stream(&r4, 2);
	add_stream(&r6, 2);

	merge_for(OFFLOAD_CSUM | OFFLOAD_TSO4);
	assert_int_equal(count, 3);
	assert_int_equal(out[0].count, 2);
	merge_for(OFFLOAD_CSUM | OFFLOAD_TSO6);
	assert_int_equal(count, 3);
	assert_int_equal(out[2].count, 2);
	merge_for(OFFLOAD_CSUM | OFFLOAD_USO);
	assert_int_equal(count, 4);
	merge_for(OFFLOAD_TSO4 | OFFLOAD_TSO6);
	assert_int_equal(count, 4);
	merge_for(0);
	assert_int_equal(count, 4);
}

static void segments_with_different_tags_are_not_merged(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.tags = 2;
	r.tci = 0xa00a;
	r = two_of(r);
	assert_merged(2);
	assert_int_equal(out[0].frame->tags, 2);

	r.tci ^= 0x2000; /* another priority */
	add_next(&r);
	r.tags = 1;
	add_next(&r);
	r.tags = 0;
	add_next(&r);
	assert_merged(2, 1, 1, 1);
}

static void a_shorter_segment_ends_the_run(void **state)
{
	struct recipe r = two_of(stream(4));
	(void)state;

	r.payload = 1;
	add_next(&r);
	add_next(&r);
	r.payload = 1000;
	add_stream(&r, 2);

	assert_merged(3, 1, 2);

	r = two_of(stream(6));
	r.payload = 999;
	add_next(&r);
	r.payload = 1000;
	r.tcp_seq++; /* as if the segment before had the full length */
	add_next(&r);
	assert_merged(3, 1);
}

static void a_longer_segment_begins_a_new_run(void **state)
{
	struct recipe r = two_of(stream(6));
	(void)state;

	r.payload = 1001;
	add_stream(&r, 3);

	assert_merged(2, 3);
}

static void a_segment_with_psh_or_fin_ends_the_run(void **state)
{
	const uint8_t ends[] = { TCP_PSH, TCP_FIN, TCP_PSH | TCP_FIN };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		struct recipe r = two_of(stream(i % 2 ? 4 : 6));

		r.tcp_flags = TCP_ACK | ends[i];
		add_next(&r);
		add_next(&r); /* ends the run, too */
		r.tcp_flags = TCP_ACK;
		add_stream(&r, 2);

		assert_merged(3, 1, 2);
		assert_int_equal(
			frames_see(out[0].frame->data, out[0].frame->len)
				.tcp_flags,
			TCP_ACK | ends[i]);
	}
}

static void acknowledgements_are_neither_merged_nor_reordered(void **state)
{
	struct recipe r = two_of(stream(4));
	(void)state;

	r.payload = 0;
	add_stream(&r, 2);
	r.payload = 1000;
	add_stream(&r, 2);

	assert_merged(2, 1, 1, 2);
}

static void a_segment_that_is_not_next_begins_a_new_run(void **state)
{
	struct recipe r = two_of(stream(4));
	struct recipe again = r;
	(void)state;

	add_next(&r);
	add_next(&again); /* a retransmission */
	r.tcp_seq += 1000;
	r.ip_id++;
	add_stream(&r, 2); /* after a gap */
	assert_merged(3, 1, 2);

	r = stream(6); /* in the wrong order */
	an_empty_list(NULL);
	for (int i = 0; i < 3; i++, r.tcp_seq -= r.payload)
		add(r);
	assert_all_apart();
}

static void sequence_numbers_and_identifications_may_wrap(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.tcp_seq = UINT32_MAX - 1499;
	r.ip_id = 0xfffe;
	add_stream(&r, 4);

	assert_merged(4);
}

static void a_partial_checksum_is_trusted(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.csum_only = true;
	r = two_of(r);
	r.csum_only = false;
	add_next(&r);
	assert_merged(3);

	flip(1, 14 + 20 + 16, 1); /* a wrong sum of the pseudo-header */
	assert_merged(1, 1, 1);
}

static void a_gso_frame_has_at_most_64_kib(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.payload = 1448;
	add_stream(&r, 64);
	assert_merged(45, 19);

	an_empty_list(NULL);
	r = stream(6);
	r.payload = (COALESCE_SIZE_MAX - (14 + 40 + 32)) / 2;
	add_stream(&r, 3);
	assert_merged(2, 1);
	assert_in_range(out[0].frame->len, COALESCE_SIZE_MAX - 1,
			COALESCE_SIZE_MAX);
}

static void frames_of_other_stations_may_be_in_between(void **state)
{
	struct recipe of_alice = stream(4), of_carol = stream(6);
	(void)state;

	of_carol.src = CAROL;
	for (int i = 0; i < 3; i++) {
		add_next(&of_alice);
		add_next(&of_carol);
		add((struct recipe){ .dst = DAVE,
				     .src = ALICE,
				     .payload = 46,
				     .type = 0x0806 });
	}

	assert_merged(3, 3, 1, 1, 1);
	assert_int_equal(out[1].first, 1);
}

static void frames_between_two_stations_keep_their_order(void **state)
{
	struct recipe one = stream(4), other = stream(4), r;
	const struct recipe arp = {
		.dst = BOB, .src = ALICE, .type = 0x0806, .payload = 46
	};
	(void)state;

	other.tcp_seq = 70000;
	for (int i = 0; i < 2; i++) {
		add_stream(&one, 2);
		add_stream(&other, 2);
	}
	assert_merged(2, 2, 2, 2);

	r = two_of(stream(4));
	add(arp);
	add_stream(&r, 2);
	assert_merged(2, 1, 2);
}

static void too_many_stations_in_between_prevent_merging(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	for (uint32_t crowd = 1; crowd < 12; crowd++) {
		an_empty_list(NULL);
		add_next(&r);
		for (uint32_t i = 0; i < crowd; i++)
			add((struct recipe){ .dst = visitor(i),
					     .src = ALICE,
					     .type = 0x0806,
					     .payload = 46 });
		add_next(&r);
		merge_for(OFFLOAD_ALL);
		assert_int_equal(count, crowd < 4 ? n - 1 : n);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, an_empty_list, an_empty_list)

int main(void)
{
	const struct CMUnitTest coalesce[] = {
		TEST(consecutive_segments_become_a_gso_frame),
		TEST(consecutive_segments_over_ipv6_become_a_gso_frame),
		TEST(any_number_of_segments_of_any_size_can_be_merged),
		TEST(an_empty_list_stays_empty_and_a_single_frame_as_it_is),
		TEST(a_port_gets_only_gso_frames_that_it_supports),
		TEST(segments_with_different_tags_are_not_merged),
		TEST(a_shorter_segment_ends_the_run),
		TEST(a_longer_segment_begins_a_new_run),
		TEST(a_segment_with_psh_or_fin_ends_the_run),
		TEST(acknowledgements_are_neither_merged_nor_reordered),
		TEST(a_segment_that_is_not_next_begins_a_new_run),
		TEST(sequence_numbers_and_identifications_may_wrap),
		TEST(a_partial_checksum_is_trusted),
		TEST(a_gso_frame_has_at_most_64_kib),
		TEST(frames_of_other_stations_may_be_in_between),
		TEST(frames_between_two_stations_keep_their_order),
		TEST(too_many_stations_in_between_prevent_merging),
	};

	return cmocka_run_group_tests(coalesce, NULL, NULL);
}
