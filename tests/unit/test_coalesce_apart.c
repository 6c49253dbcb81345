/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames that coalesce_make() must not merge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "coalescing.h"

enum { TCP_SYN = 0x02, TCP_RST = 0x04, TCP_URG = 0x20, TCP_ECE = 0x40 };

/* Corrects the checksums of a frame whose bytes were changed. */
static void adjust(size_t i)
{
	static uint8_t sum[FRAME_SIZE_MAX];
	struct frame *f = &made[i].frame;
	struct seen of = frames_see(f->data, f->len);
	uint8_t *ip = f->data + of.l3, *tcp = f->data + of.l4;
	uint32_t at = f->type == 0x0800 ? 12 : 8;
	uint32_t addresses = f->type == 0x0800 ? 8 : 32;
	uint32_t len = f->len - of.l4;

	if (f->type == 0x0800) {
		put_be16(ip + 10, 0);
		put_be16(ip + 10, slow_csum(ip, of.l4 - of.l3));
	}
	put_be16(tcp + 16, 0);
	memcpy(sum, ip + at, addresses);
	put_be16(sum + addresses, 6);
	put_be16(sum + addresses + 2, (uint16_t)len);
	memcpy(sum + addresses + 4, tcp, len);
	put_be16(tcp + 16, slow_csum(sum, addresses + 4 + len));
	frame_parse(f);
}

static void segments_with_other_flags_are_not_merged(void **state)
{
	const uint8_t flags[] = { TCP_ACK | TCP_SYN, TCP_ACK | TCP_RST,
				  TCP_ACK | TCP_URG, TCP_ACK | TCP_ECE,
				  TCP_ACK | TCP_CWR, 0,
				  TCP_PSH,	     TCP_FIN };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		struct recipe r = stream(4);

		r.tcp_flags = flags[i];
		r = two_of(r);
		assert_all_apart();
	}
	for (uint8_t bit = 1; bit < 16; bit *= 2) { /* reserved flags */
		two_of(stream(4));
		for (size_t i = 0; i < n; i++) {
			flip(i, 14 + 20 + 12, bit);
			adjust(i);
		}
		assert_all_apart();
	}
}

static void a_segment_with_a_wrong_checksum_is_not_merged(void **state)
{
	const uint32_t places[] = { 14 + 10 /* IP */, 14 + 20 + 16 /* TCP */,
				    14 + 20 + 32 /* payload */, 1065 };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct recipe r = stream(4);

		an_empty_list(NULL);
		add_stream(&r, 5);
		flip(0, places[i], 4);
		assert_merged(1, 4);
		flip(3, places[i], 4);
		assert_merged(1, 2, 1, 1);
		flip(0, places[i], 4);
		assert_merged(3, 1, 1);
	}
}

static void a_wrong_checksum_is_not_changed(void **state)
{
	struct recipe r = stream(6);
	(void)state;

	add_stream(&r, 5);
	flip(2, 14 + 40 + 16, 1);

	assert_merged(2, 1, 2);
	assert_ptr_equal(out[1].frame, frames[2]);
}

/* Both forms of zero are right, but segmentation would write the other one. */
static void a_checksum_that_would_change_prevents_merging(void **state)
{
	uint8_t *ip;
	uint32_t due;
	(void)state;

	two_of(stream(6));
	for (size_t i = 0; i < n; i++) {
		uint8_t *tcp = made[i].frame.data + 14 + 40;
		uint32_t sum = get_be16(tcp + 16) + get_be16(tcp + 32);

		put_be16(tcp + 32, (uint16_t)(sum % 0xffff));
		put_be16(tcp + 16, 0xffff);
	}
	assert_merged(2);
	put_be16(made[1].frame.data + 14 + 40 + 16, 0);
	assert_all_apart();

	two_of(stream(4));
	ip = made[1].frame.data + 14;
	due = (get_be16(ip + 4) + get_be16(ip + 10)) % 0xffff;
	for (uint32_t i = 0; i < n; i++) {
		put_be16(made[i].frame.data + 14 + 4, (uint16_t)(due - 1 + i));
		adjust(i);
	}
	assert_merged(2);
	put_be16(ip + 10, 0xffff);
	assert_all_apart();
}

static void segments_with_the_same_identification_are_not_merged(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	add_next(&r);
	r.ip_id--;
	add_next(&r);
	r.ip_id += 2;
	add_next(&r);

	assert_all_apart();
}

static void assert_apart_if_changed(unsigned int ip, uint32_t at, uint8_t bits)
{
	struct recipe r = stream(ip);

	an_empty_list(NULL);
	add_stream(&r, 3);
	flip(1, at, bits);
	adjust(1);
	merge_for(OFFLOAD_ALL);
	if (count != 3)
		fail_msg("a change at %u of IPv%u makes no difference", at, ip);
}

static bool is_among(uint32_t at, const uint32_t *places, size_t n_places)
{
	for (size_t i = 0; i < n_places; i++)
		if (places[i] == at)
			return true;
	return false;
}

static void segments_with_different_headers_are_not_merged(void **state)
{
	/* Not the bytes that select TCP, nor the checksums, which are
	 * corrected, nor TCP's data offset and flags. */
	const uint32_t not_4[] = { 14, 23, 24, 25, 46, 47, 50, 51 };
	const uint32_t not_6[] = { 20, 66, 67, 70, 71 };
	(void)state;

	for (uint32_t at = 14; at < 14 + 20 + 32; at++)
		if (!is_among(at, not_4, ARRAY_SIZE(not_4)))
			assert_apart_if_changed(4, at, 1);
	for (uint32_t at = 14; at < 14 + 40 + 32; at++)
		if (!is_among(at, not_6, ARRAY_SIZE(not_6)))
			assert_apart_if_changed(6, at, 1);
	assert_apart_if_changed(4, 14 + 6, 0x40); /* may be fragmented */
	assert_apart_if_changed(4, 14 + 6, 0x80);
}

static void fragments_options_and_padding_prevent_merging(void **state)
{
	struct recipe r;
	(void)state;

	two_of(stream(4));
	for (size_t i = 0; i < n; i++) {
		flip(i, 14 + 6, 0x20); /* more fragments */
		adjust(i);
	}
	assert_all_apart();

	r = stream(4);
	r.ip_options = 4;
	two_of(r);
	assert_all_apart();

	r = stream(6);
	r.extensions = 1;
	two_of(r);
	assert_all_apart();

	r = stream(4);
	r.payload = 2;
	two_of(r);
	for (size_t i = 0; i < n; i++) {
		made[i].frame.len++;
		frame_parse(&made[i].frame);
	}
	assert_all_apart();
}

static void a_frame_with_a_truncated_header_is_not_merged(void **state)
{
	static struct frame cut;
	(void)state;

	for (uint32_t len = ETH_HEADER_SIZE; len < 14 + 40 + 32; len++)
		for (unsigned int ip = 4; ip <= 6; ip += 2) {
			uint32_t at = ip == 4 ? 16 : 18;
			uint32_t size = len - (ip == 4 ? 14 : 54);
			uint8_t *bytes = malloc(VNET_HDR_SIZE + len);

			/* of exactly this size, for the address sanitizer */
			assert_non_null(bytes);
			two_of(stream(ip));
			put_be16(made[1].frame.data + at, (uint16_t)size);
			memcpy(bytes, made[1].room, VNET_HDR_SIZE + len);
			cut.data = bytes + VNET_HDR_SIZE;
			cut.len = len;
			frame_parse(&cut);
			frames[1] = &cut;
			assert_all_apart();
			free(bytes);
		}
}

/* Changes one byte in all frames and corrects the checksums. */
static void assert_apart_if_all_have(uint32_t at, uint8_t value)
{
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *ip = made[i].frame.data + 14;

		made[i].frame.data[at] = value;
		if (made[i].frame.type == 0x0800) {
			put_be16(ip + 10, 0);
			put_be16(ip + 10, slow_csum(ip, 20));
		}
	}
	assert_all_apart();
}

static void frames_with_unsuitable_headers_are_not_merged(void **state)
{
	struct recipe r;
	(void)state;

	two_of(stream(4));
	assert_apart_if_all_have(14, 0x46); /* options */
	two_of(stream(4));
	assert_apart_if_all_have(14, 0x55); /* version */
	two_of(stream(4));
	assert_apart_if_all_have(23, 17); /* UDP */
	two_of(stream(6));
	assert_apart_if_all_have(14, 0x50);
	two_of(stream(6));
	assert_apart_if_all_have(20, 17);

	r = stream(4);
	an_empty_list(NULL);
	add_next(&r);
	r.tcp_seq += 16;
	add_next(&r);
	for (size_t i = 0; i < n; i++) {
		made[i].frame.data[46] = 0x40; /* a TCP header of 16 bytes */
		adjust(i);
	}
	assert_all_apart();
}

static void other_protocols_than_tcp_are_not_merged(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.udp = true;
	two_of(r);
	add((struct recipe){
		.dst = BOB, .src = ALICE, .type = 0x0806, .payload = 46 });
	assert_all_apart();
}

static void gso_frames_are_not_merged(void **state)
{
	struct recipe r = stream(4);
	(void)state;

	r.payload = 3000;
	r.gso_size = 1000;
	two_of(r);
	assert_all_apart();
	r.gso_size = 3000;
	two_of(r);
	assert_all_apart();
}

static void a_partial_checksum_elsewhere_prevents_merging(void **state)
{
	struct virtio_net_hdr hdr;
	struct recipe r = stream(6);
	(void)state;

	r.csum_only = true;
	two_of(r);
	hdr = frames_hdr(&made[1]);
	hdr.csum_offset += 2;
	frames_set_hdr(&made[1], hdr);
	frame_parse(&made[1].frame);

	assert_all_apart();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, an_empty_list, an_empty_list)

int main(void)
{
	const struct CMUnitTest apart[] = {
		TEST(segments_with_other_flags_are_not_merged),
		TEST(a_segment_with_a_wrong_checksum_is_not_merged),
		TEST(a_wrong_checksum_is_not_changed),
		TEST(a_checksum_that_would_change_prevents_merging),
		TEST(segments_with_the_same_identification_are_not_merged),
		TEST(segments_with_different_headers_are_not_merged),
		TEST(fragments_options_and_padding_prevent_merging),
		TEST(a_frame_with_a_truncated_header_is_not_merged),
		TEST(frames_with_unsuitable_headers_are_not_merged),
		TEST(other_protocols_than_tcp_are_not_merged),
		TEST(gso_frames_are_not_merged),
		TEST(a_partial_checksum_elsewhere_prevents_merging),
	};

	return cmocka_run_group_tests(apart, NULL, NULL);
}
