/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "frame/implied.h"
#include "frame/segment.h"
#include "parsing.h"

#define MTU 1500

static const struct virtio_net_hdr none;

/* Makes a frame and replaces its header by zeros; returns the header. */
static struct virtio_net_hdr cut_off(struct recipe recipe)
{
	struct virtio_net_hdr hdr = hdr_of(recipe);

	frames_set_hdr(&made, none);
	assert_int_equal(frame_parse(&made.frame), FRAME_OK);
	return hdr;
}

static void assert_hdr_equal(struct virtio_net_hdr got,
			     struct virtio_net_hdr wanted)
{
	assert_memory_equal(&got, &wanted, sizeof(got));
}

static void the_header_of_a_gso_frame_is_restored(void **state)
{
	struct recipe recipes[] = {
		{ .ip = 4, .payload = 5000, .gso_size = MTU - 40 },
		{ .ip = 6, .payload = 5000, .gso_size = MTU - 60 },
		{ .ip = 4,
		  .payload = 60000,
		  .tcp_options = 12,
		  .tags = 1,
		  .gso_size = MTU - 52 },
		{ .ip = 6,
		  .payload = 5000,
		  .ecn = true,
		  .tcp_flags = TCP_CWR,
		  .gso_size = MTU - 60 },
		{ .ip = 4,
		  .ip_options = 8,
		  .payload = 5000,
		  .gso_size = MTU - 48 },
		{ .ip = 6,
		  .extensions = 3,
		  .payload = 5000,
		  .gso_size = MTU - 84 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(recipes); i++) {
		struct virtio_net_hdr hdr = cut_off(recipes[i]);

		assert_hdr_equal(implied_hdr(&made.frame, MTU), hdr);
		assert_hdr_accepted(hdr);
		assert_int_equal(made.frame.packet_len, MTU);
	}
}

static void a_partial_checksum_is_recognised_by_its_field(void **state)
{
	struct recipe recipe = { .ip = 4, .csum_only = true };
	(void)state;

	for (recipe.payload = 1; recipe.payload < 1400; recipe.payload += 99) {
		struct virtio_net_hdr hdr;

		recipe.ip ^= 4 ^ 6;
		recipe.udp = recipe.payload & 1;
		recipe.ip_options = recipe.payload & 4;
		recipe.extensions = recipe.payload & 3;
		hdr = cut_off(recipe);
		assert_hdr_equal(implied_hdr(&made.frame, MTU), hdr);
	}
}

static void a_complete_frame_gets_a_header_of_zeros(void **state)
{
	(void)state;

	cut_off((struct recipe){ .ip = 4, .payload = 1460 });
	assert_hdr_equal(implied_hdr(&made.frame, MTU), none);
	cut_off((struct recipe){ .ip = 6, .udp = true, .payload = 1460 });
	assert_hdr_equal(implied_hdr(&made.frame, MTU), none);
	cut_off((struct recipe){ .type = 0x0806, .payload = 5000 });
	assert_hdr_equal(implied_hdr(&made.frame, MTU), none);
	cut_off((struct recipe){ .payload = 0 });
	assert_hdr_equal(implied_hdr(&made.frame, MTU), none);
}

/* As computed by a network card of the guest, or one that merged segments
 * (LRO) */
static void a_gso_frame_may_have_a_complete_checksum(void **state)
{
	struct virtio_net_hdr hdr;
	(void)state;

	cut_off((struct recipe){ .ip = 4, .payload = 5000 });
	hdr = implied_hdr(&made.frame, MTU);

	assert_int_equal(hdr.flags, 0);
	assert_int_equal(hdr.gso_size, MTU - 40);
	assert_hdr_accepted(hdr);
	assert_int_equal(segment_count(&made.frame), 4);

	cut_off((struct recipe){ .ip = 6, .extensions = 1, .payload = 5000 });
	hdr = implied_hdr(&made.frame, MTU);
	assert_int_equal(hdr.gso_size, MTU - 68);
	assert_hdr_accepted(hdr);
}

static void assert_csum_is_refused(struct recipe recipe, uint32_t at,
				   const uint8_t *option, size_t len)
{
	for (recipe.payload = 10; recipe.payload < 5000;
	     recipe.payload += 3000) {
		frames_make(&made, recipe);
		frames_set_hdr(&made, none);
		memcpy(made.frame.data + at, option, len);
		assert_int_equal(frame_parse(&made.frame), FRAME_OK);
		frames_set_hdr(&made, implied_hdr(&made.frame, MTU));
		assert_int_equal(frame_parse(&made.frame), FRAME_BAD_CSUM);
	}
}

/* A checksum that covers addresses which are not in the header may be
 * partial. */
static void a_checksum_of_hidden_addresses_is_refused(void **state)
{
	static const uint8_t route[] = { 1, 131, 7, 4 }, gone[] = { 137, 7, 8 };
	static const uint8_t segments_left[] = { 1 }, home[] = { 0, 0xc9, 4 };
	struct recipe v4 = { .ip = 4, .ip_options = 8 };
	struct recipe v6 = { .ip = 6, .extensions = 3, .udp = true };
	(void)state;

	assert_csum_is_refused(v4, 14 + 20, route, sizeof(route));
	assert_csum_is_refused(v6, 14 + 40 + 8 + 3, segments_left, 1);
	assert_csum_is_refused(v6, 14 + 40 + 16 + 2, home, sizeof(home));

	cut_off(v4);
	memcpy(made.frame.data + 14 + 20, gone, sizeof(gone));
	assert_hdr_equal(implied_hdr(&made.frame, MTU), none);
}

static void an_mtu_without_room_for_payload_is_ignored(void **state)
{
	(void)state;

	cut_off((struct recipe){ .ip = 6, .payload = 500, .tcp_options = 40 });
	assert_int_equal(implied_hdr(&made.frame, 100).gso_type, 0);
	assert_int_equal(implied_hdr(&made.frame, 101).gso_size, 1);
}

/* With any lengths in its headers, in memory of exactly its size */
static void a_truncated_frame_is_read_within_its_bounds(void **state)
{
	(void)state;

	for (unsigned int ip = 4; ip <= 6; ip += 2) {
		cut_off((struct recipe){ .ip = ip, .payload = 40 });
		for (uint32_t len = 14; len < made.frame.len; len++) {
			uint8_t *copy = malloc(VNET_HDR_SIZE + len);
			struct frame f = { .data = copy + VNET_HDR_SIZE,
					   .len = len };

			assert_non_null(copy);
			memcpy(copy, made.room, VNET_HDR_SIZE + len);
			assert_int_equal(frame_parse(&f), FRAME_OK);
			assert_hdr_equal(implied_hdr(&f, 20), none);
			free(copy);
		}
	}
}

#define TEST(f) cmocka_unit_test(f)

int main(void)
{
	const struct CMUnitTest implied[] = {
		TEST(the_header_of_a_gso_frame_is_restored),
		TEST(a_partial_checksum_is_recognised_by_its_field),
		TEST(a_complete_frame_gets_a_header_of_zeros),
		TEST(a_gso_frame_may_have_a_complete_checksum),
		TEST(a_checksum_of_hidden_addresses_is_refused),
		TEST(an_mtu_without_room_for_payload_is_ignored),
		TEST(a_truncated_frame_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(implied, NULL, NULL);
}
