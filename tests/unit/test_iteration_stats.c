/* SPDX-License-Identifier: BSD-2-Clause */
/* How long iterations took. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "iteration_stats.h"

#define US 1000 /* nanoseconds */

static void an_iteration_takes(struct iteration_stats *t, int64_t ns)
{
	iteration_stats_begin(t, 5000 * US);
	iteration_stats_end(t, 5000 * US + ns);
}

/* The bucket of the only iteration */
static uint32_t bucket_from_us(const struct iteration_stats *t)
{
	uint32_t found = UINT32_MAX;

	assert_int_equal(t->count, 1);
	for (size_t i = 0; i < ITERATION_BUCKETS; i++) {
		if (!t->bucket[i])
			continue;
		assert_int_equal(t->bucket[i], 1);
		assert_int_equal(found, UINT32_MAX);
		found = iteration_stats_from_us[i];
	}
	return found;
}

static void an_iteration_is_counted_in_the_bucket_that_it_reaches(void **state)
{
	static const struct {
		int64_t ns;
		uint32_t from_us;
	} iterations[] = {
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

	for (size_t i = 0; i < ARRAY_SIZE(iterations); i++) {
		struct iteration_stats t = { 0 };

		an_iteration_takes(&t, iterations[i].ns);

		assert_int_equal(bucket_from_us(&t), iterations[i].from_us);
		assert_int_equal(t.max_ns, iterations[i].ns);
	}
}

static void the_bounds_of_buckets_increase(void **state)
{
	(void)state;

	assert_int_equal(iteration_stats_from_us[0], 0);
	for (size_t i = 1; i < ITERATION_BUCKETS; i++)
		assert_true(iteration_stats_from_us[i] >
			    iteration_stats_from_us[i - 1]);
}

static void the_longest_iteration_is_recorded(void **state)
{
	struct iteration_stats t = { 0 };
	(void)state;

	an_iteration_takes(&t, 7 * US);
	an_iteration_takes(&t, 300 * US);
	an_iteration_takes(&t, 20 * US);

	assert_int_equal(t.max_ns, 300 * US);
	assert_int_equal(t.count, 3);
}

static void the_durations_of_all_iterations_are_added(void **state)
{
	struct iteration_stats t = { 0 };
	(void)state;

	an_iteration_takes(&t, 7 * US);
	an_iteration_takes(&t, 300 * US);

	assert_int_equal(t.total_ns, 307 * US);
}

static void an_end_without_a_beginning_counts_nothing(void **state)
{
	struct iteration_stats t = { 0 };
	(void)state;

	iteration_stats_end(&t, 5 * US);
	an_iteration_takes(&t, US);
	iteration_stats_end(&t, 9000 * US);

	assert_int_equal(t.count, 1);
	assert_int_equal(t.max_ns, US);
}

static void the_iteration_of_a_reset_is_not_counted(void **state)
{
	struct iteration_stats t = { 0 };
	(void)state;

	an_iteration_takes(&t, 300 * US);
	iteration_stats_begin(&t, 1000 * US);
	iteration_stats_reset(&t);
	iteration_stats_end(&t, 2000 * US);
	an_iteration_takes(&t, 20 * US);

	assert_int_equal(bucket_from_us(&t), 20);
	assert_int_equal(t.max_ns, 20 * US);
}

int main(void)
{
	const struct CMUnitTest iteration_tests[] = {
		cmocka_unit_test(
			an_iteration_is_counted_in_the_bucket_that_it_reaches),
		cmocka_unit_test(the_bounds_of_buckets_increase),
		cmocka_unit_test(the_longest_iteration_is_recorded),
		cmocka_unit_test(the_durations_of_all_iterations_are_added),
		cmocka_unit_test(an_end_without_a_beginning_counts_nothing),
		cmocka_unit_test(the_iteration_of_a_reset_is_not_counted),
	};

	return cmocka_run_group_tests(iteration_tests, NULL, NULL);
}
