/* SPDX-License-Identifier: BSD-2-Clause */
/* SCTP GSO frames: the packets have all chunks, and none is too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/sctp.h"
#include "frames.h"
#include "stations.h"

enum {
	SCTP = 132,
	SCTP_HEADER = 12,
	HEADS4 = 20 + SCTP_HEADER,
	HEADS6 = 40 + SCTP_HEADER,
	DATA = 0,
	AUTH = 15,
	PAD = 132,
	MTU = 1500,
	ID = 0xfffe,
};

static struct made made;
static uint8_t room[SCTP_ROOM];
static struct buf pieces[SCTP_PIECES_MAX];
static size_t count;

static const struct recipe over_ipv4 = { .ip = 4, .ip_id = ID };
static const struct recipe over_ipv6 = { .ip = 6 };

static uint8_t *chunks_of(uint8_t *data)
{
	return data + frames_hdr(&made).csum_start + SCTP_HEADER;
}

/* Makes a packet without chunks, which are to be added. */
static void make(struct recipe recipe)
{
	struct virtio_net_hdr hdr;
	uint8_t *sctp;

	recipe.udp = true;
	recipe.csum_only = true;
	recipe.payload = SCTP_HEADER - 8;
	frames_make(&made, recipe);
	hdr = frames_hdr(&made);
	hdr.csum_offset = 8;
	frames_set_hdr(&made, hdr);
	sctp = made.frame.data + hdr.csum_start;
	if (recipe.ip == 4)
		sctp[-(int)(20 + recipe.ip_options) + 9] = SCTP;
	else
		sctp[-40 + 6] = SCTP;
}

static void say_length(void)
{
	struct frame f = { .data = made.frame.data, .len = made.frame.len };

	frame_parse(&f);
	if (f.data[f.l3] >> 4 == 4)
		put_be16(f.data + f.l3 + 2, (uint16_t)(f.len - f.l3));
	else
		put_be16(f.data + f.l3 + 4, (uint16_t)(f.len - f.l3 - 40));
}

/* The value of a chunk is a part of the common payload. */
static void add_chunk(uint8_t type, uint16_t len)
{
	uint8_t *chunk = made.frame.data + made.frame.len;

	memset(chunk, 0, len + 3u);
	for (uint32_t i = 4; i < len; i++)
		chunk[i] = payload_byte(made.frame.len + i);
	chunk[0] = type;
	chunk[1] = 3; /* first and last fragment of its message */
	put_be16(chunk + 2, len);
	made.frame.len += (len + 3u) / 4 * 4;
	say_length();
}

static uint32_t slow_crc32c(const uint8_t *bytes, uint32_t len)
{
	uint32_t crc = 0xffffffff;

	for (uint32_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

/* Each piece must be a valid packet by itself. */
static void assert_is_whole(const struct buf *piece, size_t i, bool is_v4)
{
	static uint8_t copy[FRAME_SIZE_MAX];
	static const uint8_t no_hdr[VNET_HDR_SIZE];
	struct frame f = { .data = piece->data, .len = piece->len };
	uint32_t start = frames_hdr(&made).csum_start;
	uint8_t *sctp = copy + start;

	assert_memory_equal(piece->data - VNET_HDR_SIZE, no_hdr, VNET_HDR_SIZE);
	assert_int_equal(frame_parse(&f), FRAME_OK);
	assert_int_equal(f.needs, 0);
	memcpy(copy, f.data, f.len);
	if (is_v4) {
		assert_int_equal(get_be16(copy + f.l3 + 2), f.len - f.l3);
		assert_int_equal(get_be16(copy + f.l3 + 4), (uint16_t)(ID + i));
		assert_int_equal(slow_csum(copy + f.l3, start - f.l3), 0);
	} else {
		assert_int_equal(get_be16(copy + f.l3 + 4), f.len - f.l3 - 40);
	}
	memset(sctp + 8, 0, 4);
	put_be32(sctp + 8, __builtin_bswap32(slow_crc32c(sctp, f.len - start)));
	assert_memory_equal(copy, f.data, f.len);
	assert_memory_equal(sctp, made.frame.data + start, 8);
}

static void cut(uint32_t mtu)
{
	static uint8_t before[FRAME_SIZE_MAX];
	struct frame *f = &made.frame;
	uint8_t *at = chunks_of(f->data);

	assert_int_equal(frame_parse(f), FRAME_OK);
	assert_int_equal(f->needs, OFFLOAD_SWITCH);
	memcpy(before, f->data, f->len);
	count = sctp_cut(f, mtu, room, pieces);
	assert_memory_equal(f->data, before, f->len);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *chunks = chunks_of(pieces[i].data);
		size_t len = (size_t)(pieces[i].data + pieces[i].len - chunks);

		assert_is_whole(&pieces[i], i, f->data[f->l3] >> 4 == 4);
		assert_memory_equal(chunks, at, len);
		at += len;
	}
	if (count)
		assert_ptr_equal(at, f->data + f->len);
}

/* Bytes of chunks in a piece */
static uint32_t chunks_in(size_t i)
{
	return (uint32_t)(pieces[i].data + pieces[i].len -
			  chunks_of(pieces[i].data));
}

static void each_chunk_that_fills_a_packet_gets_its_own(void **state)
{
	(void)state;

	for (uint16_t len = 1465; len <= 1468; len++) {
		make(over_ipv4);
		for (int i = 0; i < 40; i++)
			add_chunk(DATA, len);
		cut(MTU);
		assert_int_equal(count, 40);
		assert_int_equal(pieces[0].len, 14 + MTU);
	}
}

static void small_chunks_share_packets_of_the_minimum_mtu(void **state)
{
	(void)state;

	make(over_ipv4);
	for (int i = 0; i < 400; i++)
		add_chunk(DATA, 101);
	cut(MTU);
	assert_int_equal(count, 34); /* 12 chunks of 104 bytes in each */
	assert_int_equal(chunks_in(0), (1280 - HEADS4) / 104 * 104);

	make(over_ipv6);
	for (int i = 0; i < 400; i++)
		add_chunk(DATA, 101);
	cut(MTU);
	assert_int_equal(count, 37);
	assert_int_equal(chunks_in(0), (1280 - HEADS6) / 104 * 104);
}

static void a_long_chunk_shows_that_longer_packets_pass(void **state)
{
	(void)state;

	make(over_ipv4);
	add_chunk(DATA, 700);
	add_chunk(DATA, 668);
	add_chunk(DATA, 1368);
	cut(MTU);
	assert_int_equal(count, 2);
	assert_int_equal(chunks_in(0), 1368);
}

static void a_packet_of_several_chunks_fits_in_the_mtu(void **state)
{
	(void)state;

	make(over_ipv4);
	for (int i = 0; i < 20; i++)
		add_chunk(DATA, 100);
	cut(600);
	assert_int_equal(count, 4);
	assert_int_equal(chunks_in(0), 500);
}

static void a_chunk_that_is_too_long_gets_its_own_packet(void **state)
{
	(void)state;

	make(over_ipv4);
	add_chunk(DATA, 16);
	add_chunk(DATA, 3000);
	add_chunk(DATA, 16);
	cut(MTU);
	assert_int_equal(count, 3);
	assert_int_equal(chunks_in(1), 3000);
}

/* Exactly the chunks that were signed together are in one packet. */
static void an_auth_chunk_begins_a_packet(void **state)
{
	(void)state;

	make(over_ipv4);
	add_chunk(3, 16);
	for (int i = 0; i < 5; i++) {
		add_chunk(AUTH, 28);
		for (int j = 0; j < 13; j++)
			add_chunk(DATA, 108);
	}
	cut(MTU);
	assert_int_equal(count, 6);
	assert_int_equal(chunks_in(0), 16);
	assert_int_equal(chunks_in(1), 28 + 13 * 108);
	assert_int_equal(chunks_in(5), 28 + 13 * 108);
}

static void a_pad_chunk_stays_in_its_packet(void **state)
{
	(void)state;

	make(over_ipv4);
	add_chunk(4, 48);
	add_chunk(PAD, 1420);
	cut(MTU);
	assert_int_equal(count, 0);
}

static void a_frame_of_one_packet_is_not_cut(void **state)
{
	(void)state;

	make(over_ipv4);
	add_chunk(DATA, 1468);
	cut(MTU);
	assert_int_equal(count, 0);

	make(over_ipv4);
	for (int i = 0; i < 12; i++)
		add_chunk(DATA, 104);
	cut(MTU);
	assert_int_equal(count, 0);
}

static void tags_and_options_are_copied_to_every_packet(void **state)
{
	(void)state;

	make((struct recipe){
		.ip = 4, .ip_id = ID, .ip_options = 40, .tags = 3, .tci = 7 });
	for (int i = 0; i < 3; i++)
		add_chunk(DATA, 1400);
	cut(MTU);
	assert_int_equal(count, 3);
}

static void the_longest_frame_is_cut(void **state)
{
	(void)state;

	make((struct recipe){ .ip = 6, .tags = 3 });
	for (int i = 0; i < 70; i++)
		add_chunk(DATA, 932);
	cut(MTU);
	assert_int_equal(count, 70);
}

static void assert_is_not_cut(void)
{
	made.frame.error = FRAME_OK;
	frame_parse(&made.frame);
	assert_int_equal(sctp_cut(&made.frame, MTU, room, pieces), 0);
}

static void chunks_that_contradict_the_frame_are_not_cut(void **state)
{
	static const uint16_t lens[] = { 0, 3, 1005, 0x7fff, 0xffff };
	uint8_t *last;
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		make(over_ipv4);
		add_chunk(DATA, 1000);
		last = made.frame.data + made.frame.len;
		add_chunk(DATA, 1000);
		put_be16(last + 2, lens[i]);
		assert_is_not_cut();
	}
	for (uint32_t missing = 1; missing < 4; missing++) {
		make(over_ipv4);
		add_chunk(DATA, 1000);
		add_chunk(DATA, 1000);
		made.frame.len -= missing;
		say_length();
		assert_is_not_cut();
	}
}

static void a_frame_of_too_many_packets_is_not_cut(void **state)
{
	(void)state;

	make(over_ipv4);
	for (int i = 0; i < SCTP_PIECES_MAX; i++)
		add_chunk(AUTH, 16);
	cut(MTU);
	assert_int_equal(count, SCTP_PIECES_MAX);
	add_chunk(AUTH, 16);
	cut(MTU);
	assert_int_equal(count, 0);
}

static void the_header_gives_the_offset_of_the_checksum(void **state)
{
	struct virtio_net_hdr hdr;
	(void)state;

	make((struct recipe){ .ip = 4, .ip_options = 8, .tags = 1 });
	add_chunk(DATA, 100);
	frame_parse(&made.frame);
	hdr = sctp_hdr(&made.frame);
	assert_int_equal(hdr.csum_start, frames_hdr(&made).csum_start);
	frames_set_hdr(&made, hdr);
	assert_int_equal(frame_parse(&made.frame), FRAME_OK);
	assert_int_equal(made.frame.needs, OFFLOAD_SWITCH);
}

static void frames_that_are_not_sctp_are_refused(void **state)
{
	(void)state;

	frames_make(&made, (struct recipe){ .ip = 4, .payload = 100 });
	frame_parse(&made.frame);
	frames_set_hdr(&made, sctp_hdr(&made.frame));
	assert_int_not_equal(frame_parse(&made.frame), FRAME_OK);
}

#define TEST(f) cmocka_unit_test(f)

int main(void)
{
	const struct CMUnitTest sctp[] = {
		TEST(each_chunk_that_fills_a_packet_gets_its_own),
		TEST(small_chunks_share_packets_of_the_minimum_mtu),
		TEST(a_long_chunk_shows_that_longer_packets_pass),
		TEST(a_packet_of_several_chunks_fits_in_the_mtu),
		TEST(a_chunk_that_is_too_long_gets_its_own_packet),
		TEST(an_auth_chunk_begins_a_packet),
		TEST(a_pad_chunk_stays_in_its_packet),
		TEST(a_frame_of_one_packet_is_not_cut),
		TEST(tags_and_options_are_copied_to_every_packet),
		TEST(the_longest_frame_is_cut),
		TEST(chunks_that_contradict_the_frame_are_not_cut),
		TEST(a_frame_of_too_many_packets_is_not_cut),
		TEST(the_header_gives_the_offset_of_the_checksum),
		TEST(frames_that_are_not_sctp_are_refused),
	};

	return cmocka_run_group_tests(sctp, NULL, NULL);
}
