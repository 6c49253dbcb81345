/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares a queue of frames with a simple list of what it should contain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "frame/queue.h"
#include "frames.h"
#include "stations.h"

#define RECORD	    48	  /* bytes that a frame takes besides its own */
#define LEN_MAX	    65549 /* longest frame of a tap */
#define TURNS	    1009  /* offsets at which frames begin in all_bytes */
#define LIST_MAX    16384
#define USUAL_BYTES (512 * 1024)
#define MOST_BYTES  (1024 * 1024)

/* Every frame is a part of these bytes, with the header in front of it. */
static uint8_t all_bytes[TURNS + VNET_HDR_SIZE + FRAME_SIZE_MAX];

/**
 * struct list - The expected contents of the queue, first in, first out
 * @bytes:	Size of the queue
 * @taken:	Bytes of it in use, if none is wasted
 * @frame_bytes: Length of all frames
 * @size_max:	Bytes that the longest frame of the test takes
 */
struct list {
	struct {
		uint32_t begins;
		uint32_t len;
		int64_t since_ms;
		bool own;
	} frames[LIST_MAX];
	size_t first, n;
	size_t bytes, taken, frame_bytes, size_max;
	int64_t max_ms;
};

static int make_bytes(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < sizeof(all_bytes); i++)
		all_bytes[i] = payload_byte(i);
	return 0;
}

/* Our own generator, so that the traffic is the same on every machine. */
static uint32_t dice(uint32_t sides)
{
	static uint64_t seed = 20240229;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(seed >> 33) % sides;
}

static struct buf frame_of(uint32_t begins, uint32_t len)
{
	return (struct buf){ all_bytes + begins + VNET_HDR_SIZE, len };
}

static size_t size_of(uint32_t len)
{
	return (RECORD + (size_t)len + 15) / 16 * 16;
}

static bool add_one(struct frame_queue *q, uint32_t begins, uint32_t len)
{
	return frame_queue_add(q, frame_of(begins, len), false, 0);
}

/* Gets the first frame, and whether it has waited for too long. */
static bool see_first(const struct frame_queue *q, int64_t now_ms,
		      struct buf *first, bool *late)
{
	bool own;

	if (!frame_queue_peek(q, first, 1, &own))
		return false;
	*late = now_ms >= frame_queue_late_ms(q);
	return true;
}

static void assert_first_is(const struct frame_queue *q, uint32_t begins,
			    uint32_t len)
{
	struct buf first;
	bool late;

	assert_true(see_first(q, 0, &first, &late));
	assert_int_equal(first.len, len);
	assert_memory_equal(first.data - VNET_HDR_SIZE, all_bytes + begins,
			    VNET_HDR_SIZE + len);
	assert_false(late);
}

/* A frame must fit if there is room for it and the longest frame, or if the
 * queue is empty and large enough; it must not fit if it exceeds the free
 * bytes. */
static void list_adds(struct list *list, struct frame_queue *q, uint32_t len,
		      int64_t now_ms)
{
	const uint32_t begins = dice(TURNS);
	const size_t size = size_of(len);
	const size_t is_free = list->bytes - list->taken;
	const bool own = !dice(4);
	const bool added =
		frame_queue_add(q, frame_of(begins, len), own, now_ms);

	if (size > is_free)
		assert_false(added);
	if (is_free >= size + list->size_max || (!list->n && size <= is_free))
		assert_true(added);
	if (added) {
		size_t last = (list->first + list->n++) % LIST_MAX;

		assert_true(list->n <= LIST_MAX);
		list->frames[last].begins = begins;
		list->frames[last].len = len;
		list->frames[last].since_ms = now_ms;
		list->frames[last].own = own;
		list->taken += size;
		list->frame_bytes += len;
	}
}

static void list_pops(struct list *list, struct frame_queue *q, int64_t now_ms)
{
	const size_t i = list->first;
	struct buf first;
	bool late;

	assert_int_equal(see_first(q, now_ms, &first, &late), list->n > 0);
	if (!list->n)
		return;
	assert_int_equal(first.len, list->frames[i].len);
	assert_true(!memcmp(first.data - VNET_HDR_SIZE,
			    all_bytes + list->frames[i].begins,
			    VNET_HDR_SIZE + first.len));
	/* A driver that sends the frame may write there. */
	memset(first.data - FRAME_HEADROOM, 0xee, FRAME_HEADROOM);
	assert_int_equal(late,
			 now_ms - list->frames[i].since_ms > list->max_ms);
	frame_queue_pop(q);
	list->taken -= size_of(first.len);
	list->frame_bytes -= first.len;
	list->first = (i + 1) % LIST_MAX;
	list->n--;
}

/* Only frames that the switch all originated, or all did not, are returned. */
static void assert_next_are(const struct list *list,
			    const struct frame_queue *q)
{
	enum { MOST = 5 };
	struct buf next[MOST];
	bool own = false;
	size_t n = frame_queue_peek(q, next, MOST, &own);

	assert_int_equal(n > 0, list->n > 0);
	for (size_t k = 0; k < MOST && k < list->n; k++) {
		size_t i = (list->first + k) % LIST_MAX;

		if (list->frames[i].own != list->frames[list->first].own) {
			assert_int_equal(n, k);
			return;
		}
		assert_true(k < n);
		assert_int_equal(own, list->frames[i].own);
		assert_int_equal(next[k].len, list->frames[i].len);
		assert_memory_equal(
			next[k].data,
			all_bytes + VNET_HDR_SIZE + list->frames[i].begins, 14);
	}
	assert_int_equal(n, list->n < MOST ? list->n : MOST);
}

static void queue_is_like_a_list(uint32_t bytes, uint32_t len_max,
				 uint32_t rounds)
{
	static struct list list;
	struct frame_queue *q = frame_queue_new(bytes, 50);
	uint32_t adds = 50;

	assert_non_null(q);
	list = (struct list){ .bytes = bytes,
			      .size_max = size_of(len_max),
			      .max_ms = 50 };
	for (uint32_t now_ms = 0; now_ms < rounds; now_ms++) {
		/* The queue fills for some time, and then empties. */
		if (!dice(50))
			adds = dice(101);
		if (dice(100) < adds)
			list_adds(&list, q,
				  14 + dice(dice(8) ? (len_max - 13) / 4 + 1
						    : len_max - 13),
				  now_ms);
		else
			list_pops(&list, q, now_ms);
		assert_int_equal(frame_queue_count(q), list.n);
		assert_int_equal(frame_queue_bytes(q), list.frame_bytes);
		assert_next_are(&list, q);
	}
	while (list.n)
		list_pops(&list, q, rounds);
	assert_int_equal(frame_queue_count(q), 0);
	frame_queue_free(q);
}

static void frames_come_out_unchanged_and_in_order(void **state)
{
	(void)state;

	for (uint32_t more = 0; more < 34; more++)
		queue_is_like_a_list(131072 + more, LEN_MAX, 2000);
	queue_is_like_a_list(USUAL_BYTES, 1514, 50000);
	queue_is_like_a_list(MOST_BYTES, LEN_MAX, 20000);
}

/* In small rings, each way to reach the end of the ring occurs many times. */
static void frames_come_out_in_order_of_a_queue_of_any_size(void **state)
{
	(void)state;

	for (uint32_t bytes = 0; bytes < 400; bytes++)
		queue_is_like_a_list(bytes, 14 + dice(100), 2000);
}

static void an_empty_queue_has_no_first_frame(void **state)
{
	struct frame_queue *q = frame_queue_new(4096, 100);
	struct buf first;
	bool late;
	(void)state;

	assert_int_equal(frame_queue_count(q), 0);
	assert_false(see_first(q, 0, &first, &late));

	assert_true(add_one(q, 0, 60));
	frame_queue_pop(q);
	assert_int_equal(frame_queue_count(q), 0);
	assert_false(see_first(q, 0, &first, &late));
	frame_queue_free(q);
}

static void a_queue_can_be_filled_to_the_last_byte(void **state)
{
	enum { N = 10 };
	struct frame_queue *q = frame_queue_new(N * (RECORD + 64), 100);
	(void)state;

	for (uint32_t i = 0; i < N; i++)
		assert_true(add_one(q, i, 64));
	assert_false(add_one(q, N, 14));

	/* Each frame that is removed makes room for exactly one. */
	for (uint32_t i = 0; i < 5 * N; i++) {
		assert_first_is(q, i, 64);
		frame_queue_pop(q);
		assert_true(add_one(q, i + N, 64));
		assert_false(add_one(q, TURNS - 1, 14));
		assert_int_equal(frame_queue_count(q), N);
	}
	frame_queue_free(q);
}

static void a_frame_that_does_not_fit_leaves_the_others_unchanged(void **state)
{
	struct frame_queue *q = frame_queue_new(544, 100);
	(void)state;

	assert_true(add_one(q, 1, 200));
	assert_true(add_one(q, 2, 100));
	assert_false(add_one(q, 3, 200));
	assert_int_equal(frame_queue_count(q), 2);

	assert_true(add_one(q, 4, 60));
	frame_queue_pop(q);
	assert_first_is(q, 2, 100);
	frame_queue_pop(q);
	assert_first_is(q, 4, 60);
	frame_queue_free(q);
}

static void a_frame_larger_than_the_queue_never_fits(void **state)
{
	struct frame_queue *q = frame_queue_new(RECORD + 1000, 100);
	(void)state;

	assert_false(add_one(q, 0, 1001));
	assert_true(add_one(q, 0, 992));
	frame_queue_pop(q);
	assert_false(add_one(q, 0, 1001));
	assert_false(add_one(q, 0, LEN_MAX));
	assert_true(add_one(q, 0, 992));
	frame_queue_free(q);
}

/* In memory of exactly their size, for the address sanitizer. */
static void the_shortest_and_the_longest_frame_come_out_complete(void **state)
{
	static const uint32_t lens[] = { ETH_HEADER_SIZE, LEN_MAX };
	struct frame_queue *q = frame_queue_new(131072, 100);
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		uint8_t *bytes = malloc(VNET_HDR_SIZE + lens[i]);
		struct buf frame = { bytes + VNET_HDR_SIZE, lens[i] };

		memcpy(bytes, all_bytes, VNET_HDR_SIZE + lens[i]);
		assert_true(frame_queue_add(q, frame, false, 0));
		free(bytes);
	}
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		assert_first_is(q, 0, lens[i]);
		frame_queue_pop(q);
	}
	frame_queue_free(q);
}

static void a_frame_is_late_after_its_maximum_time(void **state)
{
	struct frame_queue *q = frame_queue_new(4096, 100);
	struct buf first;
	bool late;
	(void)state;

	frame_queue_add(q, frame_of(1, 60), false, 5 * SECOND);
	frame_queue_add(q, frame_of(2, 60), false, 5 * SECOND + 1);

	assert_true(see_first(q, 5 * SECOND, &first, &late));
	assert_false(late);
	assert_int_equal(frame_queue_late_ms(q), 5 * SECOND + 101);
	assert_true(see_first(q, 5 * SECOND + 100, &first, &late));
	assert_false(late);
	assert_true(see_first(q, 5 * SECOND + 101, &first, &late));
	assert_true(late);
	frame_queue_pop(q);
	assert_int_equal(frame_queue_late_ms(q), 5 * SECOND + 102);
	assert_true(see_first(q, 5 * SECOND + 101, &first, &late));
	assert_false(late);
	assert_true(see_first(q, INT64_MAX, &first, &late));
	assert_true(late);
	frame_queue_free(q);
}

static void frames_moved_to_another_queue_keep_their_time(void **state)
{
	struct frame_queue *from = frame_queue_new(4096, 10);
	struct frame_queue *to = frame_queue_new(1024, 100);
	(void)state;

	frame_queue_add(from, frame_of(1, 60), false, 5 * SECOND);
	frame_queue_add(from, frame_of(2, 100), false, 6 * SECOND);

	assert_int_equal(frame_queue_move(to, from), 0);
	assert_int_equal(frame_queue_count(from), 0);
	assert_int_equal(frame_queue_count(to), 2);
	assert_first_is(to, 1, 60);
	assert_int_equal(frame_queue_late_ms(to), 5 * SECOND + 101);
	frame_queue_pop(to);
	assert_first_is(to, 2, 100);
	assert_int_equal(frame_queue_late_ms(to), 6 * SECOND + 101);

	frame_queue_free(from);
	frame_queue_free(to);
}

static void the_last_frames_are_dropped_by_a_smaller_queue(void **state)
{
	struct frame_queue *from = frame_queue_new(4096, 100);
	struct frame_queue *to = frame_queue_new(2 * (RECORD + 64), 100);
	(void)state;

	for (uint32_t i = 0; i < 5; i++)
		assert_true(add_one(from, i, 64));

	assert_int_equal(frame_queue_move(to, from), 3);
	assert_int_equal(frame_queue_count(from), 0);
	assert_first_is(to, 0, 64);
	frame_queue_pop(to);
	assert_first_is(to, 1, 64);
	frame_queue_pop(to);
	assert_int_equal(frame_queue_count(to), 0);

	frame_queue_free(from);
	frame_queue_free(to);
}

static void a_queue_can_be_compared_with_limits(void **state)
{
	struct frame_queue *q = frame_queue_new(4096, 100);
	(void)state;

	assert_true(frame_queue_has_limits(q, 4096, 100));
	assert_false(frame_queue_has_limits(q, 4097, 100));
	assert_false(frame_queue_has_limits(q, 4096, 101));
	frame_queue_free(q);
	frame_queue_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_come_out_unchanged_and_in_order),
		cmocka_unit_test(
			frames_come_out_in_order_of_a_queue_of_any_size),
		cmocka_unit_test(an_empty_queue_has_no_first_frame),
		cmocka_unit_test(a_queue_can_be_filled_to_the_last_byte),
		cmocka_unit_test(
			a_frame_that_does_not_fit_leaves_the_others_unchanged),
		cmocka_unit_test(a_frame_larger_than_the_queue_never_fits),
		cmocka_unit_test(
			the_shortest_and_the_longest_frame_come_out_complete),
		cmocka_unit_test(a_frame_is_late_after_its_maximum_time),
		cmocka_unit_test(frames_moved_to_another_queue_keep_their_time),
		cmocka_unit_test(
			the_last_frames_are_dropped_by_a_smaller_queue),
		cmocka_unit_test(a_queue_can_be_compared_with_limits),
	};

	return cmocka_run_group_tests(tests, make_bytes, NULL);
}
