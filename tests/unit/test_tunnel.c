/* SPDX-License-Identifier: BSD-2-Clause */
/* Superframes and unfinished checksums inside tunnels: what is cut there must be
 * what would have gone in if it had been cut before. */
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

enum { IPIP = 4, UDP = 17, IPV6_IN = 41, GRE = 47, MPLS_IN = 137 };
enum { ID = 0xfffe, GRE_KEY = 0x2000, GRE_SEQ = 0x1000, GRE_CSUM = 0x8000 };

/**
 * struct wrapping - What is around a packet
 * @ip:		4, 6, or 0 for labels alone
 * @type:	EtherType in front of @labels bytes, where there is no @ip
 * @extension:	A destination option of 8 bytes, as Linux puts behind IPv6
 * @udp_csum:	UDP's is there
 * @between:	Bytes of a header behind UDP's or GRE's, or of labels
 * @ethernet:	A whole frame is inside, not just a packet
 */
static const struct wrapping {
	const char *name;
	unsigned int ip;
	uint8_t protocol;
	uint16_t type;
	bool extension;
	bool udp_csum;
	uint16_t gre_flags;
	uint32_t between;
	bool ethernet;
	unsigned int only;
} wrappings[] = {
	{ "vxlan", 4, UDP, .between = 8, .ethernet = true },
	{ "vxlan, checksums", 4, UDP, .udp_csum = true, .between = 8,
	  .ethernet = true },
	{ "vxlan over IPv6", 6, UDP, .udp_csum = true, .between = 8,
	  .ethernet = true },
	{ "vxlan over IPv6, none", 6, UDP, .between = 8, .ethernet = true },
	{ "geneve, options", 4, UDP, .udp_csum = true, .between = 8 + 64,
	  .ethernet = true },
	{ "fou", 4, UDP, .between = 0 },
	{ "gue", 6, UDP, .udp_csum = true, .between = 4 },
	{ "gre", 4, GRE, .gre_flags = 0 },
	{ "gre, key and checksum", 4, GRE, .gre_flags = GRE_KEY | GRE_CSUM },
	{ "gretap", 4, GRE, .ethernet = true },
	{ "ip6gretap, checksum", 6, GRE, .extension = true,
	  .gre_flags = GRE_CSUM, .ethernet = true },
	{ "ipip", 4, IPIP, .only = 4 },
	{ "sit", 4, IPV6_IN, .only = 6 },
	{ "ip6ip6", 6, IPV6_IN, .extension = true, .only = 6 },
	{ "ipip6", 6, IPIP, .extension = true, .only = 4 },
	{ "mpls in ip", 4, MPLS_IN, .between = 8 },
	{ "mpls", .type = 0x8847, .between = 12 },
	{ "hsr", .type = 0x892f, .between = 6 },
};

/* More than one tag, so that the head has some of all */
static const struct recipe insides[] = {
	{ .ip = 4,
	  .tcp_flags = TCP_ACK | TCP_PSH,
	  .tcp_options = 12,
	  .ip_id = 7,
	  .payload = 5000,
	  .gso_size = 1388,
	  .tags = 1,
	  .tci = 9 },
	{ .ip = 6,
	  .tcp_flags = TCP_ACK | TCP_CWR,
	  .payload = 5001,
	  .gso_size = 1368,
	  .ecn = true,
	  .extensions = 1 },
	{ .ip = 4, .udp = true, .payload = 3600, .gso_size = 1200 },
	{ .ip = 6, .udp = true, .payload = 2401, .gso_size = 1200 },
	{ .ip = 4, .ip_options = 8, .payload = 700, .gso_size = 900 },
};

static struct made inside, wrapped, expected;
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

static uint16_t pseudo(const uint8_t *ip, unsigned int version,
		       uint8_t protocol, uint32_t len)
{
	uint8_t bytes[40] = { [1] = protocol };

	put_be16(bytes + 2, (uint16_t)len);
	memcpy(bytes + 4, version == 4 ? ip + 12 : ip + 8,
	       version == 4 ? 8 : 32);
	return (uint16_t)~slow_csum(bytes, version == 4 ? 12 : 36);
}

/* Of @len bytes that go on from a sum */
static uint16_t csum_from(uint16_t sum, const uint8_t *bytes, uint32_t len)
{
	static uint8_t all[2 + FRAME_SIZE_MAX];

	put_be16(all, sum);
	memcpy(all + 2, bytes, len);
	return slow_csum(all, len + 2);
}

static uint32_t put_gre(uint8_t *at, const struct wrapping *w, uint16_t type)
{
	uint32_t len = 4;

	put_be16(at, w->gre_flags);
	put_be16(at + 2, type);
	if (w->gre_flags & GRE_CSUM)
		len += 4;
	if (w->gre_flags & GRE_KEY)
		len += 4;
	return len;
}

static uint32_t put_outer_ip(uint8_t *at, const struct wrapping *w)
{
	if (w->ip == 4) {
		put_be16(at, 0x4500);
		put_be16(at + 6, 0x4000);
		put_be16(at + 8, (uint16_t)(0x4000 | w->protocol));
		put_be32(at + 12, 0xc6336401);
		put_be32(at + 16, 0xc6336402);
		return 20;
	}
	put_be32(at, 0x60000000);
	at[6] = w->extension ? 60 : w->protocol;
	at[7] = 64;
	put_be32(at + 8, 0x20010db8);
	put_be32(at + 24, 0x20010db8);
	at[39] = 2;
	if (!w->extension)
		return 40;
	at[40] = w->protocol;
	put_be32(at + 42, 0x04010401);
	return 48;
}

static void mend_outer(uint8_t *ip, const struct wrapping *w, uint8_t *l4,
		       const uint8_t *end, size_t i)
{
	uint32_t len = (uint32_t)(end - l4);
	uint16_t csum;

	if (w->ip == 4) {
		put_be16(ip + 2, (uint16_t)(end - ip));
		put_be16(ip + 4, (uint16_t)(ID + i));
		put_be16(ip + 10, slow_csum(ip, 20));
	} else {
		put_be16(ip + 4, (uint16_t)(end - ip - 40));
	}
	if (w->protocol == UDP) {
		put_be16(l4, 4789);
		put_be16(l4 + 2, 4789);
		put_be16(l4 + 4, (uint16_t)len);
	}
	if (w->protocol == UDP && w->udp_csum) {
		csum = csum_from(pseudo(ip, w->ip, UDP, len), l4, len);
		put_be16(l4 + 6, csum ? csum : 0xffff);
	}
	if (w->protocol == GRE && w->gre_flags & GRE_CSUM)
		put_be16(l4 + 4, slow_csum(l4, len));
}

/* Puts a frame into a tunnel; returns how much longer it is in front. */
static int wrap(struct made *made, const struct wrapping *w,
		const struct frame *in, size_t i)
{
	uint8_t *data = made->room + VNET_HDR_SIZE, *at = data, *ip, *l4;
	uint32_t skip = w->ethernet ? 0 : in->l3;

	memset(made->room, 0, 512);
	memcpy(at, in->data, 12);
	put_be16(at + 12, w->ip == 4 ? 0x0800 : w->ip == 6 ? 0x86dd : w->type);
	ip = at += 14;
	if (w->ip)
		at += put_outer_ip(at, w);
	l4 = at;
	if (w->protocol == UDP)
		at += 8;
	if (w->protocol == GRE)
		at += put_gre(at, w, w->ethernet ? 0x6558 : in->type);
	memset(at, 0x10, w->between); /* the bottom bit of labels is not set */
	at += w->between;
	if (w->type == 0x8847 || w->protocol == MPLS_IN)
		at[-2] = 1;
	if (w->type == 0x892f)
		put_be16(at - 2, in->type);
	memcpy(at, in->data + skip, in->len - skip);
	made->frame = (struct frame){
		.data = data,
		.len = (uint32_t)(at - data) + in->len - skip,
	};
	if (w->ip)
		mend_outer(ip, w, l4, data + made->frame.len, i);
	return (int)(at - data) - (int)skip;
}

/* The virtio-net header names a place inside, as Linux's does. */
static struct frame *wrap_inside(const struct wrapping *w)
{
	struct virtio_net_hdr hdr = frames_hdr(&inside);
	int by;

	assert_int_equal(frame_parse(&inside.frame), FRAME_OK);
	by = wrap(&wrapped, w, &inside.frame, 0);
	if (hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		hdr.csum_start = (uint16_t)(hdr.csum_start + by);
	hdr.hdr_len = hdr.hdr_len ? (uint16_t)(hdr.hdr_len + by) : 0;
	frames_set_hdr(&wrapped, hdr);
	return &wrapped.frame;
}

static void cut(const struct frame *f, uint32_t offloads)
{
	empty_room(NULL);
	room = malloc(segment_room(f));
	assert_non_null(room);
	count = segment_make(f, offloads, room, pieces);
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

/* That @bufs are @n pieces of the inner frame, each in a tunnel of its own */
static void assert_cut_before(const struct wrapping *w, const struct buf *bufs,
			      size_t n)
{
	uint8_t *inner_room = malloc(segment_room(&inside.frame));
	static struct buf inner[SEGMENT_MAX];

	assert_non_null(inner_room);
	assert_int_equal(segment_make(&inside.frame, 0, inner_room, inner), n);
	for (size_t i = 0; i < n; i++) {
		struct frame f = { .data = inner[i].data, .len = inner[i].len };

		assert_int_equal(frame_parse(&f), FRAME_OK);
		wrap(&expected, w, &f, i);
		assert_equal(w->name, &bufs[i], &expected.frame);
	}
	free(inner_room);
}

static bool fits(const struct wrapping *w, const struct recipe *r)
{
	return !w->only || w->only == r->ip;
}

static void what_is_cut_in_a_tunnel_is_as_if_cut_before_it(void **state)
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
			assert_true(f->needs & OFFLOAD_SWITCH);
			cut(f, 0);
			assert_cut_before(w, pieces, count);
		}
}

static void an_mtu_limits_the_longest_piece_with_all_around_it(void **state)
{
	struct frame *f;
	(void)state;

	frames_make(&inside, insides[0]);
	f = wrap_inside(&wrappings[0]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, 0);
	assert_int_equal(f->packet_len, pieces[0].len - f->l3);
}

static void a_checksum_in_a_tunnel_is_finished_and_nothing_else(void **state)
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
		cut(f, 0);

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

static bool can_be_bundled(const struct wrapping *w)
{
	return w->protocol == UDP && !w->extension;
}

/* Cuts bundles as Linux would, one by one, behind one another. */
static void cut_bundles(struct buf *all, size_t *n, uint8_t *end)
{
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		struct frame f = { .data = pieces[i].data,
				   .len = pieces[i].len };

		assert_int_equal(frame_parse(&f), FRAME_OK);
		assert_int_equal(f.needs & ~OFFLOAD_ALL, 0);
		*n += segment_make(&f, 0, end, all + *n);
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
	with_csum.udp_csum = true; /* even if there was none */
	assert_cut_before(&with_csum, all, n);
	free(more);
}

static void pieces_in_udp_come_in_bundles_that_linux_can_cut(void **state)
{
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++) {
		const struct wrapping *w = &wrappings[i];
		struct frame *f;

		frames_make(&inside, insides[w->only == 6]);
		f = wrap_inside(w);
		assert_int_equal(frame_parse(f), FRAME_OK);
		cut(f, OFFLOAD_ALL);
		if (can_be_bundled(w))
			assert_bundled(w, 1);
		else
			assert_cut_before(w, pieces, count);

		cut(f, OFFLOAD_ALL & ~OFFLOAD_USO);
		assert_cut_before(w, pieces, count);
	}
}

static void a_bundle_is_no_longer_than_a_packet_can_be(void **state)
{
	struct recipe recipe = { .ip = 4, .payload = 65300, .gso_size = 1400 };
	struct frame *f;
	(void)state;

	frames_make(&inside, recipe);
	f = wrap_inside(&wrappings[1]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, OFFLOAD_ALL);
	assert_bundled(&wrappings[1], 2);

	recipe.gso_size = 100;
	recipe.payload = 6500;
	frames_make(&inside, recipe);
	f = wrap_inside(&wrappings[1]);
	assert_int_equal(frame_parse(f), FRAME_OK);
	cut(f, OFFLOAD_ALL);
	count--; /* the 65th is alone, and has its checksum */
	assert_int_equal(count, 1);
	assert_int_equal(pieces[0].len, 14 + 20 + 8 + 64 * (8 + 54 + 100));
}

static enum frame_fault spoilt(const struct wrapping *w, uint32_t at,
			       uint16_t value)
{
	frames_make(&inside, insides[w->only == 6]);
	wrap_inside(w);
	put_be16(wrapped.frame.data + at, value);
	return frame_parse(&wrapped.frame);
}

static const struct wrapping *wrapping(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++)
		if (!strcmp(wrappings[i].name, name))
			return &wrappings[i];
	return NULL;
}

static void headers_that_contradict_the_frame_are_refused(void **state)
{
	static const struct {
		const char *name;
		uint32_t at;
		uint16_t value;
	} faults[] = {
		{ "vxlan", 14 + 2, 1000 },		   /* IP's length */
		{ "vxlan", 14 + 6, 0x2000 },		   /* a fragment */
		{ "vxlan", 14 + 20 + 4, 1000 },		   /* UDP's length */
		{ "vxlan", 14 + 20 + 8 + 8 + 18, 0x4600 }, /* inner size */
		{ "gre", 14 + 20, GRE_SEQ },
		{ "gre", 14 + 20, 0x4000 }, /* routing */
		{ "gre", 14 + 20, 1 },	    /* version */
		{ "ipip", 14 + 8, 0x4000 | IPV6_IN },
		{ "sit", 14 + 8, 0x4000 | 50 }, /* ESP */
		{ "mpls", 14 + 10, 0x0010 },	/* no bottom */
		{ "hsr", 14 + 4, 0x88b5 },
		{ "vxlan over IPv6", 14 + 6, 44 << 8 }, /* a fragment */
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (spoilt(wrapping(faults[i].name), faults[i].at,
			   faults[i].value) != FRAME_BAD_OFFLOAD)
			fail_msg("fault %zu is taken", i);
}

static enum frame_fault parse_twice_wrapped(const struct wrapping *outside,
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

/* The first would be mended, and the second would not. */
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

/* In memory of just its size: the address sanitizer looks on. */
static void a_tunnel_cut_anywhere_is_read_within_its_bounds(void **state)
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
		TEST(what_is_cut_in_a_tunnel_is_as_if_cut_before_it),
		TEST(an_mtu_limits_the_longest_piece_with_all_around_it),
		TEST(a_checksum_in_a_tunnel_is_finished_and_nothing_else),
		TEST(pieces_in_udp_come_in_bundles_that_linux_can_cut),
		TEST(a_bundle_is_no_longer_than_a_packet_can_be),
		TEST(headers_that_contradict_the_frame_are_refused),
		TEST(a_tunnel_in_a_tunnel_is_refused),
		TEST(a_tunnel_cut_anywhere_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tunnel, NULL, NULL);
}
