/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytebuf.h"

#define SIZE 16

static const uint8_t alphabet[] = "abcdefghijklmnopqrstuvwxyz";

static int an_empty_one(void **state)
{
	static struct bytebuf b;

	*state = &b;
	return bytebuf_init(&b, SIZE) ? 0 : -1;
}

static int free_it(void **state)
{
	bytebuf_free(*state);
	return 0;
}

static void assert_contents(const struct bytebuf *b, const char *text)
{
	assert_int_equal(b->len, strlen(text));
	assert_memory_equal(bytebuf_front(b), text, b->len);
}

static bool put(struct bytebuf *b, const char *text)
{
	return bytebuf_put(b, (const uint8_t *)text, strlen(text));
}

static void bytes_come_out_in_the_order_in_which_they_were_put(void **state)
{
	struct bytebuf *b = *state;

	assert_true(put(b, "abc"));
	assert_true(put(b, "def"));
	assert_contents(b, "abcdef");

	bytebuf_drop(b, 4);
	assert_contents(b, "ef");
}

static void all_of_the_room_can_be_used(void **state)
{
	struct bytebuf *b = *state;

	assert_true(bytebuf_put(b, alphabet, SIZE));
	assert_contents(b, "abcdefghijklmnop");
}

static void bytes_that_do_not_fit_change_nothing(void **state)
{
	struct bytebuf *b = *state;

	put(b, "abcdefghij");
	bytebuf_drop(b, 1);

	assert_false(put(b, "klmnopqr"));
	assert_contents(b, "bcdefghij");
	assert_true(put(b, "klmnopq"));
	assert_contents(b, "bcdefghijklmnopq");
	assert_false(put(b, "r"));
}

static void no_bytes_can_be_added_to_a_full_queue(void **state)
{
	struct bytebuf *b = *state;

	bytebuf_put(b, alphabet, SIZE);

	assert_true(bytebuf_put(b, alphabet, 0));
	assert_contents(b, "abcdefghijklmnop");
}

static void the_contents_are_contiguous_with_room_at_both_ends(void **state)
{
	struct bytebuf *b = *state;

	put(b, "abcdefghijkl");
	bytebuf_drop(b, 9);

	assert_true(put(b, "mnopqrstuv"));
	assert_contents(b, "jklmnopqrstuv");
}

static void the_room_is_the_size_less_the_contents(void **state)
{
	struct bytebuf *b = *state;
	size_t room;

	bytebuf_room(b, &room);
	assert_int_equal(room, SIZE);

	put(b, "abcdefghij");
	bytebuf_drop(b, 3);
	bytebuf_room(b, &room);
	assert_int_equal(room, SIZE - 7);
	assert_contents(b, "defghij");
}

static void bytes_written_into_the_room_follow_the_rest(void **state)
{
	struct bytebuf *b = *state;
	uint8_t *at;
	size_t room;

	put(b, "abcdefghij");
	bytebuf_drop(b, 8);

	at = bytebuf_room(b, &room);
	memcpy(at, alphabet, room);
	bytebuf_grow(b, room);

	assert_int_equal(room, SIZE - 2);
	assert_contents(b, "ijabcdefghijklmn");
}

static void a_queue_that_is_emptied_has_all_its_room_again(void **state)
{
	struct bytebuf *b = *state;
	size_t room;

	put(b, "abcdefgh");
	bytebuf_drop(b, 8);

	assert_int_equal(b->len, 0);
	assert_ptr_equal(bytebuf_front(b), b->bytes);
	assert_ptr_equal(bytebuf_room(b, &room), b->bytes);
	assert_int_equal(room, SIZE);
}

/* Puts and removes numbered bytes in runs of all lengths, for a long time. */
static void a_queue_can_be_filled_and_emptied_for_ever(void **state)
{
	struct bytebuf *b = *state;
	uint8_t in = 0, out = 0, bytes[SIZE];

	for (size_t i = 0; i < 5000; i++) {
		size_t len = i * 7 % (SIZE + 1), drop = i * 5 % (SIZE + 1);

		for (size_t k = 0; k < len; k++)
			bytes[k] = (uint8_t)(in + k);
		if (bytebuf_put(b, bytes, len))
			in = (uint8_t)(in + len);
		assert_int_equal(b->len, (uint8_t)(in - out));
		for (size_t k = 0; k < b->len; k++)
			assert_int_equal(bytebuf_front(b)[k],
					 (uint8_t)(out + k));
		drop = drop < b->len ? drop : b->len;
		bytebuf_drop(b, drop);
		out = (uint8_t)(out + drop);
	}
	assert_int_not_equal(in, 0);
}

/* The queue is never empty, so it never starts again at the front by itself. */
static void a_queue_that_is_never_empty_can_be_used_for_ever(void **state)
{
	struct bytebuf *b = *state;
	uint8_t in = 0, out = 0;

	for (size_t i = 0; i < 5000; i++) {
		const uint8_t bytes[] = { in, (uint8_t)(in + 1) };

		assert_true(bytebuf_put(b, bytes, 2));
		in = (uint8_t)(in + 2);
		for (size_t k = 0; k < b->len; k++)
			assert_int_equal(bytebuf_front(b)[k],
					 (uint8_t)(out + k));
		if (b->len < SIZE - 1)
			continue;
		bytebuf_drop(b, SIZE - 5);
		out = (uint8_t)(out + SIZE - 5);
	}
}

static void a_queue_may_be_freed_twice(void **state)
{
	struct bytebuf *b = *state;

	put(b, "abc");

	bytebuf_free(b);
	bytebuf_free(b);
	assert_null(b->bytes);
	assert_int_equal(b->len, 0);
	assert_int_equal(b->size, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, an_empty_one, free_it)

int main(void)
{
	const struct CMUnitTest bytebuf[] = {
		TEST(bytes_come_out_in_the_order_in_which_they_were_put),
		TEST(all_of_the_room_can_be_used),
		TEST(bytes_that_do_not_fit_change_nothing),
		TEST(no_bytes_can_be_added_to_a_full_queue),
		TEST(the_contents_are_contiguous_with_room_at_both_ends),
		TEST(the_room_is_the_size_less_the_contents),
		TEST(bytes_written_into_the_room_follow_the_rest),
		TEST(a_queue_that_is_emptied_has_all_its_room_again),
		TEST(a_queue_can_be_filled_and_emptied_for_ever),
		TEST(a_queue_that_is_never_empty_can_be_used_for_ever),
		TEST(a_queue_may_be_freed_twice),
	};

	return cmocka_run_group_tests(bytebuf, NULL, NULL);
}
