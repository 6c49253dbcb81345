/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines in, answers out.  Of the socket itself: test_server_socket.c. */
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

	assert_string_equal(client_asks(*state, alice, "say 'good day'"),
			    "{\"ok\":true,\"result\":\"good day\"}");
	assert_string_equal(client_asks(*state, alice, "nothing"),
			    "{\"ok\":true,\"result\":null}");
	close(alice);
}

static void what_fails_is_answered_with_its_code(void **state)
{
	int alice = client_connect(*state);

	assert_string_equal(
		client_asks(*state, alice, "refuse"),
		"{\"ok\":false,\"error\":{\"code\":\"no-such-port\","
		"\"message\":\"no port \\\"p7\\\"\",\"word\":1}}");
	assert_string_equal(
		client_asks(*state, alice, "stumble"),
		"{\"ok\":false,\"error\":{\"code\":\"system\",\"message\":"
		"\"open \\\"x\\\": No such file or directory\"}}");
	assert_string_equal(
		client_asks(*state, alice, "say hello there"),
		"{\"ok\":false,\"error\":{\"code\":\"unknown-word\","
		"\"message\":\"unexpected \\\"there\\\"\",\"word\":3}}");
	assert_string_equal(client_asks(*state, alice, "count late"),
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

static void each_client_gets_one_request_a_turn(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "say 1\nsay 2\nsay 3\n");
	client_send(bob, "say 1\n");
	turn(f);
	assert_int_equal(f->app.runs, 2);
	turn(f);
	assert_int_equal(f->app.runs, 3);
	close(alice);
	close(bob);
}

static void half_a_line_waits_for_its_end(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	for (const char *p = "say hel"; *p; p++) {
		client_send(alice, (char[]){ *p, '\0' });
		turn(f);
	}
	assert_non_null(client_asks(f, bob, "say hello"));
	assert_int_equal(f->app.runs, 1);

	assert_string_equal(client_asks(f, alice, "lo"),
			    "{\"ok\":true,\"result\":\"hello\"}");
	close(alice);
	close(bob);
}

static void lines_without_words_are_not_answered(void **state)
{
	int alice = client_connect(*state);

	client_send(alice, "\n  \r\n# say 1\n");

	assert_string_equal(client_asks(*state, alice, "say 2\r"),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
}

static void what_is_no_text_is_refused_and_the_next_line_served(void **state)
{
	int alice = client_connect(*state);

	send(alice, "say \0\xff\x80\n", 8, 0);

	assert_non_null(strstr(client_read(*state, alice), "\"syntax\""));
	assert_string_equal(client_asks(*state, alice, "say 2"),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
}

/* A line of @size bytes with its end: say xxx... */
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
		turn(*state);

	len = recv(alice, head, sizeof(head), 0);
	assert_int_equal(len, sizeof(head));
	assert_memory_equal(head, "{\"ok\":true,\"result\":\"xxxx", 24);
	free(line);
	close(alice);
}

static void a_longer_line_is_refused_and_ends_the_connection(void **state)
{
	int alice = client_connect(*state), bob = client_connect(*state);
	char *line = long_line(LINE_SIZE_MAX + 1);

	client_send(alice, line);

	assert_string_equal(
		client_read(*state, alice),
		"{\"ok\":false,\"error\":{\"code\":\"line-too-long\","
		"\"message\":\"the line is longer than 65536 bytes\"}}");
	assert_null(client_read(*state, alice));
	assert_non_null(client_asks(*state, bob, "say 1"));
	free(line);
	close(alice);
	close(bob);
}

static void who_has_no_more_questions_still_gets_answers(void **state)
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

static void a_last_line_that_has_no_end_is_not_run(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "say 1\nsay 2");
	shutdown(alice, SHUT_WR);

	assert_non_null(client_read(f, alice));
	assert_string_equal(
		client_read(f, alice),
		"{\"ok\":false,\"error\":{\"code\":\"syntax\","
		"\"message\":\"the last line has no end: send a newline\"}}");
	assert_null(client_read(f, alice));
	assert_int_equal(f->app.runs, 1);
	close(alice);
}

static void who_leaves_before_the_answer_harms_nobody(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "count 9999999\n");
	turn(f);
	close(alice);

	assert_non_null(client_asks(f, bob, "say 1"));
	while (server_status(f->server).clients > 1)
		turn(f);
	close(bob);
}

static void a_long_answer_waits_until_it_is_taken(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);
	unsigned int pieces;

	client_send(alice, "count 9999999\n");
	turns_in(f, 20);
	pieces = f->app.pieces;

	/* what the socket and the server hold, and not one piece more */
	turns_in(f, 20);
	assert_int_equal(f->app.pieces, pieces);
	assert_in_range(pieces, 1, 300);
	assert_non_null(client_asks(f, bob, "say 1"));
	close(alice);
	close(bob);
}

static void a_piece_is_written_when_the_last_was_taken(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	char some[16384];

	/* each of some 600 KB: more than the socket holds */
	client_send(alice, "count 9999999 by 100000\n");
	for (unsigned int i = 0; i < 20; i++) {
		turns_in(f, 2);
		assert_true(recv(alice, some, sizeof(some), 0) > 0);
	}
	assert_int_equal(f->app.pieces, 1);
	close(alice);
}

static void a_request_waits_until_the_last_answer_was_taken(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	char some[16384];

	client_send(alice, "count 99999 by 99999\nsay 2\nsay 3\n");
	for (unsigned int i = 0; i < 20; i++) {
		turns_in(f, 2);
		assert_true(recv(alice, some, sizeof(some), 0) > 0);
	}
	assert_int_equal(f->app.runs, 1);
	close(alice);
}

/* All numbers to 200,000: 1,088,895 digits */
static void a_long_answer_arrives_whole(void **state)
{
	int alice = client_connect(*state);
	unsigned int n = 0, commas = 0;
	char last[3] = "";

	client_send(alice, "count 200000\n");
	while (last[2] != '\n') {
		char c;

		if (recv(alice, &c, 1, MSG_DONTWAIT) != 1) {
			turn(*state);
			continue;
		}
		commas += c == ',';
		memmove(last, last + 1, 2);
		last[2] = c;
		n++;
	}

	/* another comma stands before "result" */
	assert_int_equal(commas, 199999 + 1);
	assert_int_equal(n, strlen("{\"ok\":true,\"result\":[") + 1088895 +
				    199999 + strlen("]}\n"));
	assert_memory_equal(last, "]}\n", 3);
	close(alice);
}

static void a_wait_is_answered_when_it_comes_true(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "wait\nsay 2\n");
	assert_non_null(client_asks(f, bob, "say 1"));
	turns_in(f, 50);
	assert_int_equal(f->app.runs, 1);
	f->app.is_open = true;

	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":null}");
	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":\"2\"}");
	close(alice);
	close(bob);
}

static void the_loop_sleeps_unless_somebody_waits(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	assert_in_range(turns_in(f, 50), 1, 2);
	client_send(alice, "wait\n");
	turn(f);
	client_send(alice, "say 1\n");
	assert_in_range(turns_in(f, 200), 10, 40);
	f->app.is_open = true;
	assert_non_null(client_read(f, alice));
	assert_non_null(client_read(f, alice));
	turns_in(f, 20);
	assert_in_range(turns_in(f, 50), 1, 2);
	close(alice);
}

static void who_hangs_up_waits_no_longer(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "wait\n");
	client_send(bob, "wait\n");
	turns_in(f, 30);
	close(alice);
	shutdown(bob, SHUT_WR);
	while (server_status(f->server).clients > 1)
		turns_in(f, 1);
	turns_in(f, 50);

	assert_int_equal(server_status(f->server).clients, 1);
	f->app.is_open = true;
	assert_non_null(client_read(f, bob));
	close(bob);
}

static void who_awaits_a_change_costs_nothing_until_there_is_one(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	turns_in(f, 20);
	assert_int_equal(f->app.asked, 1);
	/* Once a second it is seen whether she is still there. */
	assert_in_range(turns_in(f, 300), 0, 4);
	server_changed(f->server, 0);
	assert_int_equal(f->app.asked, 1);

	/* What changed is nothing to her. */
	server_changed(f->server, 1);
	turns_in(f, 2 * SERVER_RECHECK_PAUSE_MS);
	assert_int_equal(f->app.asked, 1);
	f->app.changes = 1;
	server_changed(f->server, 2);
	assert_int_equal(f->app.asked, 2);
	f->app.is_open = true;
	f->app.changes = 2;
	server_changed(f->server, 3);

	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":null}");
	close(alice);
}

static void an_await_ends_in_time_though_nothing_changes(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await timeout 50\n");

	assert_non_null(strstr(client_read(f, alice), "\"timeout\""));
	assert_in_range(f->app.asked, 2, 4);
	close(alice);
}

/* However often there is one: her question costs time, and frames want it, too. */
static void who_awaits_is_asked_now_and_then_while_much_changes(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	turns_in(f, 20);
	f->app.asked = 0;
	for (unsigned int i = 1; i <= 1000; i++) {
		f->app.changes = i;
		server_changed(f->server, i);
	}
	assert_int_equal(f->app.asked, 1);
	f->app.is_open = true;
	assert_non_null(client_read(f, alice));
	assert_int_equal(f->app.asked, 2);

	turns_in(f, 2 * SERVER_RECHECK_PAUSE_MS);
	assert_in_range(turns_in(f, 50), 0, 2);
	close(alice);
}

/* Thrice as long as asking took nobody is asked. */
static void who_asks_much_rests_long(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	turns_in(f, 20);
	f->app.ask_us = 1000000000;
	f->app.changes = 1;
	server_changed(f->server, 1);
	f->app.asked = 0;
	f->app.changes = 2;
	server_changed(f->server, 2);
	turns_in(f, 3 * SERVER_RECHECK_PAUSE_MS);
	server_changed(f->server, 2);
	assert_int_equal(f->app.asked, 0);
	close(alice);
}

static void of_many_who_await_some_are_asked_in_one_turn(void **state)
{
	struct fake_switch *f = *state;
	int clients[8];
	const unsigned int n = ARRAY_SIZE(clients);

	for (unsigned int i = 0; i < n; i++) {
		clients[i] = client_connect(f);
		client_send(clients[i], "await\n");
	}
	while (f->app.asked < n)
		turn(f);

	/* However often something changes meanwhile, everybody has his turn. */
	f->app.asked = 0;
	f->app.ask_us = SERVER_RECHECK_NS / 1000 / 4;
	f->app.changes = 1;
	server_changed(f->server, 1);
	assert_int_equal(f->app.asked, n / 2);
	f->app.is_open = true;
	f->app.changes = 2;
	server_changed(f->server, 2);
	for (unsigned int i = 0; i < n / 2; i++)
		assert_non_null(client_read(f, clients[i]));
	assert_int_equal(f->app.asked, n);

	server_changed(f->server, 2);
	for (unsigned int i = n / 2; i < n; i++)
		assert_non_null(client_read(f, clients[i]));
	server_changed(f->server, 2);
	turns_in(f, 20);
	assert_in_range(turns_in(f, 50), 0, 2);
	for (unsigned int i = 0; i < n; i++)
		close(clients[i]);
}

static void who_awaits_and_hangs_up_is_forgotten(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);

	client_send(alice, "await\n");
	turns_in(f, 20);
	close(alice);

	while (server_status(f->server).clients)
		turns_in(f, 10);
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

static void a_request_comes_before_frames(void **state)
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
	turn(f);

	assert_int_equal(busy.runs_before, 1);
	close(ends[0]);
	close(ends[1]);
	close(alice);
}

int main(void)
{
	const struct CMUnitTest server[] = {
		WITH_FAKE_SWITCH(a_line_is_answered_with_a_line_of_json),
		WITH_FAKE_SWITCH(what_fails_is_answered_with_its_code),
		WITH_FAKE_SWITCH(answers_come_in_the_order_of_the_requests),
		WITH_FAKE_SWITCH(each_client_gets_one_request_a_turn),
		WITH_FAKE_SWITCH(half_a_line_waits_for_its_end),
		WITH_FAKE_SWITCH(lines_without_words_are_not_answered),
		WITH_FAKE_SWITCH(
			what_is_no_text_is_refused_and_the_next_line_served),
		WITH_FAKE_SWITCH(the_longest_line_is_served),
		WITH_FAKE_SWITCH(
			a_longer_line_is_refused_and_ends_the_connection),
		WITH_FAKE_SWITCH(who_has_no_more_questions_still_gets_answers),
		WITH_FAKE_SWITCH(a_last_line_that_has_no_end_is_not_run),
		WITH_FAKE_SWITCH(who_leaves_before_the_answer_harms_nobody),
		WITH_FAKE_SWITCH(a_long_answer_waits_until_it_is_taken),
		WITH_FAKE_SWITCH(a_piece_is_written_when_the_last_was_taken),
		WITH_FAKE_SWITCH(
			a_request_waits_until_the_last_answer_was_taken),
		WITH_FAKE_SWITCH(a_long_answer_arrives_whole),
		WITH_FAKE_SWITCH(a_wait_is_answered_when_it_comes_true),
		WITH_FAKE_SWITCH(the_loop_sleeps_unless_somebody_waits),
		WITH_FAKE_SWITCH(who_hangs_up_waits_no_longer),
		WITH_FAKE_SWITCH(
			who_awaits_a_change_costs_nothing_until_there_is_one),
		WITH_FAKE_SWITCH(
			who_awaits_is_asked_now_and_then_while_much_changes),
		WITH_FAKE_SWITCH(who_asks_much_rests_long),
		WITH_FAKE_SWITCH(an_await_ends_in_time_though_nothing_changes),
		WITH_FAKE_SWITCH(of_many_who_await_some_are_asked_in_one_turn),
		WITH_FAKE_SWITCH(who_awaits_and_hangs_up_is_forgotten),
		WITH_FAKE_SWITCH(a_request_comes_before_frames),
	};

	return cmocka_run_group_tests(server, NULL, NULL);
}
