/* SPDX-License-Identifier: BSD-2-Clause */
/* How long turns took. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "turns.h"

#define US 1000 /* nanoseconds */

static void a_turn_takes(struct turns *t, int64_t ns)
{
	turns_begin(t, 5000 * US);
	turns_end(t, 5000 * US + ns);
}

/* The bucket that holds the only turn there was */
static uint32_t bucket_from_us(const struct turns *t)
{
	uint32_t found = UINT32_MAX;

	assert_int_equal(t->count, 1);
	for (size_t i = 0; i < TURNS_BUCKETS; i++) {
		if (!t->bucket[i])
			continue;
		assert_int_equal(t->bucket[i], 1);
		assert_int_equal(found, UINT32_MAX);
		found = turns_from_us[i];
	}
	return found;
}

static void a_turn_is_counted_in_the_bucket_that_it_reaches(void **state)
{
	static const struct {
		int64_t ns;
		uint32_t from_us;
	} turns[] = {
		{ 0, 0 },
		{ 10 * US - 1, 0 },
		{ 10 * US, 10 },
		{ 20 * US - 1, 10 },
		{ 999 * US, 500 },
		{ 10000 * US - 1, 5000 },
		{ 10000 * US, 10000 },
		{ INT64_C(99999) * US, 50000 },
		{ INT64_C(100000) * US, 100000 },
		{ INT64_C(3600000000) * US, 100000 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(turns); i++) {
		struct turns t = { 0 };

		a_turn_takes(&t, turns[i].ns);

		assert_int_equal(bucket_from_us(&t), turns[i].from_us);
		assert_int_equal(t.max_ns, turns[i].ns);
	}
}

static void buckets_go_up(void **state)
{
	(void)state;

	assert_int_equal(turns_from_us[0], 0);
	for (size_t i = 1; i < TURNS_BUCKETS; i++)
		assert_true(turns_from_us[i] > turns_from_us[i - 1]);
}

static void the_longest_turn_is_remembered(void **state)
{
	struct turns t = { 0 };
	(void)state;

	a_turn_takes(&t, 7 * US);
	a_turn_takes(&t, 300 * US);
	a_turn_takes(&t, 20 * US);

	assert_int_equal(t.max_ns, 300 * US);
	assert_int_equal(t.count, 3);
}

static void an_end_without_a_beginning_counts_nothing(void **state)
{
	struct turns t = { 0 };
	(void)state;

	turns_end(&t, 5 * US);
	a_turn_takes(&t, US);
	turns_end(&t, 9000 * US);

	assert_int_equal(t.count, 1);
	assert_int_equal(t.max_ns, US);
}

static void the_turn_that_resets_is_not_counted(void **state)
{
	struct turns t = { 0 };
	(void)state;

	a_turn_takes(&t, 300 * US);
	turns_begin(&t, 1000 * US);
	turns_reset(&t);
	turns_end(&t, 2000 * US);
	a_turn_takes(&t, 20 * US);

	assert_int_equal(bucket_from_us(&t), 20);
	assert_int_equal(t.max_ns, 20 * US);
}

int main(void)
{
	const struct CMUnitTest turns_tests[] = {
		cmocka_unit_test(
			a_turn_is_counted_in_the_bucket_that_it_reaches),
		cmocka_unit_test(buckets_go_up),
		cmocka_unit_test(the_longest_turn_is_remembered),
		cmocka_unit_test(an_end_without_a_beginning_counts_nothing),
		cmocka_unit_test(the_turn_that_resets_is_not_counted),
	};

	return cmocka_run_group_tests(turns_tests, NULL, NULL);
}
