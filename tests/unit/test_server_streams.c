/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams: connections that belong to a command from its answer on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake_switch.h"

static const char begun[] = "{\"ok\":true,\"result\":null}";

static int begin_stream(struct fake_switch *f, const char *line)
{
	int client = client_connect(f);

	assert_string_equal(client_request(f, client, line), begun);
	/* it has said all, and waits */
	while (!f->app.pieces)
		run_iteration(f);
	return client;
}

/* As at the end of an iteration in which there were changes */
static void change(struct fake_switch *f, uint64_t n)
{
	f->app.changes += n;
	server_changed(f->server, f->app.changes);
}

static void a_stream_follows_its_answer_byte_for_byte(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	f->app.changes = 2;
	assert_string_equal(client_request(f, alice, "stream"), begun);
	assert_string_equal(client_read(f, alice), "change 1");
	assert_string_equal(client_read(f, alice), "change 2");
	change(f, 1);
	assert_string_equal(client_read(f, alice), "change 3");
	close(alice);
}

/* A request that waits is checked again only after a pause. */
static void a_stream_is_continued_in_the_next_iteration(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");
	char line[32];

	for (unsigned int i = 1; i <= 100; i++) {
		f->app.pieces = 0;
		change(f, 1);
		run_iteration(f);
		assert_int_equal(f->app.pieces, 1);
		snprintf(line, sizeof(line), "change %u", i);
		assert_string_equal(client_read(f, alice), line);
	}
	close(alice);
}

static void each_piece_of_a_stream_takes_one_iteration(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream by 10");

	f->app.pieces = 0;
	change(f, 30);
	for (unsigned int i = 1; i <= 3; i++) {
		run_iteration(f);
		assert_int_equal(f->app.pieces, i);
	}
	run_iteration(f);
	assert_int_equal(f->app.pieces, 3);
	close(alice);
}

static void the_loop_sleeps_while_a_stream_has_nothing_to_say(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");

	iterations_in(f, 20);
	f->app.pieces = 0;
	assert_in_range(iterations_in(f, 100), 0, 2);
	server_changed(f->server, 12345);
	assert_in_range(iterations_in(f, 100), 0, 2);
	assert_int_equal(f->app.pieces, 0);
	close(alice);
}

static void a_stream_ends_as_soon_as_its_client_hangs_up(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");

	close(alice);
	run_iteration(f);
	run_iteration(f);
	assert_int_equal(server_status(f->server).clients, 0);
	assert_int_equal(f->app.dropped, 1);
}

static void a_stream_ends_when_its_reader_vanishes_in_the_middle(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream by 10000");

	change(f, 9999999);
	iterations_in(f, 20);
	assert_int_equal(server_status(f->server).clients, 1);
	close(alice);
	run_iteration(f);
	run_iteration(f);
	assert_int_equal(server_status(f->server).clients, 0);
	assert_int_equal(f->app.dropped, 1);
}

static void a_client_that_ends_only_its_input_keeps_its_stream(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");

	shutdown(alice, SHUT_WR);
	iterations_in(f, 20);
	assert_in_range(iterations_in(f, 100), 0, 2);
	change(f, 1);
	assert_string_equal(client_read(f, alice), "change 1");

	close(alice);
	while (server_status(f->server).clients)
		iterations_in(f, 10);
}

static void what_the_client_of_a_stream_sends_is_not_used(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "stream\nsay 1\n");
	assert_string_equal(client_read(f, alice), begun);
	for (unsigned int i = 0; i < 100; i++)
		client_send(alice, "say 2\nhalf a line");
	iterations_in(f, 20);
	assert_int_equal(f->app.runs, 0);
	assert_in_range(iterations_in(f, 100), 0, 2);
	change(f, 1);
	assert_string_equal(client_read(f, alice), "change 1");
	close(alice);
}

static void a_stream_that_ends_closes_the_connection(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");

	f->app.is_open = true;
	change(f, 1);
	assert_string_equal(client_read(f, alice), "change 1");
	assert_null(client_read(f, alice));
	assert_int_equal(server_status(f->server).clients, 0);
	assert_int_equal(f->app.dropped, 1);
	close(alice);
}

static void all_streams_can_be_ended_before_the_others(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");
	int bob = client_connect(f);

	client_send(bob, "say 1\n");
	client_read(f, bob);
	server_end_streams(f->server);
	assert_int_equal(f->app.dropped, 1);
	assert_null(client_read(f, alice));
	client_send(bob, "say 2\n");
	assert_non_null(client_read(f, bob));
	close(alice);
	close(bob);
}

/* Reads @n lines, the numbers of which must be 1 to @n */
static void assert_all_come(struct fake_switch *f, int client, unsigned int n)
{
	char some[4096];
	uint64_t number = 0, sum = 0;
	ssize_t len;

	for (unsigned int lines = 0; lines < n;) {
		len = recv(client, some, sizeof(some), MSG_DONTWAIT);
		if (len < 0)
			iterations_in(f, 1);
		for (ssize_t i = 0; i < len; i++) {
			if (some[i] >= '0' && some[i] <= '9') {
				number = 10 * number + (uint64_t)some[i] - '0';
			} else if (some[i] == '\n') {
				sum += number;
				number = 0;
				lines++;
			}
		}
	}
	assert_int_equal(sum, (uint64_t)n * (n + 1) / 2);
}

/* It is not called while it has output, so that nothing piles up. */
static void a_stalled_stream_pauses_and_stays_connected(void **state)
{
	struct fake_switch *f = *state;
	unsigned int pieces;
	int alice;

	f->config.stall_ms = 20;
	fake_serve_again(f);
	alice = begin_stream(f, "stream");
	change(f, 100000);
	iterations_in(f, 20);
	pieces = f->app.pieces;
	iterations_in(f, 100);
	assert_int_equal(f->app.pieces, pieces);
	assert_in_range(pieces, 1, 60);
	assert_int_equal(server_status(f->server).cut_off, 0);

	assert_all_come(f, alice, 100000);
	close(alice);
}

static void the_server_may_end_while_a_stream_waits(void **state)
{
	struct fake_switch *f = *state;
	int alice = begin_stream(f, "stream");

	server_free(f->server);
	f->server = NULL;
	assert_null(client_read(f, alice));
	assert_int_equal(f->app.dropped, 1);
	close(alice);
}

int main(void)
{
	const struct CMUnitTest streams[] = {
		WITH_FAKE_SWITCH(a_stream_follows_its_answer_byte_for_byte),
		WITH_FAKE_SWITCH(a_stream_is_continued_in_the_next_iteration),
		WITH_FAKE_SWITCH(each_piece_of_a_stream_takes_one_iteration),
		WITH_FAKE_SWITCH(
			the_loop_sleeps_while_a_stream_has_nothing_to_say),
		WITH_FAKE_SWITCH(a_stream_ends_as_soon_as_its_client_hangs_up),
		WITH_FAKE_SWITCH(
			a_stream_ends_when_its_reader_vanishes_in_the_middle),
		WITH_FAKE_SWITCH(
			a_client_that_ends_only_its_input_keeps_its_stream),
		WITH_FAKE_SWITCH(what_the_client_of_a_stream_sends_is_not_used),
		WITH_FAKE_SWITCH(a_stream_that_ends_closes_the_connection),
		WITH_FAKE_SWITCH(all_streams_can_be_ended_before_the_others),
		WITH_FAKE_SWITCH(a_stalled_stream_pauses_and_stays_connected),
		WITH_FAKE_SWITCH(the_server_may_end_while_a_stream_waits),
	};

	return cmocka_run_group_tests(streams, NULL, NULL);
}
