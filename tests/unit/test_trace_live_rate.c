/* SPDX-License-Identifier: BSD-2-Clause */
/* The command trace live: frames that come too fast for their accounts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "control/server.h"
#include "live_client.h"

#define AT_ONCE 10 /* accounts, and */
#define RATE	50 /* in each second */

static void what_is_too_fast_is_skipped_counted_and_told(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live");
	for (int i = 0; i < 100; i++)
		receive(c->app, "p1", ALICE, BOB);
	take(c);
	assert_int_equal(count_accounts(c, &skipped), AT_ONCE);
	assert_int_equal(skipped, 0);
	assert_in_range(c->answer.until_ms, c->app->now_ms + 1,
			c->app->now_ms + SECOND);

	/* no other frame comes */
	app_set_time(c->app, c->answer.until_ms * 1000000);
	take(c);
	assert_int_equal(count_accounts(c, &skipped), 0);
	assert_int_equal(skipped, 100 - AT_ONCE);
	take(c);
	assert_null(next_line(c));
}

static void what_was_skipped_is_told_before_the_next_account(void **state)
{
	struct client *c = *state;
	json_t *line;

	begin(c, "trace live");
	for (int i = 0; i < AT_ONCE + 1; i++)
		receive(c->app, "p1", ALICE, BOB);
	take(c);
	for (int i = 0; i < AT_ONCE; i++)
		json_decref(next_line(c));
	wait_ms(c->app, SECOND / RATE);
	receive(c->app, "p1", ALICE, BOB);
	take(c);
	line = next_line(c);
	assert_int_equal(json_integer_value(json_object_get(line, "skipped")),
			 1);
	json_decref(line);
	line = next_line(c);
	assert_int_equal(json_integer_value(json_object_get(line, "id")),
			 AT_ONCE + 2);
	json_decref(line);
}

static void no_more_accounts_are_written_than_the_rate_allows(void **state)
{
	const int seconds = 3;
	struct client *c = *state;
	uint64_t skipped = 0;
	size_t n = 0;

	begin(c, "trace live");
	for (int ms = 0; ms < seconds * SECOND; ms++) {
		receive(c->app, "p1", ALICE, BOB);
		take(c);
		n += count_accounts(c, &skipped);
		wait_ms(c->app, 1);
	}
	assert_in_range(n, (size_t)(RATE * seconds),
			(size_t)(RATE * seconds + AT_ONCE));
	wait_ms(c->app, SECOND);
	take(c);
	n += count_accounts(c, &skipped);
	assert_int_equal(n + skipped, seconds * SECOND);
}

/* Its account is as long as those of many other frames. */
static void a_frame_to_many_ports_takes_the_place_of_several(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;
	char line[64];

	for (unsigned int i = 0; i < 8 * 16; i++) {
		snprintf(line, sizeof(line), "port add q%u null", i);
		run_lines(c->app, line);
	}
	connect_ports(c->app);
	begin(c, "trace live");
	for (int i = 0; i < AT_ONCE; i++)
		receive(c->app, "p1", ALICE, BOB);
	take(c);
	assert_int_equal(count_accounts(c, &skipped), 1);
}

static void a_client_that_does_not_read_has_few_lines_waiting(void **state)
{
	const int frames = 1000;
	struct client *c = *state;
	uint64_t skipped = 0;
	size_t n;

	begin(c, "trace live");
	for (int i = 0; i < frames; i++) {
		receive(c->app, "p1", ALICE, BOB);
		wait_ms(c->app, SECOND / RATE);
	}
	take(c);
	assert_in_range(c->answer.out.len, SERVER_OUT_SIZE,
			SERVER_OUT_SIZE + SERVER_OUT_SIZE / 2);
	assert_true(c->answer.state_size > SERVER_OUT_SIZE);
	n = count_accounts(c, &skipped);
	wait_ms(c->app, SECOND);
	take(c);
	n += count_accounts(c, &skipped);
	assert_int_equal(n + skipped, frames);
	receive(c->app, "p1", ALICE, BOB);
	assert_finds(c, "port", "p1 is up");
}

static void a_stream_ends_after_its_duration(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live duration 500ms");
	for (int i = 0; i < AT_ONCE + 5; i++)
		receive(c->app, "p1", ALICE, BOB);
	take(c);
	assert_int_equal(c->next, ANSWER_LATER);
	assert_int_equal(c->answer.until_ms, c->app->now_ms + 500);
	wait_ms(c->app, 500);
	take(c);
	assert_int_equal(c->next, ANSWER_DONE);
	assert_int_equal(count_accounts(c, &skipped), AT_ONCE);
	assert_int_equal(skipped, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_too_fast_is_skipped_counted_and_told),
		TEST(what_was_skipped_is_told_before_the_next_account),
		TEST(no_more_accounts_are_written_than_the_rate_allows),
		TEST(a_frame_to_many_ports_takes_the_place_of_several),
		TEST(a_client_that_does_not_read_has_few_lines_waiting),
		TEST(a_stream_ends_after_its_duration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
