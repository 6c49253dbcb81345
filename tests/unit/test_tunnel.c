/* SPDX-License-Identifier: BSD-2-Clause */
/* GSO frames and partial checksums inside tunnels: segments must be the same as
 * if they had been made before they entered the tunnel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "frame/segment.h"
#include "wrapping.h"

static struct made expected;
static uint8_t *room;
static struct buf pieces[SEGMENT_MAX];
static size_t count;

static int empty_room(void **state)
{
	(void)state;
	free(room);
	room = NULL;
	return 0;
}

static void cut(const struct frame *f, bool bundle)
{
	empty_room(NULL);
	room = malloc(segment_room(f));
	assert_non_null(room);
	count = segment_make(f, bundle, room, pieces);
	assert_in_range(count, 1, segment_count(f));
}

static void assert_equal(const char *name, const struct buf *piece,
			 const struct frame *f)
{
	if (piece->len != f->len)
		fail_msg("%s: %u bytes, not %u", name, piece->len, f->len);
	for (uint32_t at = 0; at < f->len; at++)
		if (piece->data[at] != f->data[at])
			fail_msg("%s: byte %u is %02x, not %02x", name, at,
				 piece->data[at], f->data[at]);
}

/* @bufs must be the @n segments of the inner frame, each with its outer
 * headers. */
static void assert_cut_before(const struct wrapping *w, const struct buf *bufs,
			      size_t n)
{
	uint8_t *inner_room = malloc(segment_room(&inside.frame));
	static struct buf inner[SEGMENT_MAX];

	assert_non_null(inner_room);
	assert_int_equal(segment_make(&inside.frame, false, inner_room, inner),
			 n);
	for (size_t i = 0; i < n; i++) {
		struct frame f = { .data = inner[i].data, .len = inner[i].len };

		assert_int_equal(frame_parse(&f), FRAME_OK);
		wrap(&expected, w, &f, i);
		assert_equal(w->name, &bufs[i], &expected.frame);
	}
	free(inner_room);
}

static void segments_in_a_tunnel_are_those_made_before_the_tunnel(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++)
		for (size_t j = 0; j < ARRAY_SIZE(insides); j++) {
			const struct wrapping *w = &wrappings[i];
			struct frame *f;

			if (!fits(w, &insides[j]))
				continue;
			frames_make(&inside, insides[j]);
			f = wrap_inside(w);
			if (frame_parse(f) != FRAME_OK)
				fail_msg("%s %zu is refused", w->name, j);
			assert_true(f->needs &
				    (can_be_bundled(w) ? OFFLOAD_UDP_TUNNEL
						       : OFFLOAD_SWITCH));
			cut(f, false);
			assert_cut_before(w, pieces, count);
		}
}

static void an_mtu_limits_a_segment_with_its_outer_headers(void **state)
{
	struct frame *f;
	(void)state;

	frames_make(&inside, insides[0]);
	f = wrap_inside(&wrappings[0]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, false);
	assert_int_equal(f->packet_len, pieces[0].len - f->l3);
}

static void a_checksum_in_a_tunnel_is_finished_alone(void **state)
{
	struct recipe recipe = { .ip = 4, .payload = 100, .csum_only = true };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++) {
		const struct wrapping *w = &wrappings[i];
		uint32_t field;
		struct frame *f;
		struct seen seen;

		recipe.ip = w->only ? w->only : 4;
		frames_make(&inside, recipe);
		f = wrap_inside(w);
		assert_int_equal(frame_parse(f), FRAME_OK);
		assert_int_equal(f->needs, OFFLOAD_CSUM);
		cut(f, false);

		assert_int_equal(count, 1);
		field = frames_hdr(&wrapped).csum_start + 16u;
		assert_memory_equal(pieces[0].data, f->data, field);
		assert_memory_equal(pieces[0].data + field + 2,
				    f->data + field + 2, f->len - field - 2);
		memcpy(inside.frame.data + inside.frame.len - 120,
		       pieces[0].data + f->len - 120, 120);
		seen = frames_see(inside.frame.data, inside.frame.len);
		assert_true(seen.csums_right);
	}
}

/* Cuts bundles as Linux would; the segments are written one after another. */
static void cut_bundles(struct buf *all, size_t *n, uint8_t *end)
{
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		struct frame f = { .data = pieces[i].data,
				   .len = pieces[i].len };

		assert_int_equal(frame_parse(&f), FRAME_OK);
		assert_int_equal(f.needs & ~OFFLOAD_ALL, 0);
		*n += segment_make(&f, false, end, all + *n);
		end += segment_room(&f);
	}
}

static void assert_bundled(const struct wrapping *w, size_t bundles)
{
	static struct buf all[SEGMENT_MAX];
	uint8_t *more = malloc(SEGMENT_ROOM_MAX);
	struct wrapping with_csum = *w;
	size_t n;

	assert_non_null(more);
	if (bundles)
		assert_int_equal(count, bundles);
	cut_bundles(all, &n, more);
	with_csum.udp_csum = true; /* also if there was none before */
	assert_cut_before(&with_csum, all, n);
	free(more);
}

static void segments_in_a_udp_tunnel_are_bundled(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++) {
		const struct wrapping *w = &wrappings[i];
		struct frame *f;

		frames_make(&inside, insides[w->only == 6]);
		f = wrap_inside(w);
		assert_int_equal(frame_parse(f), FRAME_OK);
		cut(f, true);
		if (can_be_bundled(w))
			assert_bundled(w, 1);
		else
			assert_cut_before(w, pieces, count);
	}
}

static void a_bundle_is_not_longer_than_a_packet_can_be(void **state)
{
	struct recipe recipe = { .ip = 4, .payload = 65300, .gso_size = 1400 };
	struct frame *f;
	(void)state;

	frames_make(&inside, recipe);
	f = wrap_inside(&wrappings[1]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, true);
	assert_bundled(&wrappings[1], 2);

	recipe.gso_size = 100;
	recipe.payload = 6500;
	frames_make(&inside, recipe);
	f = wrap_inside(&wrappings[1]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, true);
	count--; /* the 65th is not bundled, and its checksum is complete */
	assert_int_equal(count, 1);
	assert_int_equal(pieces[0].len, 14 + 20 + 8 + 64 * (8 + 54 + 100));
}

static enum frame_error spoilt(const struct wrapping *w, uint32_t at,
			       uint16_t value)
{
	frames_make(&inside, insides[w->only == 6]);
	wrap_inside(w);
	put_be16(wrapped.frame.data + at, value);
	return frame_parse(&wrapped.frame);
}

static void headers_that_contradict_the_frame_are_refused(void **state)
{
	static const struct {
		const char *name;
		uint32_t at;
		uint16_t value;
	} faults[] = {
		{ "vxlan", 14 + 2, 1000 },		   /* IP length */
		{ "vxlan", 14 + 6, 0x2000 },		   /* a fragment */
		{ "vxlan", 14 + 20 + 4, 1000 },		   /* UDP length */
		{ "vxlan", 14 + 20 + 8 + 8 + 18, 0x4600 }, /* inner size */
		{ "gre", 14 + 20, GRE_SEQ },
		{ "gre", 14 + 20, 0x4000 }, /* routing */
		{ "gre", 14 + 20, 1 },	    /* version */
		{ "ipip", 14 + 8, 0x4000 | IPV6_IN },
		{ "sit", 14 + 8, 0x4000 | 50 }, /* ESP */
		{ "mpls", 14 + 10, 0x0010 },	/* no bottom of stack */
		{ "hsr", 14 + 4, 0x88b5 },
		{ "vxlan over IPv6", 14 + 6, 44 << 8 }, /* a fragment */
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (spoilt(wrapping(faults[i].name), faults[i].at,
			   faults[i].value) != FRAME_BAD_OFFLOAD)
			fail_msg("fault %zu is taken", i);
}

static enum frame_error parse_twice_wrapped(const struct wrapping *outside,
					    const struct wrapping *middle)
{
	static struct made once;
	struct virtio_net_hdr hdr;
	int by;

	frames_make(&inside, insides[middle->only == 6]);
	wrap_inside(middle);
	hdr = frames_hdr(&wrapped);
	once = wrapped;
	once.frame.data = once.room + VNET_HDR_SIZE;
	assert_int_equal(frame_parse(&once.frame), FRAME_OK);
	by = wrap(&wrapped, outside, &once.frame, 0);
	hdr.csum_start = (uint16_t)(hdr.csum_start + by);
	frames_set_hdr(&wrapped, hdr);
	return frame_parse(&wrapped.frame);
}

/* The outermost header would be adjusted, but the second would not. */
static void a_tunnel_in_a_tunnel_is_refused(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++)
		for (size_t j = 0; j < ARRAY_SIZE(wrappings); j++)
			if (wrappings[i].ip && wrappings[j].ip &&
			    parse_twice_wrapped(&wrappings[i], &wrappings[j]) !=
				    FRAME_BAD_OFFLOAD)
				fail_msg("%s in %s is taken", wrappings[j].name,
					 wrappings[i].name);
}

/* In memory of exactly its size, for the address sanitizer */
static void a_truncated_tunnel_is_read_within_its_bounds(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++) {
		frames_make(&inside, insides[wrappings[i].only == 6]);
		wrap_inside(&wrappings[i]);
		for (uint32_t len = 14; len < 300; len++) {
			uint8_t *copy = malloc(VNET_HDR_SIZE + len);
			struct frame f = { .data = copy + VNET_HDR_SIZE,
					   .len = len };

			assert_non_null(copy);
			memcpy(copy, wrapped.room, VNET_HDR_SIZE + len);
			assert_int_equal(frame_parse(&f), FRAME_BAD_OFFLOAD);
			free(copy);
		}
	}
}

#define TEST(f) cmocka_unit_test_teardown(f, empty_room)

int main(void)
{
	const struct CMUnitTest tunnel[] = {
		TEST(segments_in_a_tunnel_are_those_made_before_the_tunnel),
		TEST(an_mtu_limits_a_segment_with_its_outer_headers),
		TEST(a_checksum_in_a_tunnel_is_finished_alone),
		TEST(segments_in_a_udp_tunnel_are_bundled),
		TEST(a_bundle_is_not_longer_than_a_packet_can_be),
		TEST(headers_that_contradict_the_frame_are_refused),
		TEST(a_tunnel_in_a_tunnel_is_refused),
		TEST(a_truncated_tunnel_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tunnel, NULL, NULL);
}
