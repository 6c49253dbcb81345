/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests and answers. The file of the socket is tested by test_server_socket.c,
 * limits and passed descriptors by test_server_clients.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/grammar.h"
#include "fake_switch.h"

static void a_line_is_answered_with_a_line_of_json(void **state)
{
	int alice = client_connect(*state);

	assert_string_equal(client_request(*state, alice, "say 'good day'"),
			    "{\"ok\":true,\"result\":\"good day\"}");
	assert_string_equal(client_request(*state, alice, "nothing"),
			    "{\"ok\":true,\"result\":null}");
	close(alice);
}

static void a_failure_is_answered_with_its_code(void **state)
{
	int alice = client_connect(*state);

	assert_string_equal(
		client_request(*state, alice, "refuse"),
		"{\"ok\":false,\"error\":{\"code\":\"no-such-port\","
		"\"message\":\"no port \\\"p7\\\"\",\"word\":1}}");
	assert_string_equal(
		client_request(*state, alice, "stumble"),
		"{\"ok\":false,\"error\":{\"code\":\"system\",\"message\":"
		"\"open \\\"x\\\": No such file or directory\"}}");
	assert_string_equal(
		client_request(*state, alice, "say hello there"),
		"{\"ok\":false,\"error\":{\"code\":\"unknown-word\","
		"\"message\":\"unexpected \\\"there\\\"\",\"word\":3}}");
	assert_string_equal(client_request(*state, alice, "count late"),
			    "{\"ok\":false,\"error\":{\"code\":\"late\","
			    "\"message\":\"too late\"}}");
	close(alice);
}

static void answers_come_in_the_order_of_the_requests(void **state)
{
	int alice = client_connect(*state);

	client_send(alice, "say 1\ncount 2\nsay 3\nrefuse\nsay 5\n");

	assert_string_equal(client_read(*state, alice),
			    "{\"ok\":true,\"result\":\"1\"}");
	assert_string_equal(client_read(*state, alice),
			    "{\"ok\":true,\"result\":[1,2]}");
	assert_string_equal(client_read(*state, alice),
			    "{\"ok\":true,\"result\":\"3\"}");
	assert_non_null(strstr(client_read(*state, alice), "no-such-port"));
	assert_string_equal(client_read(*state, alice),
			    "{\"ok\":true,\"result\":\"5\"}");
	close(alice);
}

static void each_client_gets_one_request_in_each_iteration(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "say 1\nsay 2\nsay 3\n");
	client_send(bob, "say 1\n");
	run_iteration(f);
	assert_int_equal(f->app.runs, 2);
	run_iteration(f);
	assert_int_equal(f->app.runs, 3);
	close(alice);
	close(bob);
}

static void an_incomplete_line_waits_for_its_end(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	for (const char *p = "say hel"; *p; p++) {
		client_send(alice, (char[]){ *p, '\0' });
		run_iteration(f);
	}
	assert_non_null(client_request(f, bob, "say hello"));
	assert_int_equal(f->app.runs, 1);

	assert_string_equal(client_request(f, alice, "lo"),
			    "{\"ok\":true,\"result\":\"hello\"}");
	close(alice);
	close(bob);
}

static void lines_without_words_are_not_answered(void **state)
{
	int alice = client_connect(*state);

	client_send(alice, "\n  \r\n# say 1\n");

	assert_string_equal(client_request(*state, alice, "say 2\r"),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
}

static void a_line_that_is_not_text_does_not_affect_the_next(void **state)
{
	int alice = client_connect(*state);

	send(alice, "say \0\xff\x80\n", 8, 0);

	assert_non_null(strstr(client_read(*state, alice), "\"syntax\""));
	assert_string_equal(client_request(*state, alice, "say 2"),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
}

/* A line of @size bytes, with its newline: say xxx... */
static char *long_line(size_t size)
{
	char *line = malloc(size + 1);

	memset(line, 'x', size);
	memcpy(line, "say ", 4);
	line[size - 1] = '\n';
	line[size] = '\0';
	return line;
}

static void the_longest_line_is_served(void **state)
{
	int alice = client_connect(*state);
	char *line = long_line(LINE_SIZE_MAX);
	char head[40];
	ssize_t len;

	client_send(alice, line);
	while (recv(alice, head, 1, MSG_DONTWAIT | MSG_PEEK) < 0)
		run_iteration(*state);

	len = recv(alice, head, sizeof(head), 0);
	assert_int_equal(len, sizeof(head));
	assert_memory_equal(head, "{\"ok\":true,\"result\":\"xxxx", 24);
	free(line);
	close(alice);
}

static void a_line_that_is_too_long_ends_the_connection(void **state)
{
	int alice = client_connect(*state), bob = client_connect(*state);
	char *line = long_line(LINE_SIZE_MAX + 1);

	client_send(alice, line);

	assert_string_equal(
		client_read(*state, alice),
		"{\"ok\":false,\"error\":{\"code\":\"line-too-long\","
		"\"message\":\"the line is longer than 65536 bytes: split "
		"it\"}}");
	assert_null(client_read(*state, alice));
	assert_non_null(client_request(*state, bob, "say 1"));
	free(line);
	close(alice);
	close(bob);
}

static void a_client_that_sends_no_more_still_gets_answers(void **state)
{
	int alice = client_connect(*state);

	client_send(alice, "count 3\nsay 1\nsay 2\n");
	shutdown(alice, SHUT_WR);

	assert_string_equal(client_read(*state, alice),
			    "{\"ok\":true,\"result\":[1,2,3]}");
	assert_non_null(client_read(*state, alice));
	assert_non_null(client_read(*state, alice));
	assert_null(client_read(*state, alice));
	close(alice);
}

static void a_last_line_without_a_newline_is_not_run(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "say 1\nsay 2");
	shutdown(alice, SHUT_WR);

	assert_non_null(client_read(f, alice));
	assert_string_equal(
		client_read(f, alice),
		"{\"ok\":false,\"error\":{\"code\":\"syntax\","
		"\"message\":\"the last line is incomplete: end it with a "
		"newline\"}}");
	assert_null(client_read(f, alice));
	assert_int_equal(f->app.runs, 1);
	close(alice);
}

static void a_client_that_leaves_early_does_not_affect_others(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "count 9999999\n");
	run_iteration(f);
	close(alice);

	assert_non_null(client_request(f, bob, "say 1"));
	while (server_status(f->server).clients > 1)
		run_iteration(f);
	close(bob);
}

static void a_long_answer_pauses_until_the_client_reads_it(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);
	unsigned int pieces;

	client_send(alice, "count 9999999\n");
	iterations_in(f, 20);
	pieces = f->app.pieces;

	/* what the socket and the server buffer, and not one piece more */
	iterations_in(f, 20);
	assert_int_equal(f->app.pieces, pieces);
	assert_in_range(pieces, 1, 300);
	assert_non_null(client_request(f, bob, "say 1"));
	close(alice);
	close(bob);
}

static void a_piece_waits_until_the_previous_one_was_read(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	char some[16384];

	/* each of some 600 KB: more than the socket holds */
	client_send(alice, "count 9999999 by 100000\n");
	for (unsigned int i = 0; i < 20; i++) {
		iterations_in(f, 2);
		assert_true(recv(alice, some, sizeof(some), 0) > 0);
	}
	assert_int_equal(f->app.pieces, 1);
	close(alice);
}

static void a_request_waits_until_the_previous_answer_was_read(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	char some[16384];

	client_send(alice, "count 99999 by 99999\nsay 2\nsay 3\n");
	for (unsigned int i = 0; i < 20; i++) {
		iterations_in(f, 2);
		assert_true(recv(alice, some, sizeof(some), 0) > 0);
	}
	assert_int_equal(f->app.runs, 1);
	close(alice);
}

/* The numbers up to 200,000 have 1,088,895 digits. */
static void a_long_answer_is_complete(void **state)
{
	int alice = client_connect(*state);
	unsigned int n = 0, commas = 0;
	char last[3] = "";

	client_send(alice, "count 200000\n");
	while (last[2] != '\n') {
		char c;

		if (recv(alice, &c, 1, MSG_DONTWAIT) != 1) {
			run_iteration(*state);
			continue;
		}
		commas += c == ',';
		memmove(last, last + 1, 2);
		last[2] = c;
		n++;
	}

	/* there is one more comma before "result" */
	assert_int_equal(commas, 199999 + 1);
	assert_int_equal(n, strlen("{\"ok\":true,\"result\":[") + 1088895 +
				    199999 + strlen("]}\n"));
	assert_memory_equal(last, "]}\n", 3);
	close(alice);
}

static void a_waiting_request_ends_when_its_condition_is_true(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "wait\nsay 2\n");
	assert_non_null(client_request(f, bob, "say 1"));
	iterations_in(f, 50);
	assert_int_equal(f->app.runs, 1);
	f->app.is_open = true;

	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":null}");
	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
	close(bob);
}

static void the_loop_sleeps_while_no_request_waits(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	assert_in_range(iterations_in(f, 50), 1, 2);
	client_send(alice, "wait\n");
	run_iteration(f);
	client_send(alice, "say 1\n");
	assert_in_range(iterations_in(f, 200), 10, 40);
	f->app.is_open = true;
	assert_non_null(client_read(f, alice));
	assert_non_null(client_read(f, alice));
	iterations_in(f, 20);
	assert_in_range(iterations_in(f, 50), 1, 2);
	close(alice);
}

static void a_waiting_client_that_hangs_up_is_removed(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "wait\n");
	client_send(bob, "wait\n");
	iterations_in(f, 30);
	close(alice);
	shutdown(bob, SHUT_WR);
	while (server_status(f->server).clients > 1)
		iterations_in(f, 1);
	iterations_in(f, 50);

	assert_int_equal(server_status(f->server).clients, 1);
	f->app.is_open = true;
	assert_non_null(client_read(f, bob));
	close(bob);
}

static void a_waiting_request_is_checked_only_after_changes(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	iterations_in(f, 20);
	assert_int_equal(f->app.checks, 1);
	/* once a second, the server checks whether the client has hung up */
	assert_in_range(iterations_in(f, 300), 0, 4);
	server_changed(f->server, 0);
	assert_int_equal(f->app.checks, 1);

	/* a change that does not matter to the request */
	server_changed(f->server, 1);
	iterations_in(f, 2 * SERVER_RECHECK_PAUSE_MS);
	assert_int_equal(f->app.checks, 1);
	f->app.changes = 1;
	server_changed(f->server, 2);
	assert_int_equal(f->app.checks, 2);
	f->app.is_open = true;
	f->app.changes = 2;
	server_changed(f->server, 3);

	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":null}");
	close(alice);
}

static void a_waiting_request_times_out_without_changes(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await timeout 50\n");

	assert_non_null(strstr(client_read(f, alice), "\"timeout\""));
	assert_in_range(f->app.checks, 2, 4);
	close(alice);
}

/* Checks take time that frames need. */
static void there_is_a_pause_between_checks_of_a_request(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	iterations_in(f, 20);
	f->app.checks = 0;
	for (unsigned int i = 1; i <= 1000; i++) {
		f->app.changes = i;
		server_changed(f->server, i);
	}
	assert_int_equal(f->app.checks, 1);
	f->app.is_open = true;
	assert_non_null(client_read(f, alice));
	assert_int_equal(f->app.checks, 2);

	iterations_in(f, 2 * SERVER_RECHECK_PAUSE_MS);
	assert_in_range(iterations_in(f, 50), 0, 2);
	close(alice);
}

/* No request is checked for three times as long as the check took. */
static void the_pause_after_a_long_check_is_longer(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	iterations_in(f, 20);
	f->app.check_us = 1000000000;
	f->app.changes = 1;
	server_changed(f->server, 1);
	f->app.checks = 0;
	f->app.changes = 2;
	server_changed(f->server, 2);
	iterations_in(f, 3 * SERVER_RECHECK_PAUSE_MS);
	server_changed(f->server, 2);
	assert_int_equal(f->app.checks, 0);
	close(alice);
}

static void many_waiting_requests_are_checked_over_iterations(void **state)
{
	struct fake_switch *f = *state;
	int clients[8];
	const unsigned int n = ARRAY_SIZE(clients);

	for (unsigned int i = 0; i < n; i++) {
		clients[i] = client_connect(f);
		client_send(clients[i], "await\n");
	}
	while (f->app.checks < n)
		run_iteration(f);

	/* more changes meanwhile do not prevent that each request is checked */
	f->app.checks = 0;
	f->app.check_us = SERVER_RECHECK_NS / 1000 / 4;
	f->app.changes = 1;
	server_changed(f->server, 1);
	assert_int_equal(f->app.checks, n / 2);
	f->app.is_open = true;
	f->app.changes = 2;
	server_changed(f->server, 2);
	for (unsigned int i = 0; i < n / 2; i++)
		assert_non_null(client_read(f, clients[i]));
	assert_int_equal(f->app.checks, n);

	server_changed(f->server, 2);
	for (unsigned int i = n / 2; i < n; i++)
		assert_non_null(client_read(f, clients[i]));
	server_changed(f->server, 2);
	iterations_in(f, 20);
	assert_in_range(iterations_in(f, 50), 0, 2);
	for (unsigned int i = 0; i < n; i++)
		close(clients[i]);
}

static void a_client_that_hangs_up_while_it_waits_is_removed(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	iterations_in(f, 20);
	close(alice);

	while (server_status(f->server).clients)
		iterations_in(f, 10);
}

struct busy {
	ev_io ready;
	struct app *app;
	unsigned int runs_before;
};

static void on_busy(EV_P_ ev_io *w, int revents)
{
	struct busy *busy = w->data;

	(void)revents;
	busy->runs_before = busy->app->runs;
	ev_io_stop(loop, w);
}

static void a_request_is_run_before_frames_are_received(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	struct busy busy = { .app = &f->app };
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "frame", 5), 5);
	ev_io_init(&busy.ready, on_busy, ends[0], EV_READ);
	busy.ready.data = &busy;
	ev_io_start(f->loop, &busy.ready);
	client_send(alice, "say 1\n");
	run_iteration(f);

	assert_int_equal(busy.runs_before, 1);
	close(ends[0]);
	close(ends[1]);
	close(alice);
}

int main(void)
{
	const struct CMUnitTest server[] = {
		WITH_FAKE_SWITCH(a_line_is_answered_with_a_line_of_json),
		WITH_FAKE_SWITCH(a_failure_is_answered_with_its_code),
		WITH_FAKE_SWITCH(answers_come_in_the_order_of_the_requests),
		WITH_FAKE_SWITCH(
			each_client_gets_one_request_in_each_iteration),
		WITH_FAKE_SWITCH(an_incomplete_line_waits_for_its_end),
		WITH_FAKE_SWITCH(lines_without_words_are_not_answered),
		WITH_FAKE_SWITCH(
			a_line_that_is_not_text_does_not_affect_the_next),
		WITH_FAKE_SWITCH(the_longest_line_is_served),
		WITH_FAKE_SWITCH(a_line_that_is_too_long_ends_the_connection),
		WITH_FAKE_SWITCH(
			a_client_that_sends_no_more_still_gets_answers),
		WITH_FAKE_SWITCH(a_last_line_without_a_newline_is_not_run),
		WITH_FAKE_SWITCH(
			a_client_that_leaves_early_does_not_affect_others),
		WITH_FAKE_SWITCH(
			a_long_answer_pauses_until_the_client_reads_it),
		WITH_FAKE_SWITCH(a_piece_waits_until_the_previous_one_was_read),
		WITH_FAKE_SWITCH(
			a_request_waits_until_the_previous_answer_was_read),
		WITH_FAKE_SWITCH(a_long_answer_is_complete),
		WITH_FAKE_SWITCH(
			a_waiting_request_ends_when_its_condition_is_true),
		WITH_FAKE_SWITCH(the_loop_sleeps_while_no_request_waits),
		WITH_FAKE_SWITCH(a_waiting_client_that_hangs_up_is_removed),
		WITH_FAKE_SWITCH(
			a_waiting_request_is_checked_only_after_changes),
		WITH_FAKE_SWITCH(there_is_a_pause_between_checks_of_a_request),
		WITH_FAKE_SWITCH(the_pause_after_a_long_check_is_longer),
		WITH_FAKE_SWITCH(a_waiting_request_times_out_without_changes),
		WITH_FAKE_SWITCH(
			many_waiting_requests_are_checked_over_iterations),
		WITH_FAKE_SWITCH(
			a_client_that_hangs_up_while_it_waits_is_removed),
		WITH_FAKE_SWITCH(a_request_is_run_before_frames_are_received),
	};

	return cmocka_run_group_tests(server, NULL, NULL);
}
