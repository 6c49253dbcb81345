/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"
#include "parsing.h"

/* Ethernet */

static void a_frame_without_a_whole_ethernet_header_is_a_runt(void **state)
{
	struct frame *f = frames_make(&made, (struct recipe){ .dst = BOB });
	(void)state;

	for (f->len = 0; f->len < ETH_HEADER_SIZE; f->len++) {
		assert_int_equal(frame_parse(f), FRAME_RUNT);
		assert_int_equal(f->error, FRAME_RUNT);
	}
	assert_int_equal(frame_parse(f), FRAME_OK);
	assert_int_equal(f->packet_len, 0);
}

/* As read by a driver whose buffer was too short */
static void a_frame_longer_than_the_limit_is_not_parsed(void **state)
{
	struct frame *f = frames_make(&made, (struct recipe){ .dst = BOB });
	(void)state;

	f->len = FRAME_SIZE_MAX;
	assert_int_equal(frame_parse(f), FRAME_OK);
	assert_int_equal(f->packet_len, FRAME_SIZE_MAX - ETH_HEADER_SIZE);

	f->len = FRAME_SIZE_MAX + 1;
	assert_int_equal(frame_parse(f), FRAME_OVERSIZE);
	assert_int_equal(f->error, FRAME_OVERSIZE);
	assert_int_equal(f->packet_len, 0);
	assert_int_equal(f->len, FRAME_SIZE_MAX + 1);
}

static void addresses_and_ethertype_are_read(void **state)
{
	const struct frame *f = parsed((struct recipe){
		.dst = BOB, .src = ALICE, .type = 0x0806, .payload = 46 });
	(void)state;

	assert_true(mac_equal(f->dst, BOB));
	assert_true(mac_equal(f->src, ALICE));
	assert_int_equal(f->type, 0x0806);
	assert_int_equal(f->tags, 0);
	assert_int_equal(f->tci, 0);
	assert_int_equal(f->l3, 14);
	assert_int_equal(f->packet_len, 46);
}

static void the_ethertype_is_found_behind_one_tag_or_two(void **state)
{
	const struct frame *f;
	(void)state;

	f = parsed((struct recipe){
		.tags = 1, .tci = 0x600a, .type = 0x0806, .payload = 46 });
	assert_int_equal(f->tags, 1);
	assert_int_equal(f->tci, 0x600a);
	assert_int_equal(f->type, 0x0806);
	assert_int_equal(f->l3, 18);
	assert_int_equal(f->packet_len, 46);

	f = parsed((struct recipe){
		.tags = 2, .tci = 0x600a, .type = 0x0806, .payload = 46 });
	assert_int_equal(f->tags, 2);
	assert_int_equal(f->tci, 0x600a);
	assert_int_equal(f->type, 0x0806);
	assert_int_equal(f->l3, 22);
	assert_int_equal(f->packet_len, 46);
}

/* Two tags of a customer behind one of a provider are within the limits. */
static void a_fourth_tag_is_payload(void **state)
{
	const struct frame *f = parsed((struct recipe){
		.tags = 3, .tci = 0x600a, .type = 0x0806, .payload = 46 });
	(void)state;

	assert_int_equal(f->tags, 3);
	assert_int_equal(f->type, 0x0806);
	assert_int_equal(f->packet_len, 46);

	f = parsed((struct recipe){
		.tags = 4, .tci = 0x600a, .type = 0x0806, .payload = 46 });
	assert_int_equal(f->tags, 3);
	assert_int_equal(f->tci, 0x600a);
	assert_int_equal(f->type, 0x8100);
	assert_int_equal(f->packet_len, 50);
}

static void a_tag_cut_off_by_the_end_of_the_frame_is_not_a_tag(void **state)
{
	struct frame *f = frames_make(
		&made, (struct recipe){ .tags = 2, .tci = 5, .type = 0x0806 });
	(void)state;

	for (f->len = 14; f->len < 18; f->len++) {
		assert_int_equal(frame_parse(f), FRAME_OK);
		assert_int_equal(f->tags, 0);
		assert_int_equal(f->tci, 0);
		assert_int_equal(f->type, 0x88a8);
		assert_int_equal(f->l3, 14);
	}
	for (f->len = 18; f->len < 22; f->len++) {
		assert_int_equal(frame_parse(f), FRAME_OK);
		assert_int_equal(f->tags, 1);
		assert_int_equal(f->type, 0x8100);
		assert_int_equal(f->l3, 18);
	}
}

static void a_plain_frame_is_accepted_whatever_it_contains(void **state)
{
	struct frame *f = frames_make(&made, tcp4);
	(void)state;

	frames_set_hdr(&made, (struct virtio_net_hdr){ 0 });
	memset(f->data + ETH_HEADER_SIZE, 0xff, 40);

	assert_accepted();
	assert_int_equal(f->needs, 0);
	assert_int_equal(f->packet_len, f->len - ETH_HEADER_SIZE);
}

static void a_frame_with_a_bad_offload_has_its_addresses(void **state)
{
	struct recipe recipe = tcp4;
	struct virtio_net_hdr hdr;
	(void)state;

	recipe.dst = ALL;
	hdr = hdr_of(recipe);
	hdr.gso_size = 0;

	assert_hdr_refused(hdr);
	assert_true(mac_is_broadcast(made.frame.dst));
}

/* Partial checksums */

static void a_partial_checksum_is_left_to_the_receiver(void **state)
{
	const struct frame *f = parsed((struct recipe){
		.ip = 4, .udp = true, .payload = 100, .csum_only = true });
	(void)state;

	assert_int_equal(f->error, FRAME_OK);
	assert_int_equal(f->needs, OFFLOAD_CSUM);
	assert_int_equal(f->gso_size, 0);
	assert_int_equal(f->packet_len, 128);
}

static void a_checksum_known_to_be_good_needs_nothing(void **state)
{
	struct virtio_net_hdr hdr =
		hdr_of((struct recipe){ .ip = 4, .payload = 100 });
	(void)state;

	hdr.flags = VIRTIO_NET_HDR_F_DATA_VALID;

	assert_hdr_accepted(hdr);
	assert_int_equal(made.frame.needs, 0);
}

static void a_checksum_outside_of_the_ip_payload_is_refused(void **state)
{
	struct virtio_net_hdr hdr = hdr_of((struct recipe){
		.tags = 1, .ip = 4, .payload = 100, .csum_only = true });
	(void)state;

	made.frame.data[18 + 9] = 253; /* protocol for experiments */
	hdr.csum_offset = 118;
	assert_hdr_accepted(hdr);

	hdr.csum_offset = 119;
	assert_hdr_refused(hdr);

	made.frame.len += 4; /* padding is not part of the packet */
	assert_hdr_refused(hdr);

	hdr.csum_start -= 2;
	hdr.csum_offset = 4;
	assert_hdr_refused(hdr);

	hdr.csum_start = UINT16_MAX;
	hdr.csum_offset = UINT16_MAX;
	assert_hdr_refused(hdr);
}

static void a_partial_checksum_without_an_ip_packet_is_refused(void **state)
{
	struct virtio_net_hdr hdr =
		hdr_of((struct recipe){ .type = 0x0806, .payload = 100 });
	(void)state;

	hdr.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr.csum_start = 34;
	hdr.csum_offset = 16;
	assert_hdr_refused(hdr);

	made.frame.data[14] = 0x45; /* looks like IP, but has another type */
	put_be16(made.frame.data + 16, 100);
	put_be16(made.frame.data + 20, 0);
	assert_refused();
	put_be16(made.frame.data + 12, 0x86dd);
	assert_refused();
	put_be16(made.frame.data + 12, 0x0800);
	assert_accepted();
}

static void a_checksum_at_an_offset_of_no_protocol_is_refused(void **state)
{
	struct virtio_net_hdr hdr = hdr_of((struct recipe){
		.ip = 6, .payload = 100, .extensions = 2, .csum_only = true });
	(void)state;

	assert_hdr_accepted(hdr);
	hdr.csum_offset = 6;
	assert_hdr_refused(hdr);

	hdr = hdr_of((struct recipe){
		.ip = 4, .udp = true, .payload = 100, .csum_only = true });
	hdr.csum_offset = 8;
	assert_hdr_refused(hdr);
	made.frame.data[14 + 9] = 132;
	assert_hdr_accepted(hdr);
	hdr.csum_offset = 6;
	assert_hdr_refused(hdr);
}

static void assert_bad_csum(void)
{
	struct frame *f = &made.frame;

	assert_int_equal(frame_parse(f), FRAME_BAD_CSUM);
	assert_int_equal(f->error, FRAME_BAD_CSUM);
	assert_int_equal(f->needs, 0);
}

static void a_checksum_of_a_fragment_or_unknown_packet_is_bad(void **state)
{
	struct recipe recipe = { .ip = 4, .payload = 100, .csum_only = true };
	struct virtio_net_hdr hdr;
	uint8_t *ip;
	(void)state;

	ip = bytes_of(recipe) + ETH_HEADER_SIZE;
	put_be16(ip + 6, 0x2000); /* more fragments */
	assert_bad_csum();
	put_be16(ip + 6, 1); /* not the first fragment */
	assert_bad_csum();

	hdr = hdr_of(recipe);
	hdr.csum_start += 4;
	frames_set_hdr(&made, hdr);
	assert_bad_csum();

	recipe.ip = 6;
	recipe.extensions = 1;
	ip = bytes_of(recipe) + ETH_HEADER_SIZE;
	ip[6] = 44; /* a fragment header */
	assert_bad_csum();
}

static void a_header_length_beyond_the_frame_is_refused(void **state)
{
	struct virtio_net_hdr hdr =
		hdr_of((struct recipe){ .ip = 4, .payload = 100 });
	(void)state;

	hdr.hdr_len = (uint16_t)made.frame.len;
	assert_hdr_accepted(hdr);

	hdr.hdr_len++;
	assert_hdr_refused(hdr);
}

static void an_unknown_flag_is_refused(void **state)
{
	(void)state;

	for (unsigned int bit = 2; bit < 8; bit++) {
		struct virtio_net_hdr hdr = hdr_of(tcp4);

		hdr.flags |= (uint8_t)(1 << bit);
		assert_hdr_refused(hdr);
	}
}

#define TEST(f) cmocka_unit_test(f)

int main(void)
{
	const struct CMUnitTest parse[] = {
		TEST(a_frame_without_a_whole_ethernet_header_is_a_runt),
		TEST(a_frame_longer_than_the_limit_is_not_parsed),
		TEST(addresses_and_ethertype_are_read),
		TEST(the_ethertype_is_found_behind_one_tag_or_two),
		TEST(a_fourth_tag_is_payload),
		TEST(a_tag_cut_off_by_the_end_of_the_frame_is_not_a_tag),
		TEST(a_plain_frame_is_accepted_whatever_it_contains),
		TEST(a_frame_with_a_bad_offload_has_its_addresses),
		TEST(a_partial_checksum_is_left_to_the_receiver),
		TEST(a_checksum_known_to_be_good_needs_nothing),
		TEST(a_checksum_outside_of_the_ip_payload_is_refused),
		TEST(a_partial_checksum_without_an_ip_packet_is_refused),
		TEST(a_checksum_at_an_offset_of_no_protocol_is_refused),
		TEST(a_checksum_of_a_fragment_or_unknown_packet_is_bad),
		TEST(a_header_length_beyond_the_frame_is_refused),
		TEST(an_unknown_flag_is_refused),
	};

	return cmocka_run_group_tests(parse, NULL, NULL);
}
