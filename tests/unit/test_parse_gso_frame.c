/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/bytes.h"
#include "frame/segment.h"
#include "parsing.h"

#define IPV4		14 /* offsets in an untagged frame */
#define IPV6		14
#define TCP_BEHIND_IPV4 34

static void assert_gso_frame(struct recipe recipe, uint8_t needs, uint16_t l4,
			     uint16_t head_len)
{
	const struct frame *f = parsed(recipe);

	assert_int_equal(f->error, FRAME_OK);
	assert_int_equal(f->needs, OFFLOAD_CSUM | needs);
	assert_int_equal(f->l4, l4);
	assert_int_equal(f->head_len, head_len);
	assert_int_equal(f->gso_size, recipe.gso_size);
	assert_int_equal(f->packet_len, head_len - f->l3 + recipe.gso_size);
}

static void a_gso_frame_is_read_up_to_its_payload(void **state)
{
	(void)state;

	assert_gso_frame(tcp4, OFFLOAD_TSO4, 34, 54);
	assert_gso_frame(tcp6, OFFLOAD_TSO6, 54, 74);
	assert_gso_frame(udp4, OFFLOAD_USO, 34, 42);
	assert_gso_frame(udp6, OFFLOAD_USO, 54, 62);
}

static void a_gso_frame_may_have_tags_and_options(void **state)
{
	struct recipe recipe = tcp4;
	(void)state;

	recipe.tags = 2;
	recipe.ip_options = 40;
	recipe.tcp_options = 40;
	assert_gso_frame(recipe, OFFLOAD_TSO4, 82, 142);

	recipe = tcp6;
	recipe.tags = 1;
	recipe.extensions = 3;
	recipe.tcp_options = 12;
	assert_gso_frame(recipe, OFFLOAD_TSO6, 82, 114);
}

static void a_gso_frame_with_cwr_needs_its_own_offload(void **state)
{
	struct recipe recipe = tcp4;
	(void)state;

	recipe.ecn = true;
	assert_gso_frame(recipe, OFFLOAD_TSO4 | OFFLOAD_TSO_ECN, 34, 54);

	recipe = tcp6;
	recipe.ecn = true;
	assert_gso_frame(recipe, OFFLOAD_TSO6 | OFFLOAD_TSO_ECN, 54, 74);
}

static void a_gso_frame_of_one_segment_has_its_own_length(void **state)
{
	struct recipe recipe = tcp4;
	(void)state;

	for (recipe.payload = 1; recipe.payload <= 1448; recipe.payload++) {
		const struct frame *f = parsed(recipe);

		assert_int_equal(f->error, FRAME_OK);
		assert_int_equal(f->needs, OFFLOAD_CSUM | OFFLOAD_TSO4);
		assert_int_equal(f->packet_len, 40 + recipe.payload);
	}
}

static void a_gso_frame_may_fill_its_length_field(void **state)
{
	struct recipe recipe = tcp4;
	(void)state;

	recipe.tags = 2;
	recipe.payload = 65535 - 40;
	assert_gso_frame(recipe, OFFLOAD_TSO4, 42, 62);

	recipe = udp6;
	recipe.payload = 65535 - 8;
	assert_gso_frame(recipe, OFFLOAD_USO, 54, 62);
}

static void a_gso_frame_of_too_many_segments_is_refused(void **state)
{
	struct recipe recipe = tcp4;
	(void)state;

	recipe.gso_size = 10;
	recipe.payload = SEGMENT_MAX * 10;
	frames_make(&made, recipe);
	assert_accepted();

	recipe.payload++;
	frames_make(&made, recipe);
	assert_refused();
}

/* A chain of extension headers as long as the frame, followed by a few bytes of
 * payload in segments of one byte */
static void a_gso_frame_with_too_long_headers_is_refused(void **state)
{
	uint8_t *ip = bytes_of((struct recipe){
			      .ip = 6, .payload = 60000, .gso_size = 2 }) +
		      IPV6;
	struct virtio_net_hdr hdr = frames_hdr(&made);
	uint8_t *extension = ip + 40;
	(void)state;

	ip[6] = 60;
	for (int i = 0; i < 28; i++, extension += 2048) {
		extension[0] = 60;
		extension[1] = 255;
	}
	extension[-2048] = 6;
	extension[12] = 5 << 4;
	hdr.csum_start = (uint16_t)(extension - made.frame.data);

	assert_hdr_refused(hdr);
	hdr.gso_size = 1000;
	assert_hdr_accepted(hdr);
}

/* The switch may push two tags, which each segment has then. */
static void the_segments_have_room_for_two_tags_more(void **state)
{
	struct recipe recipe = { .ip = 6,
				 .dst_options = 400,
				 .payload = SEGMENT_MAX,
				 .gso_size = 1 };
	(void)state;

	frames_make(&made, recipe);
	assert_accepted();
	assert_true(segment_room(&made.frame) +
			    SEGMENT_MAX * 2 * VLAN_TAG_SIZE <=
		    SEGMENT_ROOM_MAX);

	recipe.dst_options += 8;
	frames_make(&made, recipe);
	assert_refused();
}

static void a_gso_frame_without_size_or_payload_is_refused(void **state)
{
	struct virtio_net_hdr hdr = hdr_of(tcp4);
	struct recipe recipe = tcp4;
	(void)state;

	hdr.gso_size = 0;
	assert_hdr_refused(hdr);

	recipe.payload = 0;
	frames_make(&made, recipe);
	assert_refused();

	recipe = udp6;
	recipe.payload = 0;
	frames_make(&made, recipe);
	assert_refused();
}

/* As made by network cards that merge segments (LRO): the header does not give
 * the offset of the transport header. */
static void a_gso_frame_with_a_complete_checksum_is_accepted(void **state)
{
	struct recipe recipe = tcp6;
	struct virtio_net_hdr hdr = hdr_of(tcp4);
	(void)state;

	hdr.csum_start = hdr.csum_offset = 0;
	hdr.flags = 0;
	assert_hdr_accepted(hdr);
	hdr.flags = VIRTIO_NET_HDR_F_DATA_VALID;
	assert_hdr_accepted(hdr);
	assert_int_equal(made.frame.needs, OFFLOAD_CSUM | OFFLOAD_TSO4);
	assert_int_equal(made.frame.l4, 34);

	/* A routing header with segments left gives another destination. */
	recipe.extensions = 2;
	hdr = hdr_of(recipe);
	hdr.flags = 0;
	assert_hdr_accepted(hdr);
	made.frame.data[14 + 40 + 8 + 3] = 1;
	assert_hdr_refused(hdr);
}

static void only_the_four_kinds_of_gso_frames_are_accepted(void **state)
{
	(void)state;

	for (unsigned int type = 1; type < 256; type++) {
		struct virtio_net_hdr hdr = hdr_of(tcp4);

		hdr.gso_type = (uint8_t)type;
		if ((type & 0x7f) == VIRTIO_NET_HDR_GSO_TCPV4)
			assert_hdr_accepted(hdr);
		else
			assert_hdr_refused(hdr);
	}
}

static void a_gso_frame_of_udp_with_ecn_is_refused(void **state)
{
	struct virtio_net_hdr hdr = hdr_of(udp4);
	(void)state;

	hdr.gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	assert_hdr_refused(hdr);
}

static void a_gso_frame_of_another_protocol_is_refused(void **state)
{
	struct virtio_net_hdr hdr;
	uint8_t *bytes;
	(void)state;

	hdr = hdr_of(tcp6);
	hdr.gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	assert_hdr_refused(hdr);

	hdr = hdr_of(udp6);
	hdr.gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
	assert_hdr_refused(hdr);

	bytes = bytes_of(tcp4);
	put_be16(bytes + 12, 0x86dd);
	assert_refused();

	bytes = bytes_of(tcp4);
	bytes[IPV4 + 9] = 17;
	assert_refused();

	bytes = bytes_of(tcp6);
	bytes[IPV6 + 6] = 17;
	assert_refused();

	bytes = bytes_of(tcp4);
	bytes[IPV4] = 0x65;
	assert_refused();

	bytes = bytes_of(tcp6);
	bytes[IPV6] = 0x40;
	assert_refused();
}

static void a_gso_frame_of_another_length_is_refused(void **state)
{
	uint8_t *field;
	(void)state;

	field = bytes_of(tcp4) + IPV4 + 2;
	put_be16(field, (uint16_t)(get_be16(field) - 1));
	assert_refused();

	field = bytes_of(tcp6) + IPV6 + 4;
	put_be16(field, (uint16_t)(get_be16(field) + 1));
	assert_refused();

	field = bytes_of(udp4) + 34 + 4;
	put_be16(field, (uint16_t)(get_be16(field) + 1));
	assert_refused();
}

static void a_gso_frame_that_is_a_fragment_is_refused(void **state)
{
	uint8_t *bytes;
	(void)state;

	bytes = bytes_of(tcp4);
	put_be16(bytes + IPV4 + 6, 0x2000); /* more fragments */
	assert_refused();

	bytes = bytes_of(tcp4);
	put_be16(bytes + IPV4 + 6, 1); /* not the first fragment */
	assert_refused();

	bytes = bytes_of((struct recipe){
		.ip = 6, .extensions = 1, .payload = 3000, .gso_size = 1428 });
	bytes[IPV6 + 6] = 44;
	assert_refused();
}

static void a_tcp_or_ip_header_below_its_least_size_is_refused(void **state)
{
	struct virtio_net_hdr hdr = hdr_of(tcp4);
	uint8_t *bytes = made.frame.data;
	(void)state;

	bytes[IPV4] = 0x44;
	bytes[IPV4 + 16 + 12] = 5 << 4;
	hdr.csum_start = IPV4 + 16;
	assert_hdr_refused(hdr);

	bytes = bytes_of(tcp4);
	bytes[TCP_BEHIND_IPV4 + 12] = 4 << 4;
	assert_refused();
}

static void a_gso_frame_with_its_checksum_elsewhere_is_refused(void **state)
{
	struct virtio_net_hdr hdr;
	(void)state;

	hdr = hdr_of(tcp4);
	hdr.csum_start += 4;
	assert_hdr_refused(hdr);

	hdr = hdr_of(tcp4);
	hdr.csum_offset = 6;
	assert_hdr_refused(hdr);

	hdr = hdr_of(udp6);
	hdr.csum_offset = 16;
	assert_hdr_refused(hdr);
}

/* Parses the first @len bytes of a frame, in memory of exactly that size, for
 * the address sanitizer. */
static enum frame_error parse_cut(uint32_t len)
{
	uint8_t *room = malloc(VNET_HDR_SIZE + len);
	struct frame f = { .data = room + VNET_HDR_SIZE, .len = len };

	assert_non_null(room);
	memcpy(room, made.room, VNET_HDR_SIZE + len);
	frame_parse(&f);
	free(room);
	return f.error;
}

static const struct recipe many_headers[] = {
	{ .ip = 4, .ip_options = 8, .payload = 9, .gso_size = 5 },
	{ .ip = 6, .extensions = 3, .payload = 9, .gso_size = 5 },
};

static void a_truncated_gso_frame_is_refused_within_its_bounds(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(many_headers); i++) {
		uint32_t len = frames_make(&made, many_headers[i])->len;

		while (len-- > 0)
			assert_int_not_equal(parse_cut(len), FRAME_OK);
	}
}

/* The checksum is always within the frame and the lengths always agree, so that
 * only the bounds stop the parser. */
static void a_gso_frame_cut_in_its_head_is_read_within_bounds(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(many_headers); i++) {
		struct virtio_net_hdr hdr = hdr_of(many_headers[i]);
		uint8_t *ip = made.frame.data + IPV4;

		hdr.hdr_len = 0;
		hdr.csum_start = IPV4;
		hdr.csum_offset = 0;
		frames_set_hdr(&made, hdr);
		for (uint32_t len = made.frame.len; len > IPV4 + 2; len--) {
			if (many_headers[i].ip == 4)
				put_be16(ip + 2, (uint16_t)(len - IPV4));
			else
				put_be16(ip + 4, (uint16_t)(len - IPV6 - 40));
			assert_int_equal(parse_cut(len), FRAME_BAD_OFFLOAD);
		}
	}
}

#define TEST(f) cmocka_unit_test(f)

int main(void)
{
	const struct CMUnitTest gso_frame[] = {
		TEST(a_gso_frame_is_read_up_to_its_payload),
		TEST(a_gso_frame_may_have_tags_and_options),
		TEST(a_gso_frame_with_cwr_needs_its_own_offload),
		TEST(a_gso_frame_of_one_segment_has_its_own_length),
		TEST(a_gso_frame_may_fill_its_length_field),
		TEST(a_gso_frame_of_too_many_segments_is_refused),
		TEST(a_gso_frame_with_too_long_headers_is_refused),
		TEST(the_segments_have_room_for_two_tags_more),
		TEST(a_gso_frame_without_size_or_payload_is_refused),
		TEST(a_gso_frame_with_a_complete_checksum_is_accepted),
		TEST(only_the_four_kinds_of_gso_frames_are_accepted),
		TEST(a_gso_frame_of_udp_with_ecn_is_refused),
		TEST(a_gso_frame_of_another_protocol_is_refused),
		TEST(a_gso_frame_of_another_length_is_refused),
		TEST(a_gso_frame_that_is_a_fragment_is_refused),
		TEST(a_tcp_or_ip_header_below_its_least_size_is_refused),
		TEST(a_gso_frame_with_its_checksum_elsewhere_is_refused),
		TEST(a_truncated_gso_frame_is_refused_within_its_bounds),
		TEST(a_gso_frame_cut_in_its_head_is_read_within_bounds),
	};

	return cmocka_run_group_tests(gso_frame, NULL, NULL);
}
