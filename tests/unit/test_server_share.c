/* SPDX-License-Identifier: BSD-2-Clause */
/* How clients share time, places and memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/grammar.h"
#include "fake_switch.h"

#define NS_PER_MS INT64_C(1000000)
#define ALICE	  54321 /* a user that need not exist */
#define BOB	  54322

/*
 * Time
 */

static void commands_get_a_budget_of_each_iteration(void **state)
{
	struct fake_switch *f = *state;
	int clients[8];

	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		clients[i] = client_connect(f);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		client_send(clients[i], "toil 400\n");

	/* the third is begun in time */
	run_iteration(f);
	assert_int_equal(f->app.runs, 3);
	run_iteration(f);
	assert_int_equal(f->app.runs, 6);
	run_iteration(f);
	assert_int_equal(f->app.runs, 8);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		assert_non_null(client_read(f, clients[i]));
		close(clients[i]);
	}
}

static void a_request_longer_than_the_budget_is_run_alone(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "toil 50000\n");
	client_send(bob, "toil 50000\n");

	run_iteration(f);
	assert_int_equal(f->app.runs, 1);
	run_iteration(f);
	assert_int_equal(f->app.runs, 2);
	close(alice);
	close(bob);
}

/* Each client gets one request before another client gets its second. */
static void a_client_with_many_requests_does_not_delay_others(void **state)
{
	struct fake_switch *f = *state;
	int greedy[4], bob;
	char c;

	for (size_t i = 0; i < ARRAY_SIZE(greedy); i++) {
		greedy[i] = client_connect(f);
		for (int line = 0; line < 50; line++)
			client_send(greedy[i], "toil 2000\n");
	}
	run_iteration(f);
	bob = client_connect(f);
	client_send(bob, "say 1\n");
	f->app.runs = 0;

	while (recv(bob, &c, 1, MSG_DONTWAIT) < 0)
		run_iteration(f);
	assert_in_range(f->app.runs, 1, ARRAY_SIZE(greedy) + 1);
	for (size_t i = 0; i < ARRAY_SIZE(greedy); i++)
		close(greedy[i]);
	close(bob);
}

/*
 * Places
 */

static void allow_descriptors(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	/* both ends of each connection are in this process */
	if (limit.rlim_max < 2 * SERVER_CLIENTS_MAX + 20)
		skip();
}

/* A client of another user; needs root */
static int client_of(struct fake_switch *f, uid_t uid)
{
	int client;

	assert_int_equal(seteuid(uid), 0);
	client = client_connect(f);
	assert_int_equal(seteuid(0), 0);
	return client;
}

static void serve_everybody(struct fake_switch *f)
{
	if (getuid())
		skip();
	allow_descriptors();
	chmod(f->dir, 0755);
	f->config.mode = 0666;
	fake_serve_again(f);
}

static void a_user_at_the_limit_does_not_lock_out_others(void **state)
{
	struct fake_switch *f = *state;
	int clients[SERVER_CLIENTS_USER], late, bob, root;

	serve_everybody(f);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		clients[i] = client_of(f, ALICE);
	late = client_of(f, ALICE);
	bob = client_of(f, BOB);
	root = client_connect(f);

	assert_string_equal(
		client_read(f, late),
		"{\"ok\":false,\"error\":{\"code\":\"too-many-clients\","
		"\"message\":\"user 54321 has 128 clients, the most allowed: "
		"end one\"}}");
	assert_null(client_read(f, late));
	assert_non_null(client_request(f, bob, "say 1"));
	assert_non_null(client_request(f, root, "say 1"));
	assert_non_null(client_request(f, clients[0], "say 1"));
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
	close(late);
	close(bob);
	close(root);
}

static void an_idle_client_makes_room_for_its_user(void **state)
{
	struct fake_switch *f = *state;
	int clients[SERVER_CLIENTS_USER], late, bob;

	serve_everybody(f);
	bob = client_of(f, BOB);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		clients[i] = client_of(f, ALICE);
		fake_now_ns++;
	}
	fake_now_ns += (SERVER_IDLE_MS - 1) * NS_PER_MS;
	client_send(clients[1], "half a line");
	client_request(f, clients[0], "say 1");
	late = client_of(f, ALICE);
	assert_non_null(strstr(client_read(f, late), "too-many-clients"));
	close(late);

	fake_now_ns += NS_PER_MS;
	late = client_of(f, ALICE);
	assert_non_null(client_request(f, late, "say 1"));
	assert_null(client_read(f, clients[1]));
	assert_non_null(client_request(f, clients[0], "say 1"));
	assert_non_null(client_request(f, clients[2], "say 1"));
	assert_non_null(client_request(f, bob, "say 1"));
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
	close(late);
	close(bob);
}

/* The user of the switch may have all places. */
static void the_client_idle_for_longest_makes_room(void **state)
{
	struct fake_switch *f = *state;
	static int clients[SERVER_CLIENTS_MAX];
	int late;

	allow_descriptors();
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		clients[i] = client_connect(f);
		fake_now_ns += NS_PER_MS;
	}
	client_send(clients[0], "wait\n");
	run_iteration(f);
	fake_now_ns += SERVER_IDLE_MS * NS_PER_MS;
	late = client_connect(f);

	assert_non_null(client_request(f, late, "say 1"));
	assert_null(client_read(f, clients[1]));
	assert_non_null(client_request(f, clients[2], "say 1"));
	f->app.is_open = true;
	assert_non_null(client_read(f, clients[0]));
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
	close(late);
}

static void as_long_as_there_are_places_a_client_may_be_idle(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob;

	fake_now_ns += 1000 * SERVER_IDLE_MS * NS_PER_MS;
	bob = client_connect(f);

	assert_non_null(client_request(f, bob, "say 1"));
	assert_non_null(client_request(f, alice, "say 1"));
	close(alice);
	close(bob);
}

/*
 * Memory
 */

static void the_client_with_most_memory_is_disconnected(void **state)
{
	struct fake_switch *f = *state;
	int deaf, half, bob;

	f->config.memory = 512 * 1024;
	fake_serve_again(f);
	deaf = client_connect(f);
	half = client_connect(f);
	bob = client_connect(f);
	client_send(half, "say half-a-line");
	/* some 600 KB, and more than the socket holds */
	client_send(deaf, "count 100000 by 100000\n");
	while (!server_status(f->server).cut_off)
		iterations_in(f, 1);

	assert_int_equal(server_status(f->server).cut_off, 1);
	assert_int_equal(server_status(f->server).clients, 2);
	assert_non_null(client_request(f, half, ""));
	assert_non_null(client_request(f, bob, "say 1"));
	close(deaf);
	close(half);
	close(bob);
}

static void the_memory_of_all_incomplete_lines_is_limited(void **state)
{
	struct fake_switch *f = *state;
	int clients[20];
	static char half[60001];

	memset(half, 'x', sizeof(half) - 1);
	f->config.memory = 512 * 1024;
	fake_serve_again(f);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		clients[i] = client_connect(f);
		client_send(clients[i], half);
		iterations_in(f, 2);
	}

	/* 60,000 bytes each */
	assert_int_equal(server_status(f->server).clients, 8);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
}

/* Otherwise the memory of all answers would add up. */
static void memory_of_an_answer_is_freed_when_it_was_read(void **state)
{
	struct fake_switch *f = *state;
	int clients[20];
	char some[65536];

	f->config.memory = 1024 * 1024;
	fake_serve_again(f);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++) {
		size_t len = 0;

		clients[i] = client_connect(f);
		client_send(clients[i], "count 60000 by 60000\n");
		while (!len || some[len - 1] != '\n') {
			ssize_t got = recv(clients[i], some, sizeof(some),
					   MSG_DONTWAIT);

			if (got > 0)
				len = (size_t)got;
			else
				iterations_in(f, 1);
		}
	}

	assert_int_equal(server_status(f->server).cut_off, 0);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
}

int main(void)
{
	const struct CMUnitTest shared_time[] = {
		WITH_FAKE_SWITCH(commands_get_a_budget_of_each_iteration),
		WITH_FAKE_SWITCH(a_request_longer_than_the_budget_is_run_alone),
		WITH_FAKE_SWITCH(
			a_client_with_many_requests_does_not_delay_others),
	};
	const struct CMUnitTest places[] = {
		WITH_FAKE_SWITCH(a_user_at_the_limit_does_not_lock_out_others),
		WITH_FAKE_SWITCH(an_idle_client_makes_room_for_its_user),
		WITH_FAKE_SWITCH(the_client_idle_for_longest_makes_room),
		WITH_FAKE_SWITCH(
			as_long_as_there_are_places_a_client_may_be_idle),
	};
	const struct CMUnitTest memory[] = {
		WITH_FAKE_SWITCH(the_client_with_most_memory_is_disconnected),
		WITH_FAKE_SWITCH(the_memory_of_all_incomplete_lines_is_limited),
		WITH_FAKE_SWITCH(memory_of_an_answer_is_freed_when_it_was_read),
	};

	return cmocka_run_group_tests(shared_time, NULL, NULL) +
	       cmocka_run_group_tests(places, NULL, NULL) +
	       cmocka_run_group_tests(memory, NULL, NULL);
}
