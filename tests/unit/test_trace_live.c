/* SPDX-License-Identifier: BSD-2-Clause */
/* The command trace live: accounts of frames on their way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hex.h"
#include "live_client.h"
#include "path/watch.h"

static void the_account_says_what_was_known_when_the_frame_came(void **state)
{
	struct client *c = *state;

	begin(c, "trace live");
	receive(c->app, "p1", ALICE, BOB);
	assert_finds(c, "learn", "02:00:00:00:00:0a is learned on p1");
	receive(c->app, "p1", ALICE, BOB);
	assert_finds(c, "learn", "02:00:00:00:00:0a stays known on p1");
	receive(c->app, "p2", ALICE, BOB);
	assert_finds(c, "learn", "02:00:00:00:00:0a moves from p1 to p2");
	receive(c->app, "p1", BOB, ALICE);
	assert_finds(c, "lookup", "02:00:00:00:00:0a is known on p2 (learned)");
}

/* What `trace` says about a frame before it comes */
static json_t *foretell(struct app *app, const char *port,
			const struct frame *f)
{
	static char line[2048];
	struct writer out = { 0 };
	json_t *account;
	struct err err;

	hex_format(f->data, f->len, line + sprintf(line, "trace %s ", port));
	assert_int_equal(run_line(app, line, strlen(line), &out, &err), 0);
	account = json_loadb(out.text, out.len, 0, NULL);
	writer_free(&out);
	return account;
}

static void the_account_is_that_of_trace_before_the_frame(void **state)
{
	static const struct recipe frames[] = {
		{ .src = { { 2, 0, 0, 0, 0, 1 } }, .dst = { { 2 } }, .ip = 4 },
		{ .src = { { 2 } }, .dst = { { 2, 0, 0, 0, 0, 1 } }, .ip = 6 },
		{ .src = { { 3 } }, .dst = { { 2 } } }, /* from a group */
		{ .src = { { 2 } }, .dst = { { 2 } } }, /* known on its port */
	};
	struct client *c = *state;

	begin(c, "trace live");
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++) {
		const char *port = i % 2 ? "p2" : "p1";
		json_t *before =
			foretell(c->app, port, frames_make(&made, frames[i]));
		json_t *account;

		receive_recipe(c->app, port, frames[i]);
		take(c);
		account = next_line(c);
		assert_int_equal(
			json_integer_value(json_object_get(account, "id")),
			i + 1);
		json_object_del(account, "id");
		json_object_del(account, "at_ms");
		json_object_del(account, "time");
		json_object_del(json_object_get(before, "frame"), "made_up");
		json_object_del(json_object_get(before, "frame"), "hex");
		assert_true(json_equal(account, before));
		json_decref(account);
		json_decref(before);
	}
}

static void the_bytes_of_a_frame_are_not_told(void **state)
{
	struct client *c = *state;
	json_t *account;

	begin(c, "trace live");
	receive(c->app, "p1", ALICE, BOB);
	take(c);
	account = next_line(c);
	assert_non_null(json_object_get(account, "frame"));
	assert_null(json_object_get(json_object_get(account, "frame"), "hex"));
	json_decref(account);
}

static void only_frames_of_the_filter_are_explained(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live filter alice bpf '" FROM_ALICE "'");
	for (int i = 0; i < 100; i++)
		receive(c->app, "p2", BOB, ALICE);
	receive(c->app, "p1", ALICE, BOB);
	assert_finds(c, "source", "02:00:00:00:00:0a is an individual address");
	wait_ms(c->app, SECOND);
	take(c);
	assert_int_equal(count_accounts(c, &skipped), 0);
	assert_int_equal(skipped, 0); /* others are not skipped */
}

static void only_frames_of_the_ports_are_explained(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live port p2,p3");
	receive(c->app, "p1", ALICE, BOB);
	receive(c->app, "p2", BOB, ALICE);
	receive(c->app, "p3", CAROL, ALICE);
	take(c);
	assert_int_equal(count_accounts(c, &skipped), 2);
}

static void a_port_may_be_removed_and_come_back(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live port p2");
	receive(c->app, "p2", ALICE, BOB);
	run_lines(c->app, "port del p2");
	take(c);
	assert_int_equal(count_accounts(c, &skipped), 1);
	receive(c->app, "p1", BOB, CAROL);
	take(c);
	assert_int_equal(c->next, ANSWER_LATER);
	assert_null(next_line(c));

	run_lines(c->app, "port add p2 null");
	connect_ports(c->app);
	receive(c->app, "p2", ALICE, BOB);
	assert_finds(c, "port", "p2 is up");
}

static void a_client_that_goes_leaves_nothing(void **state)
{
	struct client *c = *state;

	begin(c, "trace live filter alice bpf '" FROM_ALICE "'");
	receive(c->app, "p1", ALICE, BOB);
	assert_true(watch_wants(c->app, P1));
	leave(c);
	assert_false(watch_wants(c->app, P1));
	receive(c->app, "p1", ALICE, BOB);
}

static void a_stream_ends_after_the_accounts_that_were_asked_for(void **state)
{
	struct client *c = *state;
	uint64_t skipped = 0;

	begin(c, "trace live count 2");
	receive(c->app, "p1", ALICE, BOB);
	take(c);
	assert_int_equal(c->next, ANSWER_LATER);
	receive(c->app, "p1", ALICE, BOB);
	receive(c->app, "p1", ALICE, BOB);
	take(c);
	assert_int_equal(c->next, ANSWER_DONE);
	assert_int_equal(count_accounts(c, &skipped), 2);
	assert_int_equal(skipped, 0);
}

static void the_client_is_called_when_there_is_an_account(void **state)
{
	struct client *c = *state;
	uint64_t before;

	begin(c, "trace live port p1");
	before = c->answer.changes(c->app, c->args, &c->answer);
	receive(c->app, "p2", BOB, ALICE);
	assert_int_equal(c->answer.changes(c->app, c->args, &c->answer),
			 before);
	receive(c->app, "p1", ALICE, BOB);
	assert_int_not_equal(c->answer.changes(c->app, c->args, &c->answer),
			     before);
}

static void assert_refused(struct client *c, const char *line, const char *code)
{
	struct err err;

	assert_true(run(c, line, &err) < 0);
	assert_string_equal(err.code, code);
	assert_null(c->answer.state);
	leave(c);
}

static void what_cannot_be_traced_is_refused(void **state)
{
	static struct client others[WATCH_MAX];
	struct client *c = *state;

	assert_refused(c, "trace live port p9", "no-such-port");
	assert_refused(c, "trace live duration long", "bad-value");
	assert_refused(c, "trace live filter icmp", "missing-value");
	c->answer.is_local = true;
	assert_refused(c, "trace live", "not-running");
	for (size_t i = 0; i < WATCH_MAX; i++) {
		others[i] = (struct client){ .app = c->app };
		begin(&others[i], "trace live");
	}
	assert_refused(c, "trace live", "too-many-traces");
	for (size_t i = 0; i < WATCH_MAX; i++)
		leave(&others[i]);
	assert_false(watch_wants(c->app, P1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_account_says_what_was_known_when_the_frame_came),
		TEST(the_account_is_that_of_trace_before_the_frame),
		TEST(the_bytes_of_a_frame_are_not_told),
		TEST(only_frames_of_the_filter_are_explained),
		TEST(only_frames_of_the_ports_are_explained),
		TEST(a_port_may_be_removed_and_come_back),
		TEST(a_client_that_goes_leaves_nothing),
		TEST(a_stream_ends_after_the_accounts_that_were_asked_for),
		TEST(the_client_is_called_when_there_is_an_account),
		TEST(what_cannot_be_traced_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
