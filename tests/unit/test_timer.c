/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers with a time that the test sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/timer.h"

static struct timer_queue queue;
static struct timer a, b, c;
static char fired[8];

static void fire(void *arg)
{
	strcat(fired, arg);
}

static int three_timers(void **state)
{
	(void)state;
	queue = (struct timer_queue){ 0 };
	timer_init(&a, fire, "a");
	timer_init(&b, fire, "b");
	timer_init(&c, fire, "c");
	fired[0] = '\0';
	return 0;
}

static const char *run(int64_t now_ms)
{
	fired[0] = '\0';
	timer_queue_run(&queue, now_ms);
	return fired;
}

static void an_empty_queue_never_fires(void **state)
{
	(void)state;
	assert_int_equal(timer_queue_next(&queue), TIMER_NEVER);
	assert_string_equal(run(TIMER_NEVER), "");
}

static void timers_fire_in_the_order_of_their_times(void **state)
{
	(void)state;
	timer_at(&queue, &c, 30);
	timer_at(&queue, &a, 10);
	timer_at(&queue, &b, 20);

	assert_int_equal(timer_queue_next(&queue), 10);
	assert_string_equal(run(9), "");
	assert_string_equal(run(20), "ab");
	assert_int_equal(timer_queue_next(&queue), 30);
	assert_string_equal(run(1000), "c");
	assert_string_equal(run(1000), "");
}

static void timers_of_one_time_fire_in_the_order_they_were_set(void **state)
{
	(void)state;
	timer_at(&queue, &b, 10);
	timer_at(&queue, &a, 10);
	timer_at(&queue, &c, 10);
	assert_string_equal(run(10), "bac");
}

static void a_timer_set_again_fires_once_at_its_new_time(void **state)
{
	(void)state;
	timer_at(&queue, &a, 10);
	timer_at(&queue, &a, 30);
	timer_at(&queue, &b, 20);
	assert_string_equal(run(20), "b");
	assert_string_equal(run(30), "a");
}

static void timer_by_only_moves_a_timer_to_an_earlier_time(void **state)
{
	(void)state;
	timer_by(&queue, &a, 20);
	timer_by(&queue, &a, 30);
	assert_int_equal(timer_queue_next(&queue), 20);
	timer_by(&queue, &a, 10);
	assert_int_equal(timer_queue_next(&queue), 10);
}

static void a_stopped_timer_does_not_fire(void **state)
{
	(void)state;
	timer_at(&queue, &a, 10);
	timer_at(&queue, &b, 10);
	timer_stop(&a);
	timer_stop(&a);
	assert_string_equal(run(10), "b");

	timer_at(&queue, &b, 20);
	timer_at(&queue, &b, TIMER_NEVER);
	assert_int_equal(timer_queue_next(&queue), TIMER_NEVER);
}

static void fire_again_at_once(void *arg)
{
	fire(arg);
	timer_at(&queue, &a, 10);
}

static void a_timer_that_sets_itself_fires_in_the_next_run(void **state)
{
	(void)state;
	timer_init(&a, fire_again_at_once, "a");
	timer_at(&queue, &a, 10);
	assert_string_equal(run(10), "a");
	assert_string_equal(run(10), "a");
}

static void fire_and_stop_b(void *arg)
{
	fire(arg);
	timer_stop(&b);
	timer_at(&queue, &c, 50);
}

static void a_timer_may_stop_and_set_other_timers_that_are_due(void **state)
{
	(void)state;
	timer_init(&a, fire_and_stop_b, "a");
	timer_at(&queue, &a, 10);
	timer_at(&queue, &b, 10);
	timer_at(&queue, &c, 10);
	assert_string_equal(run(10), "a");
	assert_string_equal(run(50), "c");
}

#define TEST(f) cmocka_unit_test_setup(f, three_timers)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_queue_never_fires),
		TEST(timers_fire_in_the_order_of_their_times),
		TEST(timers_of_one_time_fire_in_the_order_they_were_set),
		TEST(a_timer_set_again_fires_once_at_its_new_time),
		TEST(timer_by_only_moves_a_timer_to_an_earlier_time),
		TEST(a_stopped_timer_does_not_fire),
		TEST(a_timer_that_sets_itself_fires_in_the_next_run),
		TEST(a_timer_may_stop_and_set_other_timers_that_are_due),
	};

	return cmocka_run_group_tests_name("timer", tests, NULL, NULL);
}
