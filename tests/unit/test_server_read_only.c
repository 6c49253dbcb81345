/* SPDX-License-Identifier: BSD-2-Clause */
/* The second socket, for clients that only read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/socket_dir.h"
#include "fake_switch.h"

static char read_only[64];

static int start(void **state)
{
	struct fake_switch *f;

	if (fake_switch_start(state))
		return -1;
	f = *state;
	snprintf(read_only, sizeof(read_only), "%s/ro", f->dir);
	f->config.read_only_path = read_only;
	f->config.read_only_group = getegid();
	fake_serve_again(f);
	return 0;
}

static int stop(void **state)
{
	unlink(read_only);
	return fake_switch_stop(state);
}

static void a_command_that_reads_is_run(void **state)
{
	int alice = client_connect_to(*state, read_only);

	assert_string_equal(client_request(*state, alice, "say hello"),
			    "{\"ok\":true,\"result\":\"hello\"}");
	close(alice);
}

static void a_stream_is_begun(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect_to(f, read_only);

	f->app.changes = 1;
	client_request(f, alice, "stream");
	assert_string_equal(client_read(f, alice), "change 1");
	close(alice);
}

static void a_command_that_changes_something_is_refused(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect_to(f, read_only);
	unsigned int before = open_descriptors();
	int fd = open(f->dir, O_RDONLY | O_CLOEXEC);
	char wanted[256];

	snprintf(wanted, sizeof(wanted),
		 "{\"ok\":false,\"error\":{\"code\":\"read-only\","
		 "\"message\":\"this socket is read-only: \\\"take\\\" is "
		 "possible only at \\\"%s\\\"\",\"word\":1}}",
		 f->path);
	client_send_fds(alice, "take\n", &fd, 1);
	assert_string_equal(client_read(f, alice), wanted);
	assert_int_equal(f->app.kept, -1);
	close(fd);
	assert_int_equal(open_descriptors(), before);
	close(alice);
}

static void a_restricted_command_is_refused(void **state)
{
	int alice = client_connect_to(*state, read_only);

	assert_non_null(
		strstr(client_request(*state, alice, "look"), "\"read-only\""));
	close(alice);
}

static void at_the_other_socket_all_commands_are_run(void **state)
{
	int alice = client_connect(*state);

	assert_string_equal(client_request(*state, alice, "look"),
			    "{\"ok\":true,\"result\":false}");
	assert_string_equal(client_request(*state, alice, "take"),
			    "{\"ok\":true,\"result\":null}");
	close(alice);
}

static void clients_of_both_sockets_are_counted_together(void **state)
{
	struct fake_switch *f = *state;
	int alice = client_connect(f), bob = client_connect_to(f, read_only);

	assert_int_equal(server_status(f->server).clients, 2);
	assert_string_equal(server_status(f->server).read_only_path, read_only);
	close(alice);
	close(bob);
}

static void the_group_may_connect_and_others_may_not(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(read_only, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(st.st_gid, getegid());
}

static void both_sockets_are_removed_with_the_server(void **state)
{
	struct fake_switch *f = *state;

	server_free(f->server);
	f->server = NULL;
	assert_int_not_equal(access(f->path, F_OK), 0);
	assert_int_not_equal(access(read_only, F_OK), 0);
}

static void if_one_socket_cannot_be_made_neither_is(void **state)
{
	struct fake_switch *f = *state;
	struct err err;
	int fd;

	server_free(f->server);
	fd = open(read_only, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	f->server = fake_serve(f, &err);
	assert_null(f->server);
	assert_string_equal(err.code, "not-a-socket");
	assert_int_not_equal(access(f->path, F_OK), 0);
}

static void the_read_only_socket_is_named_after_the_other(void **state)
{
	char path[PATH_MAX], longest[PATH_MAX];

	(void)state;
	assert_true(socket_read_only("/run/tapswitch/sw0.sock", path));
	assert_string_equal(path, "/run/tapswitch/sw0.ro.sock");
	assert_true(socket_read_only("/run/lab/ctl", path));
	assert_string_equal(path, "/run/lab/ctl.ro");
	assert_true(socket_read_only(".sock", path));
	assert_string_equal(path, ".sock.ro");
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_false(socket_read_only(longest, path));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_command_that_reads_is_run),
		TEST(a_stream_is_begun),
		TEST(a_command_that_changes_something_is_refused),
		TEST(a_restricted_command_is_refused),
		TEST(at_the_other_socket_all_commands_are_run),
		TEST(clients_of_both_sockets_are_counted_together),
		TEST(the_group_may_connect_and_others_may_not),
		TEST(both_sockets_are_removed_with_the_server),
		TEST(if_one_socket_cannot_be_made_neither_is),
		cmocka_unit_test(the_read_only_socket_is_named_after_the_other),
	};

	return cmocka_run_group_tests_name("read_only", tests, NULL, NULL);
}
