/* SPDX-License-Identifier: BSD-2-Clause */
/* Jumbograms: the GSO frames that are made of one must be cut to the segments
 * that it would have been cut to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "frame/jumbogram.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "frames.h"
#include "stations.h"

enum { FRONT = 32, MSS = 1428, LONG = 150000 };

static uint8_t bytes[FRONT + JUMBOGRAM_SIZE_MAX];
static uint8_t room[JUMBOGRAM_ROOM], cut_room[SEGMENT_ROOM_MAX];
static struct buf jumbogram, gso_frames[JUMBOGRAM_PIECES_MAX],
	pieces[SEGMENT_MAX];
static struct made made;

static const struct recipe over_ipv6 = {
	.ip = 6,
	.tcp_flags = TCP_ACK | TCP_PSH | TCP_CWR,
	.tcp_options = 12,
	.tcp_seq = 0xfffffff0,
	.gso_size = MSS,
	.ecn = true,
	.payload = 2 * MSS,
};

static const struct recipe over_ipv4 = {
	.ip = 4,
	.ip_id = 0xfff0,
	.tags = 2,
	.tci = 9,
	.tcp_flags = TCP_ACK | TCP_FIN,
	.gso_size = MSS,
	.payload = 2 * MSS,
};

static void put_option(uint32_t l3, uint32_t payload_len)
{
	uint8_t *ip = jumbogram.data + l3, *option = ip + 40;
	uint32_t len = jumbogram.len;
	struct virtio_net_hdr hdr = frame_vnet_hdr(jumbogram.data);

	memmove(option + 8, option, len - l3 - 40);
	memcpy(option, (uint8_t[]){ ip[6], 0, 0xc2, 4 }, 4);
	put_be32(option + 4, 8 + payload_len);
	ip[6] = 0;
	jumbogram.len += 8;
	hdr.csum_start += 8;
	hdr.hdr_len += 8;
	memcpy(jumbogram.data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

/* Makes a jumbogram from a recipe, with @payload bytes and a length field of
 * 0. */
static void make(struct recipe recipe, uint32_t payload, bool option)
{
	struct frame *f = frames_make(&made, recipe);
	struct seen seen;

	assert_int_equal(frame_parse(f), FRAME_OK);
	seen = frames_see(f->data, f->len);
	jumbogram = (struct buf){ bytes + FRONT, seen.payload + payload };
	memcpy(jumbogram.data - VNET_HDR_SIZE, f->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + seen.payload);
	for (uint32_t i = 0; i < payload; i++)
		jumbogram.data[seen.payload + i] = payload_byte(i);
	put_be16(jumbogram.data + seen.l3 + (recipe.ip == 4 ? 2 : 4), 0);
	if (option)
		put_option(seen.l3, jumbogram.len - seen.l3 - 40);
}

static size_t cut(void)
{
	static uint8_t before[sizeof(bytes)];
	size_t n;

	memcpy(before, bytes, sizeof(bytes));
	n = jumbogram_cut(&jumbogram, room, gso_frames);
	assert_memory_equal(bytes, before, sizeof(bytes));
	return n;
}

/* Checks a piece, whose payload begins at offset @at of that of the
 * jumbogram. */
static uint32_t check_piece(const struct recipe *recipe,
			    const struct buf *piece, uint32_t at, uint32_t all)
{
	struct seen s = frames_see(piece->data, piece->len);
	uint32_t len = piece->len - s.payload;
	uint8_t flags = recipe->tcp_flags;

	if (at)
		flags &= (uint8_t)~TCP_CWR;
	if (at + len < all)
		flags &= (uint8_t) ~(TCP_FIN | TCP_PSH);
	assert_true(s.csums_right);
	assert_true(s.lens_right);
	assert_int_equal(s.tcp_flags, flags);
	assert_int_equal(s.tcp_seq, recipe->tcp_seq + at);
	if (recipe->ip == 4)
		assert_int_equal(s.ip_id, (uint16_t)(recipe->ip_id + at / MSS));
	assert_int_equal(len, all - at < MSS ? all - at : MSS);
	for (uint32_t i = 0; i < len; i++)
		if (piece->data[s.payload + i] != payload_byte(at + i))
			fail_msg("byte %u is another", at + i);
	return len;
}

static void assert_is_cut_to_the_same(const struct recipe *recipe,
				      uint32_t payload, size_t n)
{
	uint32_t at = 0;

	for (size_t i = 0; i < n; i++) {
		struct frame f = { .data = gso_frames[i].data,
				   .len = gso_frames[i].len };
		size_t count;

		assert_int_equal(frame_parse(&f), FRAME_OK);
		count = segment_make(&f, false, cut_room, pieces);
		for (size_t j = 0; j < count; j++)
			at += check_piece(recipe, &pieces[j], at, payload);
	}
	assert_int_equal(at, payload);
}

static void a_jumbogram_of_ipv6_becomes_gso_frames(void **state)
{
	(void)state;
	for (uint32_t payload = 65536; payload < LONG; payload += 12345) {
		make(over_ipv6, payload, true);
		assert_is_cut_to_the_same(&over_ipv6, payload, cut());
	}
	make(over_ipv6, LONG, true);
	assert_int_equal(cut(), 3);
}

static void an_ipv6_jumbogram_may_lack_the_option(void **state)
{
	(void)state;
	make(over_ipv6, LONG, false);

	assert_is_cut_to_the_same(&over_ipv6, LONG, cut());
}

static void a_jumbogram_of_ipv4_becomes_gso_frames(void **state)
{
	(void)state;
	make(over_ipv4, LONG, false);

	assert_is_cut_to_the_same(&over_ipv4, LONG, cut());
}

static void the_longest_jumbogram_fits_in_the_room(void **state)
{
	struct recipe recipe = over_ipv4;
	(void)state;

	for (uint32_t mss = 536; mss < 65000; mss += 1111) {
		size_t n, len = 0;

		recipe.gso_size = (uint16_t)mss;
		recipe.payload = 2;
		make(recipe, JUMBOGRAM_SIZE_MAX - 200, false);
		n = cut();
		assert_in_range(n, 9, JUMBOGRAM_PIECES_MAX);
		for (size_t i = 0; i < n; i++)
			len += FRONT + gso_frames[i].len;
		assert_in_range(len, JUMBOGRAM_SIZE_MAX - 200, JUMBOGRAM_ROOM);
	}
}

static void a_remainder_of_one_segment_is_not_a_gso_frame(void **state)
{
	struct virtio_net_hdr hdr;
	size_t n;
	(void)state;
	make(over_ipv6, 45 * 2 * MSS + 7, true);

	n = cut();
	hdr = frame_vnet_hdr(gso_frames[n - 1].data);
	assert_int_equal(hdr.gso_type, VIRTIO_NET_HDR_GSO_NONE);
	assert_int_equal(hdr.flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	assert_is_cut_to_the_same(&over_ipv6, 45 * 2 * MSS + 7, n);
}

/* Also with any byte of its headers inverted. */
static void a_frame_that_is_not_a_jumbogram_is_not_cut(void **state)
{
	struct virtio_net_hdr hdr;
	(void)state;

	make(over_ipv6, LONG, true);
	jumbogram.data[14 + 5] = 1; /* the length field is not 0 */
	assert_int_equal(cut(), 0);
	make(over_ipv6, LONG, true);
	put_be32(jumbogram.data + 14 + 44, LONG); /* a wrong length */
	assert_int_equal(cut(), 0);
	make(over_ipv4, LONG, false);
	hdr = frame_vnet_hdr(jumbogram.data);
	hdr.gso_type = VIRTIO_NET_HDR_GSO_NONE;
	memcpy(jumbogram.data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
	assert_int_equal(cut(), 0);

	make(over_ipv6, LONG, true);
	for (uint32_t i = 0; i < 14 + 48 + 32; i++) {
		uint8_t byte = jumbogram.data[i];

		jumbogram.data[i] = (uint8_t)~byte;
		assert_in_range(cut(), 0, JUMBOGRAM_PIECES_MAX);
		jumbogram.data[i] = byte;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jumbogram_of_ipv6_becomes_gso_frames),
		cmocka_unit_test(an_ipv6_jumbogram_may_lack_the_option),
		cmocka_unit_test(a_jumbogram_of_ipv4_becomes_gso_frames),
		cmocka_unit_test(the_longest_jumbogram_fits_in_the_room),
		cmocka_unit_test(a_remainder_of_one_segment_is_not_a_gso_frame),
		cmocka_unit_test(a_frame_that_is_not_a_jumbogram_is_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
