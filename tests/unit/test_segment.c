/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "frames.h"
#include "stations.h"

static struct made made;
static struct made untouched;

/* The pieces of the last frame, in memory of exactly their size */
static uint8_t *room;
static struct buf pieces[SEGMENT_MAX];
static size_t count;

static struct seen see(size_t i)
{
	return frames_see(pieces[i].data, pieces[i].len);
}

static int empty_room(void **state)
{
	(void)state;
	free(room);
	room = NULL;
	return 0;
}

/* The pieces must be adjacent, each with a header of zeros, and fill the room;
 * the address sanitizer detects access beyond it. */
static void assert_room_is_filled(const struct frame *f)
{
	static const uint8_t no_hdr[FRAME_HEADROOM];
	uint8_t *end = room;

	for (size_t i = 0; i < count; i++) {
		assert_ptr_equal(pieces[i].data, end + FRAME_HEADROOM);
		assert_memory_equal(end, no_hdr, FRAME_HEADROOM);
		end = pieces[i].data + pieces[i].len;
	}
	assert_int_equal(end - room, segment_room(f));
	assert_in_range(segment_room(f), 0, SEGMENT_ROOM_MAX);
}

static void cut_made(void)
{
	struct frame *f = &made.frame;

	assert_int_equal(frame_parse(f), FRAME_OK);
	memcpy(untouched.room, made.room, sizeof(made.room));
	empty_room(NULL);
	room = malloc(segment_room(f));
	assert_non_null(room);
	memset(room, 0xee, segment_room(f));

	count = segment_make(f, false, room, pieces);

	assert_int_equal(count, segment_count(f));
	assert_memory_equal(made.room, untouched.room, sizeof(made.room));
	assert_room_is_filled(f);
}

static void cut(struct recipe recipe)
{
	frames_make(&made, recipe);
	cut_made();
}

/* All bytes of the headers must be equal, except those that differ in each
 * segment: lengths, checksums, identification, sequence number, TCP flags */
static void assert_head_is_kept(const struct recipe *recipe, size_t i)
{
	struct seen of = see(i);
	struct frame *f = &made.frame;
	uint8_t kept[256], got[256];
	uint32_t own[][2] = {
		{ of.l3 + 2, recipe->ip == 4 ? 4 : 0 },
		{ of.l3 + 10, recipe->ip == 4 ? 2 : 0 },
		{ of.l3 + 4, recipe->ip == 6 ? 2 : 0 },
		{ of.l4 + 4, recipe->udp ? 4 : 0 },
		{ of.l4 + 4, recipe->udp ? 0 : 4 },
		{ of.l4 + 13, recipe->udp ? 0 : 1 },
		{ of.l4 + 16, recipe->udp ? 0 : 2 },
	};

	assert_int_equal(of.payload, f->head_len);
	assert_in_range(of.payload, 1, sizeof(kept));
	memcpy(kept, f->data, of.payload);
	memcpy(got, pieces[i].data, of.payload);
	for (size_t j = 0; j < ARRAY_SIZE(own); j++) {
		memset(kept + own[j][0], 0, own[j][1]);
		memset(got + own[j][0], 0, own[j][1]);
	}
	assert_memory_equal(got, kept, of.payload);
}

/* Segments a frame made from a recipe, and checks all that must be true of the
 * segments of any GSO frame. */
static void cut_well(struct recipe recipe)
{
	uint32_t at = 0;

	cut(recipe);
	for (size_t i = 0; i < count; i++) {
		struct seen piece = see(i);
		uint32_t len = pieces[i].len - piece.payload;

		assert_true(piece.csums_right);
		assert_true(piece.lens_right);
		assert_head_is_kept(&recipe, i);
		assert_int_equal(len, i + 1 < count ? recipe.gso_size
						    : recipe.payload - at);
		for (uint32_t n = 0; n < len; n++)
			if (pieces[i].data[piece.payload + n] !=
			    payload_byte(at + n))
				fail_msg("piece %zu differs at %u", i, n);
		at += len;
	}
	assert_int_equal(at, recipe.payload);
}

static void tcp_over_ipv4_is_segmented(void **state)
{
	(void)state;

	cut_well((struct recipe){ .dst = BOB,
				  .src = ALICE,
				  .ip = 4,
				  .payload = 5000,
				  .gso_size = 1448,
				  .tcp_options = 12,
				  .tcp_flags = TCP_ACK });

	assert_int_equal(count, 4);
}

static void tcp_over_ipv6_is_segmented(void **state)
{
	(void)state;

	cut_well((struct recipe){ .dst = BOB,
				  .src = ALICE,
				  .ip = 6,
				  .payload = 5000,
				  .gso_size = 1428,
				  .tcp_options = 12,
				  .tcp_flags = TCP_ACK });

	assert_int_equal(count, 4);
}

static void udp_is_cut_into_datagrams(void **state)
{
	(void)state;

	cut_well((struct recipe){
		.ip = 4, .udp = true, .payload = 5000, .gso_size = 1200 });
	assert_int_equal(count, 5);

	cut_well((struct recipe){
		.ip = 6, .udp = true, .payload = 5000, .gso_size = 1200 });
	assert_int_equal(count, 5);
}

static void sequence_numbers_are_incremented_and_wrap(void **state)
{
	(void)state;

	cut_well((struct recipe){ .ip = 4,
				  .payload = 3000,
				  .gso_size = 1000,
				  .tcp_seq = UINT32_MAX - 1499 });

	assert_int_equal(see(0).tcp_seq, UINT32_MAX - 1499);
	assert_int_equal(see(1).tcp_seq, UINT32_MAX - 499);
	assert_int_equal(see(2).tcp_seq, 500);
}

static void identifications_are_incremented_and_wrap(void **state)
{
	(void)state;

	cut_well((struct recipe){
		.ip = 4, .payload = 3000, .gso_size = 1000, .ip_id = 0xfffe });
	assert_int_equal(see(0).ip_id, 0xfffe);
	assert_int_equal(see(1).ip_id, 0xffff);
	assert_int_equal(see(2).ip_id, 0);

	cut_well((struct recipe){ .ip = 4,
				  .udp = true,
				  .payload = 2000,
				  .gso_size = 1000,
				  .ip_id = 7 });
	assert_int_equal(see(1).ip_id, 8);
}

static void only_the_last_segment_has_fin_and_psh(void **state)
{
	(void)state;

	cut_well((struct recipe){ .ip = 6,
				  .payload = 3000,
				  .gso_size = 1000,
				  .tcp_flags = TCP_ACK | TCP_PSH | TCP_FIN });

	assert_int_equal(see(0).tcp_flags, TCP_ACK);
	assert_int_equal(see(1).tcp_flags, TCP_ACK);
	assert_int_equal(see(2).tcp_flags, TCP_ACK | TCP_PSH | TCP_FIN);
}

static void only_the_first_segment_has_cwr(void **state)
{
	(void)state;

	cut_well((struct recipe){ .ip = 4,
				  .payload = 3000,
				  .gso_size = 1000,
				  .ecn = true,
				  .tcp_flags = TCP_ACK | TCP_CWR });

	assert_int_equal(see(0).tcp_flags, TCP_ACK | TCP_CWR);
	assert_int_equal(see(1).tcp_flags, TCP_ACK);
	assert_int_equal(see(2).tcp_flags, TCP_ACK);
}

static void tags_and_options_are_copied_to_every_segment(void **state)
{
	(void)state;

	cut_well((struct recipe){ .tags = 1,
				  .tci = 0xa00a,
				  .ip = 4,
				  .ip_options = 40,
				  .tcp_options = 40,
				  .payload = 3000,
				  .gso_size = 1000 });
	cut_well((struct recipe){ .tags = 2,
				  .tci = 0xa00a,
				  .ip = 6,
				  .extensions = 3,
				  .tcp_options = 4,
				  .payload = 3000,
				  .gso_size = 1000 });
	cut_well((struct recipe){ .tags = 2,
				  .tci = 0xa00a,
				  .ip = 6,
				  .udp = true,
				  .extensions = 1,
				  .payload = 3000,
				  .gso_size = 1000 });
}

static void frames_of_any_size_are_cut_into_segments_of_any_size(void **state)
{
	(void)state;

	for (uint16_t gso_size = 1; gso_size < 24; gso_size++)
		for (uint32_t payload = 1; payload < 50; payload++) {
			cut_well((struct recipe){ .ip = 4,
						  .payload = payload,
						  .gso_size = gso_size });
			cut_well((struct recipe){ .ip = 6,
						  .udp = true,
						  .payload = payload,
						  .gso_size = gso_size });
		}
}

static void a_gso_frame_of_one_segment_keeps_all_flags(void **state)
{
	const uint8_t flags = TCP_CWR | TCP_ACK | TCP_PSH | TCP_FIN;
	(void)state;

	cut_well((struct recipe){ .ip = 4,
				  .payload = 700,
				  .gso_size = 1000,
				  .ecn = true,
				  .tcp_flags = flags });

	assert_int_equal(count, 1);
	assert_int_equal(see(0).tcp_flags, flags);
}

static void the_longest_gso_frames_are_segmented(void **state)
{
	(void)state;

	cut_well((struct recipe){
		.tags = 2, .ip = 4, .payload = 65535 - 40, .gso_size = 1448 });
	cut_well((struct recipe){
		.ip = 6, .payload = 65535 - 20, .gso_size = 8948 });
	cut_well((struct recipe){ .ip = 4,
				  .udp = true,
				  .payload = 65535 - 28,
				  .gso_size = 1472 });
}

static void the_most_segments_with_the_longest_headers_fit(void **state)
{
	(void)state;

	cut_well((struct recipe){ .tags = 2,
				  .ip = 4,
				  .ip_options = 40,
				  .tcp_options = 40,
				  .gso_size = 31,
				  .payload = SEGMENT_MAX * 31 });
	assert_int_equal(count, SEGMENT_MAX);

	cut_well((struct recipe){ .tags = 2,
				  .ip = 6,
				  .extensions = 3,
				  .tcp_options = 40,
				  .gso_size = 31,
				  .payload = SEGMENT_MAX * 31 });
	assert_int_equal(count, SEGMENT_MAX);
}

static void a_complete_checksum_makes_no_difference_to_segments(void **state)
{
	static const struct recipe recipes[] = {
		{ .ip = 4, .payload = 3000, .gso_size = 1000, .tags = 1 },
		{ .ip = 6, .payload = 3000, .gso_size = 1000 },
		{ .ip = 4, .udp = true, .payload = 3000, .gso_size = 1000 },
		{ .ip = 6, .udp = true, .payload = 3000, .gso_size = 1000 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(recipes); i++) {
		struct virtio_net_hdr hdr;

		frames_make(&made, recipes[i]);
		hdr = frames_hdr(&made);
		/* The checksum that a card left there must not matter. */
		put_be16(made.frame.data + hdr.csum_start + hdr.csum_offset,
			 0xbeef);
		hdr.flags = VIRTIO_NET_HDR_F_DATA_VALID;
		hdr.csum_start = hdr.csum_offset = 0;
		frames_set_hdr(&made, hdr);
		cut_made();

		assert_int_equal(count, 3);
		for (size_t n = 0; n < count; n++)
			assert_true(see(n).csums_right);
	}
}

/* RFC 9260 appendix A, bit by bit */
static uint32_t slow_crc32c(const uint8_t *bytes, uint32_t len)
{
	uint32_t crc = UINT32_MAX;

	while (len--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
	}
	return ~crc;
}

static void assert_sctp_is_finished(struct recipe recipe, uint32_t padding)
{
	struct virtio_net_hdr hdr;
	uint8_t *sctp;
	uint32_t len;

	recipe.udp = true;
	recipe.csum_only = true;
	frames_make(&made, recipe);
	hdr = frames_hdr(&made);
	hdr.csum_offset = 8;
	frames_set_hdr(&made, hdr);
	sctp = made.frame.data + hdr.csum_start;
	len = made.frame.len - hdr.csum_start;
	/* The protocol is in the IP header or the last extension header. */
	if (recipe.ip == 4)
		sctp[-(int)(20 + recipe.ip_options) + 9] = 132;
	else
		sctp[recipe.extensions ? -8 : -40 + 6] = 132;
	memset(sctp + len, 0x5a, padding);
	made.frame.len += padding;

	cut_made();
	assert_int_equal(made.frame.needs, OFFLOAD_SWITCH);
	assert_int_equal(count, 1);
	memset(sctp + 8, 0, 4);
	put_be32(sctp + 8, __builtin_bswap32(slow_crc32c(sctp, len)));
	assert_memory_equal(pieces[0].data, made.frame.data, made.frame.len);
}

static void the_checksum_of_sctp_is_a_crc32c(void **state)
{
	(void)state;

	for (uint32_t payload = 4; payload < 64; payload++)
		assert_sctp_is_finished(
			(struct recipe){ .ip = 4, .payload = payload }, 0);
	assert_sctp_is_finished((struct recipe){ .ip = 6, .payload = 1400 }, 0);
}

static void sctp_is_found_after_tags_options_and_extensions(void **state)
{
	(void)state;

	assert_sctp_is_finished(
		(struct recipe){
			.ip = 4, .tags = 2, .ip_options = 12, .payload = 100 },
		0);
	assert_sctp_is_finished(
		(struct recipe){
			.ip = 6, .tags = 1, .extensions = 3, .payload = 100 },
		0);
}

static void a_crc32c_does_not_cover_padding(void **state)
{
	(void)state;

	assert_sctp_is_finished((struct recipe){ .ip = 4, .payload = 8 }, 10);
}

static void assert_just_the_csum_is_finished(struct recipe recipe)
{
	static struct made whole;
	struct frame *f = frames_make(&whole, recipe);

	recipe.csum_only = true;
	cut(recipe);

	assert_int_equal(count, 1);
	assert_int_equal(pieces[0].len, f->len);
	assert_memory_equal(pieces[0].data, f->data, f->len);
}

static void a_checksum_is_finished_and_nothing_else_changed(void **state)
{
	(void)state;

	for (uint32_t payload = 0; payload < 1600; payload += 133) {
		assert_just_the_csum_is_finished((struct recipe){
			.dst = BOB, .ip = 4, .ip_id = 5, .payload = payload });
		assert_just_the_csum_is_finished((struct recipe){
			.tags = 1, .ip = 6, .payload = payload });
		assert_just_the_csum_is_finished((struct recipe){
			.tags = 2, .ip = 4, .udp = true, .payload = payload });
		assert_just_the_csum_is_finished(
			(struct recipe){ .ip = 6,
					 .udp = true,
					 .extensions = 3,
					 .payload = payload });
	}
}

/* Changes the payload so that the checksum of the first datagram is 0. */
static void make_csum_zero(struct recipe recipe)
{
	uint8_t *word;
	uint32_t sum;

	cut(recipe);
	word = made.frame.data + see(0).payload;
	sum = get_be16(word) + get_be16(pieces[0].data + see(0).l4 + 6);
	put_be16(word, (uint16_t)(sum % 0xffff));
}

static void a_udp_checksum_of_zero_is_sent_as_all_ones(void **state)
{
	(void)state;

	make_csum_zero((struct recipe){
		.ip = 4, .udp = true, .payload = 100, .csum_only = true });
	cut_made();
	assert_int_equal(get_be16(pieces[0].data + see(0).l4 + 6), 0xffff);
	assert_true(see(0).csums_right);

	make_csum_zero((struct recipe){
		.ip = 6, .udp = true, .payload = 100, .gso_size = 60 });
	cut_made();
	assert_int_equal(get_be16(pieces[0].data + see(0).l4 + 6), 0xffff);
	assert_true(see(0).csums_right);
}

static void a_frame_that_needs_nothing_is_copied(void **state)
{
	(void)state;

	for (uint32_t payload = 0; payload < 2000; payload += 77) {
		cut((struct recipe){ .dst = ALL,
				     .src = ALICE,
				     .type = 0x0806,
				     .payload = payload });
		assert_int_equal(count, 1);
		assert_int_equal(pieces[0].len, made.frame.len);
		assert_memory_equal(pieces[0].data, made.frame.data,
				    made.frame.len);
	}
}

#define TEST(f) cmocka_unit_test_teardown(f, empty_room)

int main(void)
{
	const struct CMUnitTest segment[] = {
		TEST(tcp_over_ipv4_is_segmented),
		TEST(tcp_over_ipv6_is_segmented),
		TEST(udp_is_cut_into_datagrams),
		TEST(sequence_numbers_are_incremented_and_wrap),
		TEST(identifications_are_incremented_and_wrap),
		TEST(only_the_last_segment_has_fin_and_psh),
		TEST(only_the_first_segment_has_cwr),
		TEST(tags_and_options_are_copied_to_every_segment),
		TEST(frames_of_any_size_are_cut_into_segments_of_any_size),
		TEST(a_gso_frame_of_one_segment_keeps_all_flags),
		TEST(the_longest_gso_frames_are_segmented),
		TEST(the_most_segments_with_the_longest_headers_fit),
		TEST(a_complete_checksum_makes_no_difference_to_segments),
		TEST(the_checksum_of_sctp_is_a_crc32c),
		TEST(sctp_is_found_after_tags_options_and_extensions),
		TEST(a_crc32c_does_not_cover_padding),
		TEST(a_checksum_is_finished_and_nothing_else_changed),
		TEST(a_udp_checksum_of_zero_is_sent_as_all_ones),
		TEST(a_frame_that_needs_nothing_is_copied),
	};

	return cmocka_run_group_tests(segment, NULL, NULL);
}
