/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors that clients send, and limits of clients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/time.h"
#include "fake_switch.h"

/*
 * Descriptors
 */

static bool same_file(int a, int b)
{
	struct stat sa, sb;

	return !fstat(a, &sa) && !fstat(b, &sb) && sa.st_dev == sb.st_dev &&
	       sa.st_ino == sb.st_ino;
}

static void a_descriptor_is_passed_with_its_line(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);

	client_send_fds(alice, "take\n", &fd, 1);

	assert_non_null(client_read(f, alice));
	assert_true(f->app.kept >= 0);
	assert_true(same_file(f->app.kept, fd));
	assert_true(fcntl(f->app.kept, F_GETFD) & FD_CLOEXEC);
	close(f->app.kept);
	close(fd);
	close(alice);
}

static void a_descriptor_waits_for_the_end_of_its_line(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);

	client_send_fds(alice, "# for the next\nlo", &fd, 1);
	run_iteration(f);
	run_iteration(f);

	assert_string_equal(client_request(f, alice, "ok"),
			    "{\"ok\":true,\"result\":true}");
	assert_string_equal(client_request(f, alice, "look"),
			    "{\"ok\":true,\"result\":false}");
	close(fd);
	close(alice);
}

/* All lines have arrived before the switch reads. */
static void each_of_many_lines_gets_its_own_descriptor(void **state)
{
	static const bool comes[] = { false, true, false, true, true, false };
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	unsigned int before = open_descriptors();

	client_send(alice, "look\n");
	client_send_fds(alice, "look\n", &fd, 1);
	client_send(alice, "look\nlo");
	client_send_fds(alice, "ok\n", &fd, 1);
	client_send_fds(alice, "look\n", &fd, 1);
	client_send(alice, "look\n");

	for (size_t i = 0; i < ARRAY_SIZE(comes); i++)
		assert_string_equal(client_read(f, alice),
				    comes[i]
					    ? "{\"ok\":true,\"result\":true}"
					    : "{\"ok\":true,\"result\":false}");
	assert_int_equal(open_descriptors(), before);
	close(fd);
	close(alice);
}

static void two_descriptors_wait_for_two_lines(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);

	client_send_fds(alice, "lo", &fd, 1);
	run_iteration(f);
	client_send_fds(alice, "ok\nlook\nlook\n", &fd, 1);

	assert_non_null(strstr(client_read(f, alice), "\"result\":true}"));
	assert_non_null(strstr(client_read(f, alice), "\"result\":false}"));
	assert_non_null(strstr(client_read(f, alice), "\"result\":true}"));
	close(fd);
	close(alice);
}

static void a_descriptor_that_no_command_keeps_is_closed(void **state)
{
	static const char *const lines[] = { "look\n", "look here\n",
					     "refuse\n", "count 1\n", "'\n" };
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	unsigned int before = open_descriptors();

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		client_send_fds(alice, lines[i], &fd, 1);
		assert_non_null(client_read(f, alice));
		assert_int_equal(open_descriptors(), before);
	}
	close(fd);
	close(alice);
}

static void a_descriptor_of_a_comment_is_closed(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	unsigned int before = open_descriptors();

	client_send_fds(alice, "# nothing\n", &fd, 1);
	client_send_fds(alice, "\n", &fd, 1);

	assert_string_equal(client_request(f, alice, "look"),
			    "{\"ok\":true,\"result\":false}");
	assert_int_equal(open_descriptors(), before);
	close(fd);
	close(alice);
}

static void the_descriptor_of_a_client_that_leaves_is_closed(void **state)
{
	struct fake_switch *f = *state;
	unsigned int before = open_descriptors();
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);

	client_send_fds(alice, "half a li", &fd, 1);
	run_iteration(f);
	close(alice);
	close(fd);
	while (server_status(f->server).clients)
		run_iteration(f);

	assert_int_equal(open_descriptors(), before);
}

static void a_line_with_two_descriptors_is_refused(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	unsigned int before = open_descriptors();

	for (size_t n = 2; n <= 5; n++) {
		client_send_fds(alice, "look\n", (int[]){ fd, fd, fd, fd, fd },
				n);
		assert_non_null(
			strstr(client_read(f, alice), "\"descriptor\""));
		assert_int_equal(open_descriptors(), before);
	}
	client_send_fds(alice, "lo", &fd, 1);
	client_send_fds(alice, "ok\n", &fd, 1);
	assert_non_null(strstr(client_read(f, alice), "\"descriptor\""));
	assert_int_equal(open_descriptors(), before);

	client_send_fds(alice, "look\n", &fd, 1);
	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":true}");
	close(fd);
	close(alice);
}

/* Prevents further descriptors; returns the old limit. */
static struct rlimit run_out_of_descriptors(void)
{
	struct rlimit before, none;
	int next = dup(STDOUT_FILENO);

	close(next);
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = (rlim_t)next;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	return before;
}

static void a_line_whose_descriptor_cannot_be_received_is_refused(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	struct rlimit before = run_out_of_descriptors();

	client_send_fds(alice, "look\n", &fd, 1);

	assert_non_null(strstr(client_read(f, alice), "no-descriptor-left"));
	assert_non_null(client_request(f, alice, "say 1"));
	setrlimit(RLIMIT_NOFILE, &before);
	close(fd);
	close(alice);
}

/* Descriptors that a client sends must not use up those for new clients. */
static void a_descriptor_from_the_reserve_is_refused(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f);
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	struct rlimit before = run_out_of_descriptors(), some = before;

	some.rlim_cur = (rlim_t)fd + DESCRIPTOR_RESERVE + 1;
	setrlimit(RLIMIT_NOFILE, &some);
	client_send_fds(alice, "look\n", &fd, 1);
	assert_non_null(strstr(client_read(f, alice), "no-descriptor-left"));
	some.rlim_cur++;
	setrlimit(RLIMIT_NOFILE, &some);
	client_send_fds(alice, "look\n", &fd, 1);
	assert_string_equal(client_read(f, alice),
			    "{\"ok\":true,\"result\":true}");
	setrlimit(RLIMIT_NOFILE, &before);
	close(fd);
	close(alice);
}

/*
 * Limits
 */

/* A client that cannot be accepted, because no descriptor is left */
static int connect_to_the_full(struct fake_switch *f, struct rlimit *before)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*before = run_out_of_descriptors();
	strcpy(address.sun_path, f->path);
	assert_int_equal(
		connect(client, (struct sockaddr *)&address, sizeof(address)),
		0);
	return client;
}

static void without_descriptors_the_loop_does_not_spin(void **state)
{
	struct fake_switch *f = *state;
	struct rlimit before;
	int alice = client_connect(f);
	int bob = connect_to_the_full(f, &before);

	assert_in_range(iterations_in(f, 250), 2, 12);
	assert_non_null(client_request(f, alice, "say 1"));
	setrlimit(RLIMIT_NOFILE, &before);

	assert_non_null(client_request(f, bob, "say 2"));
	close(alice);
	close(bob);
}

static void without_descriptors_an_idle_client_makes_room(void **state)
{
	struct fake_switch *f = *state;
	struct rlimit before;
	int alice = client_connect(f);
	int bob = connect_to_the_full(f, &before);

	fake_now_ns += (int64_t)SERVER_IDLE_MS * 1000000;
	assert_non_null(client_request(f, bob, "say 1"));
	assert_null(client_read(f, alice));
	setrlimit(RLIMIT_NOFILE, &before);
	close(alice);
	close(bob);
}

static void a_client_above_the_limit_is_told_and_disconnected(void **state)
{
	struct fake_switch *f = *state;
	static int clients[SERVER_CLIENTS_MAX];
	struct rlimit limit;
	int late;

	/* both ends are in this process */
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max < 2 * SERVER_CLIENTS_MAX + 20)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		clients[i] = client_connect(f);
	assert_int_equal(server_status(f->server).clients, SERVER_CLIENTS_MAX);
	late = client_connect(f);

	assert_non_null(strstr(client_read(f, late), "too-many-clients"));
	assert_null(client_read(f, late));
	assert_non_null(client_request(f, clients[0], "say 1"));
	close(late);
	for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
		close(clients[i]);
}

static void a_client_that_does_not_read_its_answer_is_disconnected(void **state)
{
	struct fake_switch *f = *state;
	int alice, bob;

	f->config.stall_ms = 60;
	fake_serve_again(f);
	alice = client_connect(f);
	bob = client_connect(f);
	client_send(alice, "count 9999999\n");
	while (!server_status(f->server).cut_off)
		assert_non_null(client_request(f, bob, "say 1"));

	assert_int_equal(server_status(f->server).clients, 1);
	close(alice);
	close(bob);
}

/* A socket counts as having room again when three quarters of it are empty:
 * some 30 ms at this pace.  A busy machine may stop the test for longer. */
static void a_client_that_reads_slowly_is_not_disconnected(void **state)
{
	struct fake_switch *f = *state;
	static char some[65536];
	int64_t until_ms;
	int alice;

	f->config.stall_ms = 1000;
	fake_serve_again(f);
	alice = client_connect(f);
	client_send(alice, "count 9999999\n");
	until_ms = time_now_ms() + 3 * f->config.stall_ms / 2;
	while (time_now_ms() < until_ms) {
		iterations_in(f, 10);
		assert_true(recv(alice, some, sizeof(some), 0) > 0);
	}

	assert_int_equal(server_status(f->server).cut_off, 0);
	assert_int_equal(server_status(f->server).clients, 1);
	close(alice);
}

static void the_server_counts_clients_and_requests(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect(f);

	client_request(f, alice, "say 1");
	client_request(f, alice, "refuse");
	client_request(f, bob, "no such command");

	assert_int_equal(server_status(f->server).clients, 2);
	assert_int_equal(server_status(f->server).requests, 3);
	assert_int_equal(server_status(f->server).cut_off, 0);
	assert_string_equal(server_status(f->server).path, f->path);
	close(alice);
	close(bob);
}

static void a_server_that_ends_disconnects_all_clients(void **state)
{
	struct fake_switch *f = *state;
	unsigned int before = open_descriptors();
	int alice = client_connect(f), bob = client_connect(f);

	client_send(alice, "count 9999999\n");
	client_send(bob, "wait\n");
	iterations_in(f, 20);
	server_free(f->server);
	f->server = NULL;

	assert_null(client_read(f, bob));
	assert_int_equal(iterations_in(f, 20), 1);
	close(alice);
	close(bob);
	assert_int_equal(open_descriptors(), before - 1);
}

int main(void)
{
	const struct CMUnitTest descriptors[] = {
		WITH_FAKE_SWITCH(a_descriptor_is_passed_with_its_line),
		WITH_FAKE_SWITCH(a_descriptor_waits_for_the_end_of_its_line),
		WITH_FAKE_SWITCH(each_of_many_lines_gets_its_own_descriptor),
		WITH_FAKE_SWITCH(two_descriptors_wait_for_two_lines),
		WITH_FAKE_SWITCH(a_descriptor_that_no_command_keeps_is_closed),
		WITH_FAKE_SWITCH(a_descriptor_of_a_comment_is_closed),
		WITH_FAKE_SWITCH(
			the_descriptor_of_a_client_that_leaves_is_closed),
		WITH_FAKE_SWITCH(a_line_with_two_descriptors_is_refused),
		WITH_FAKE_SWITCH(
			a_line_whose_descriptor_cannot_be_received_is_refused),
		WITH_FAKE_SWITCH(a_descriptor_from_the_reserve_is_refused),
	};
	const struct CMUnitTest clients[] = {
		WITH_FAKE_SWITCH(without_descriptors_the_loop_does_not_spin),
		WITH_FAKE_SWITCH(without_descriptors_an_idle_client_makes_room),
		WITH_FAKE_SWITCH(
			a_client_above_the_limit_is_told_and_disconnected),
		WITH_FAKE_SWITCH(
			a_client_that_does_not_read_its_answer_is_disconnected),
		WITH_FAKE_SWITCH(
			a_client_that_reads_slowly_is_not_disconnected),
		WITH_FAKE_SWITCH(the_server_counts_clients_and_requests),
		WITH_FAKE_SWITCH(a_server_that_ends_disconnects_all_clients),
	};

	return cmocka_run_group_tests(descriptors, NULL, NULL) +
	       cmocka_run_group_tests(clients, NULL, NULL);
}
