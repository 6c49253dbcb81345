/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "frame/framing.h"
#include "frames.h"

#define BUFS_MAX 4

/**
 * struct fixture - A stream, and buffers for its frames
 * @in:		Bytes received and not yet taken
 * @header:	Length of the header in front of each frame
 * @bytes:	The stream, @size bytes
 * @bufs:	The buffers; the last call filled @n of them
 */
struct fixture {
	struct bytebuf in;
	size_t header;
	uint8_t bytes[2 * (FRAME_SIZE_MAX + 64)];
	size_t size;
	struct buf bufs[BUFS_MAX];
	size_t n;
};

static int fixture_make(void **state, size_t header)
{
	struct fixture *b = calloc(1, sizeof(*b));

	if (!b || !bytebuf_init(&b->in, FRAMING_BACKLOG))
		return -1;
	b->header = header;
	for (size_t i = 0; i < BUFS_MAX; i++) {
		b->bufs[i].data =
			(uint8_t *)malloc(VNET_HDR_SIZE + FRAME_SIZE_MAX) +
			VNET_HDR_SIZE;
		memset(b->bufs[i].data - VNET_HDR_SIZE, 0xee,
		       VNET_HDR_SIZE + FRAME_SIZE_MAX);
	}
	*state = b;
	return 0;
}

static int frames_alone(void **state)
{
	return fixture_make(state, 0);
}

static int frames_with_headers(void **state)
{
	return fixture_make(state, VNET_HDR_SIZE);
}

static int fixture_free(void **state)
{
	struct fixture *b = *state;

	for (size_t i = 0; i < BUFS_MAX; i++)
		free(b->bufs[i].data - VNET_HDR_SIZE);
	bytebuf_free(&b->in);
	free(b);
	return 0;
}

/* The i-th byte of the k-th frame, counted from its header */
static uint8_t byte_of(size_t k, size_t i)
{
	return payload_byte((uint32_t)(k * 100003 + i));
}

static void put_len(struct fixture *b, uint32_t len)
{
	framing_write(b->bytes + b->size, len);
	b->size += FRAMING_SIZE;
}

/* Appends the k-th frame to the stream; @len includes its header. */
static void put_frame(struct fixture *b, size_t k, uint32_t len)
{
	put_len(b, len);
	for (size_t i = 0; i < len; i++)
		b->bytes[b->size++] = byte_of(k, i);
}

/* Receives a part of the stream. */
static void receive(struct fixture *b, size_t from, size_t to)
{
	assert_true(bytebuf_put(&b->in, b->bytes + from, to - from));
}

static uint32_t take(struct fixture *b, size_t most)
{
	return framing_take(&b->in, b->header, b->bufs, most, &b->n);
}

/* A buffer must hold the k-th frame; @len includes its header. */
static void assert_frame(const struct fixture *b, const struct buf *buf,
			 size_t k, uint32_t len)
{
	assert_int_equal(buf->len, len - b->header);
	for (size_t i = 0; i < len; i++)
		if (buf->data[(ptrdiff_t)(i - b->header)] != byte_of(k, i))
			fail_msg("byte %zu of frame %zu differs", i, k);
	for (size_t i = 1; !b->header && i <= VNET_HDR_SIZE; i++)
		assert_int_equal(buf->data[-(ptrdiff_t)i], 0);
}

static void the_length_is_in_network_order(void **state)
{
	uint8_t bytes[FRAMING_SIZE];
	(void)state;

	framing_write(bytes, 0x01020304);

	assert_memory_equal(bytes, "\1\2\3\4", FRAMING_SIZE);
}

static void no_frame_is_taken_from_an_empty_stream(void **state)
{
	struct fixture *b = *state;

	assert_int_equal(take(b, BUFS_MAX), 0);
	assert_int_equal(b->n, 0);
}

static void several_complete_frames_are_taken_at_once(void **state)
{
	struct fixture *b = *state;

	put_frame(b, 0, 60);
	put_frame(b, 1, 1514);
	put_frame(b, 2, 10);
	receive(b, 0, b->size);

	assert_int_equal(take(b, BUFS_MAX), 0);
	assert_int_equal(b->n, 3);
	assert_frame(b, &b->bufs[0], 0, 60);
	assert_frame(b, &b->bufs[1], 1, 1514);
	assert_frame(b, &b->bufs[2], 2, 10);
	assert_int_equal(b->in.len, 0);
}

static void no_more_frames_are_taken_than_there_are_buffers(void **state)
{
	struct fixture *b = *state;

	for (size_t k = 0; k < 3; k++)
		put_frame(b, k, 60);
	receive(b, 0, b->size);

	assert_int_equal(take(b, 2), 0);
	assert_int_equal(b->n, 2);
	assert_int_equal(take(b, 0), 0);
	assert_int_equal(b->n, 0);
	assert_int_equal(take(b, 2), 0);
	assert_int_equal(b->n, 1);
	assert_frame(b, &b->bufs[0], 2, 60);
}

/* The first part may have any length. */
static void a_stream_may_arrive_in_two_parts_cut_anywhere(void **state)
{
	struct fixture *b = *state;

	put_frame(b, 0, 60);
	put_frame(b, 1, 14);
	put_frame(b, 2, 33);
	for (size_t cut = 0; cut <= b->size; cut++) {
		size_t first;

		receive(b, 0, cut);
		assert_int_equal(take(b, BUFS_MAX), 0);
		first = b->n;
		assert_int_equal(first, (cut >= 64) + (cut >= 64 + 18) +
						(cut >= b->size));
		receive(b, cut, b->size);
		assert_int_equal(framing_take(&b->in, b->header,
					      b->bufs + first, BUFS_MAX - first,
					      &b->n),
				 0);
		assert_int_equal(first + b->n, 3);
		assert_frame(b, &b->bufs[0], 0, 60);
		assert_frame(b, &b->bufs[1], 1, 14);
		assert_frame(b, &b->bufs[2], 2, 33);
		assert_int_equal(b->in.len, 0);
	}
}

static void a_stream_may_arrive_byte_by_byte(void **state)
{
	struct fixture *b = *state;
	size_t taken = 0;

	put_frame(b, 0, 60);
	put_frame(b, 1, 10);
	put_frame(b, 2, 200);
	for (size_t at = 0; at < b->size; at++) {
		receive(b, at, at + 1);
		assert_int_equal(take(b, 1), 0);
		if (b->n)
			assert_frame(b, &b->bufs[0], taken,
				     (const uint32_t[]){ 60, 10, 200 }[taken]);
		taken += b->n;
	}
	assert_int_equal(taken, 3);
}

/* Also frames too short for Ethernet, which are not this module's concern */
static void frames_of_every_length_up_to_the_longest_are_taken(void **state)
{
	struct fixture *b = *state;
	const uint32_t longest = (uint32_t)(FRAME_SIZE_MAX + b->header);
	const uint32_t lens[] = { (uint32_t)b->header, 11,     13, 14, 65535,
				  longest - 1,	       longest };

	for (size_t k = 0; k < ARRAY_SIZE(lens); k++) {
		b->size = 0;
		put_frame(b, k, lens[k]);
		receive(b, 0, b->size);

		assert_int_equal(take(b, BUFS_MAX), 0);
		assert_int_equal(b->n, 1);
		assert_frame(b, &b->bufs[0], k, lens[k]);
	}
}

/* Reported before its bytes arrive, which could be 4 GiB */
static void a_length_beyond_the_longest_frame_is_an_error(void **state)
{
	struct fixture *b = *state;
	const uint32_t longest = (uint32_t)(FRAME_SIZE_MAX + b->header);
	const uint32_t lens[] = { longest + 1, 0x10000000, UINT32_MAX };

	for (size_t k = 0; k < ARRAY_SIZE(lens); k++) {
		b->size = 0;
		put_len(b, lens[k]);
		receive(b, 0, b->size);

		assert_int_equal(take(b, BUFS_MAX), lens[k]);
		assert_int_equal(b->n, 0);
		bytebuf_drop(&b->in, FRAMING_SIZE);
	}
}

static void a_length_of_0_or_below_the_header_is_an_error(void **state)
{
	struct fixture *b = *state;

	put_len(b, VNET_HDR_SIZE - 1);
	receive(b, 0, b->size);
	assert_int_equal(take(b, BUFS_MAX), VNET_HDR_SIZE - 1);
	assert_int_equal(b->n, 0);
	bytebuf_drop(&b->in, FRAMING_SIZE);

	b->size = 0;
	put_len(b, 0);
	receive(b, 0, b->size);
	assert_int_not_equal(take(b, BUFS_MAX), 0);
	assert_int_equal(b->n, 0);
}

static void frames_before_an_error_are_taken_and_it_persists(void **state)
{
	struct fixture *b = *state;

	put_frame(b, 0, 60);
	put_len(b, UINT32_MAX);
	receive(b, 0, b->size);

	assert_int_equal(take(b, BUFS_MAX), UINT32_MAX);
	assert_int_equal(b->n, 1);
	assert_frame(b, &b->bufs[0], 0, 60);
	assert_int_equal(take(b, BUFS_MAX), UINT32_MAX);
	assert_int_equal(b->n, 0);
}

/* The length is not examined while no buffer is left. */
static void an_error_after_a_full_batch_is_reported_next_time(void **state)
{
	struct fixture *b = *state;

	put_frame(b, 0, 60);
	put_len(b, UINT32_MAX);
	receive(b, 0, b->size);

	assert_int_equal(take(b, 1), 0);
	assert_int_equal(b->n, 1);
	assert_int_equal(take(b, 1), UINT32_MAX);
}

/* Reads as a stream port does: as many bytes as there is room for.  The end of
 * the buffer falls on every place within a frame. */
static void no_frame_is_divided_at_the_end_of_the_buffer(void **state)
{
	struct fixture *b = *state;
	const uint32_t longest = (uint32_t)(FRAME_SIZE_MAX + b->header);
	size_t come_to = 0, taken = 0;

	for (size_t k = 0; k < 3 * BUFS_MAX; k++) {
		uint32_t len = k % 3 ? longest : 60 + (uint32_t)k;
		size_t room, some;
		uint8_t *at;

		b->size = 0;
		put_frame(b, k, len);
		for (come_to = 0; come_to < b->size; come_to += some) {
			at = bytebuf_room(&b->in, &room);
			some = b->size - come_to < 30011 ? b->size - come_to
							 : 30011;
			assert_true(room >= some);
			memcpy(at, b->bytes + come_to, some);
			bytebuf_grow(&b->in, some);
			if (k % 4 == 1 && come_to + some == b->size)
				break; /* a part of a frame: read more */
			assert_int_equal(take(b, BUFS_MAX), 0);
			for (size_t i = 0; i < b->n; i++, taken++)
				assert_frame(b, &b->bufs[i], taken,
					     taken % 3 ? longest
						       : 60 + (uint32_t)taken);
		}
	}
	assert_int_equal(taken, 3 * BUFS_MAX);
	assert_int_equal(b->in.len, 0);
}

#define ALONE(f) cmocka_unit_test_setup_teardown(f, frames_alone, fixture_free)
#define WITH_HEADER(f)                                                         \
	{                                                                      \
		"with headers: " #f, f, frames_with_headers, fixture_free,     \
			NULL                                                   \
	}

int main(void)
{
	const struct CMUnitTest framing[] = {
		cmocka_unit_test(the_length_is_in_network_order),
		ALONE(no_frame_is_taken_from_an_empty_stream),
		ALONE(several_complete_frames_are_taken_at_once),
		WITH_HEADER(several_complete_frames_are_taken_at_once),
		ALONE(no_more_frames_are_taken_than_there_are_buffers),
		ALONE(a_stream_may_arrive_in_two_parts_cut_anywhere),
		WITH_HEADER(a_stream_may_arrive_in_two_parts_cut_anywhere),
		ALONE(a_stream_may_arrive_byte_by_byte),
		WITH_HEADER(a_stream_may_arrive_byte_by_byte),
		ALONE(frames_of_every_length_up_to_the_longest_are_taken),
		WITH_HEADER(frames_of_every_length_up_to_the_longest_are_taken),
		ALONE(a_length_beyond_the_longest_frame_is_an_error),
		WITH_HEADER(a_length_beyond_the_longest_frame_is_an_error),
		WITH_HEADER(a_length_of_0_or_below_the_header_is_an_error),
		ALONE(frames_before_an_error_are_taken_and_it_persists),
		ALONE(an_error_after_a_full_batch_is_reported_next_time),
		ALONE(no_frame_is_divided_at_the_end_of_the_buffer),
		WITH_HEADER(no_frame_is_divided_at_the_end_of_the_buffer),
	};

	return cmocka_run_group_tests(framing, NULL, NULL);
}
