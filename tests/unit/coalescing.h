/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For the tests of coalesce_make(): lists of frames are made, changed and
 * merged.  Segmenting the result must give back the original frames.
 */
#ifndef TEST_COALESCING_H
#define TEST_COALESCING_H

#include <stdlib.h>

#include "frame/coalesce.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "frames.h"
#include "stations.h"

/* The frames of a batch that are sent to one port */
static struct made made[COALESCE_MAX], untouched[COALESCE_MAX];
static const struct frame *frames[COALESCE_MAX];
static size_t n;

/* The result, in memory of exactly its size */
static uint8_t *room;
static struct frame gso_frames[COALESCE_MAX / 2];
static struct coalesced out[COALESCE_MAX];
static size_t count;

static inline int an_empty_list(void **state)
{
	(void)state;
	free(room);
	room = NULL;
	n = 0;
	return 0;
}

static inline void add(struct recipe recipe)
{
	frames[n] = frames_make(&made[n], recipe);
	frame_parse(&made[n++].frame);
}

/* A recipe for the first segment of a stream; add_next() advances it. */
static inline struct recipe stream(unsigned int ip)
{
	return (struct recipe){ .dst = BOB,
				.src = ALICE,
				.ip = ip,
				.ip_id = 5,
				.tcp_seq = 7,
				.tcp_flags = TCP_ACK,
				.tcp_options = 12,
				.payload = 1000 };
}

static inline void add_next(struct recipe *r)
{
	add(*r);
	r->tcp_seq += r->payload;
	r->payload_at += r->payload;
	r->ip_id++;
}

static inline void add_stream(struct recipe *r, size_t segments)
{
	while (segments--)
		add_next(r);
}

static inline struct recipe two_of(struct recipe r)
{
	an_empty_list(NULL);
	add_stream(&r, 2);
	return r;
}

static inline bool same_stations(const struct frame *a, const struct frame *b)
{
	return mac_equal(a->dst, b->dst) && mac_equal(a->src, b->src);
}

/* Segmenting a GSO frame must give back the original frames, byte for byte. */
static inline void assert_gives_originals(const struct coalesced *c)
{
	static uint8_t plain[FRAME_HEADROOM + FRAME_SIZE_MAX];
	struct buf pieces[COALESCE_MAX], original;
	uint8_t *cut = malloc(segment_room(c->frame));
	size_t at = c->first;

	assert_non_null(cut);
	assert_int_equal(segment_make(c->frame, false, cut, pieces), c->count);
	for (size_t i = 0; i < c->count; i++, at++) {
		while (!same_stations(frames[at], c->frame))
			at++;
		segment_make(frames[at], false, plain, &original);
		assert_int_equal(pieces[i].len, original.len);
		assert_memory_equal(pieces[i].data, original.data,
				    original.len);
	}
	free(cut);
}

static inline void assert_gso_frame_is_valid(const struct coalesced *c)
{
	struct frame again = { .data = c->frame->data, .len = c->frame->len };
	struct virtio_net_hdr hdr = frame_vnet_hdr(c->frame->data);

	assert_int_equal(frame_parse(&again), FRAME_OK);
	assert_int_equal(again.gso_size, c->frame->gso_size);
	assert_int_equal(again.needs, c->frame->needs);
	assert_int_equal(hdr.hdr_len, again.head_len);
	assert_true(c->frame->len <= COALESCE_SIZE_MAX);
	assert_gives_originals(c);
}

static inline void merge_for(uint32_t offloads)
{
	size_t sum = 0;

	free(room);
	room = malloc(n ? coalesce_room(frames, n) : 1);
	assert_non_null(room);
	memcpy(untouched, made, n * sizeof(*made));

	count = coalesce_make(frames, n, offloads, room, gso_frames, out);

	assert_memory_equal(made, untouched, n * sizeof(*made));
	for (size_t i = 0; i < count; i++) {
		sum += out[i].count;
		if (out[i].count > 1)
			assert_gso_frame_is_valid(&out[i]);
		else
			assert_ptr_equal(out[i].frame, frames[out[i].first]);
	}
	assert_int_equal(sum, n);
}

/* @counts are the numbers of frames merged into each of the output: { 3, 1 } */
static inline void assert_merges(const size_t *counts, size_t wanted)
{
	merge_for(OFFLOAD_ALL);
	assert_int_equal(count, wanted);
	for (size_t i = 0; i < wanted; i++)
		assert_int_equal(out[i].count, counts[i]);
}

#define assert_merged(...)                                                     \
	assert_merges((const size_t[]){ __VA_ARGS__ },                         \
		      sizeof((const size_t[]){ __VA_ARGS__ }) /                \
			      sizeof(size_t))

static inline void assert_all_apart(void)
{
	merge_for(OFFLOAD_ALL);
	assert_int_equal(count, n);
}

/* Inverts some bits without correcting the checksums. */
static inline void flip(size_t i, uint32_t at, uint8_t bits)
{
	made[i].frame.data[at] ^= bits;
	frame_parse(&made[i].frame);
}

#endif /* TEST_COALESCING_H */
