/* SPDX-License-Identifier: BSD-2-Clause */
/* The file of the socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fake_switch.h"

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	return st.st_mode & 07777;
}

static void serve_again(struct fake_switch *f, mode_t mode)
{
	f->config.mode = mode;
	fake_serve_again(f);
}

static void the_socket_has_the_requested_mode(void **state)
{
	struct fake_switch *f = *state;
	mode_t before = umask(0);

	assert_int_equal(mode_of(f->path), 0600);
	serve_again(f, 0660);
	assert_int_equal(mode_of(f->path), 0660);
	umask(0777);
	serve_again(f, 0666);
	assert_int_equal(mode_of(f->path), 0666);
	assert_int_equal(umask(before), 0777);
}

static void a_socket_without_a_server_is_replaced(void **state)
{
	struct fake_switch *f = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int left = socket(AF_UNIX, SOCK_STREAM, 0);
	struct err err;
	int alice;

	server_free(f->server);
	strcpy(address.sun_path, f->path);
	assert_int_equal(
		bind(left, (struct sockaddr *)&address, sizeof(address)), 0);
	close(left);

	f->server = fake_serve(f, &err);
	assert_non_null(f->server);
	alice = client_connect(f);
	assert_non_null(client_request(f, alice, "say 1"));
	close(alice);
}

static void a_socket_with_a_server_is_left_alone(void **state)
{
	struct fake_switch *f = *state;
	unsigned int before = open_descriptors();
	struct err err;
	int alice;

	assert_null(fake_serve(f, &err));

	assert_string_equal(err.code, "in-use");
	assert_non_null(strstr(err.text, f->path));
	assert_non_null(strstr(err.text, "is in use by another program"));
	assert_int_equal(open_descriptors(), before);
	alice = client_connect(f);
	assert_non_null(client_request(f, alice, "say 1"));
	close(alice);
}

static void a_file_that_is_not_a_socket_is_left_alone(void **state)
{
	struct fake_switch *f = *state;
	struct stat st;
	struct err err;

	server_free(f->server);
	close(open(f->path, O_CREAT | O_WRONLY, 0600));
	f->server = fake_serve(f, &err);

	assert_null(f->server);
	assert_string_equal(err.code, "not-a-socket");
	assert_int_equal(lstat(f->path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
}

static void a_path_that_is_too_long_or_empty_is_refused(void **state)
{
	struct fake_switch *f = *state;
	char path[200];
	struct err err;

	memset(path, 'x', sizeof(path));
	path[108] = '\0';
	f->config.path = path;
	assert_null(fake_serve(f, &err));
	assert_string_equal(err.text,
			    "socket path of 108 bytes, expected 1 to 107");

	f->config.path = "";
	assert_null(fake_serve(f, &err));
}

static void the_error_of_a_missing_directory_has_the_path(void **state)
{
	struct fake_switch *f = *state;
	char path[64];
	struct err err;

	snprintf(path, sizeof(path), "%s/none/sock", f->dir);
	f->config.path = path;

	assert_null(fake_serve(f, &err));
	assert_string_equal(err.code, "system");
	assert_non_null(strstr(err.text, path));
}

static void if_the_group_cannot_be_set_no_socket_is_left_behind(void **state)
{
	struct fake_switch *f = *state;
	struct stat st;
	struct err err;

	server_free(f->server);
	/* not the number that chown() ignores, and none of our groups */
	f->config.group = (gid_t)-2;
	f->server = fake_serve(f, &err);
	if (f->server) /* root may set any group */
		skip();

	assert_string_equal(err.code, "system");
	assert_non_null(strstr(err.text, f->path));
	assert_non_null(strstr(err.text, strerror(EPERM)));
	assert_int_equal(lstat(f->path, &st), -1);
}

static void the_socket_is_removed_with_the_server(void **state)
{
	struct fake_switch *f = *state;
	struct stat st;

	server_free(f->server);
	f->server = NULL;

	assert_int_equal(lstat(f->path, &st), -1);
}

static void the_socket_of_another_server_is_not_removed(void **state)
{
	struct fake_switch *f = *state;
	struct server *first = f->server;
	struct stat st;
	struct err err;

	unlink(f->path);
	f->server = fake_serve(f, &err);
	assert_non_null(f->server);
	server_free(first);

	assert_int_equal(lstat(f->path, &st), 0);
}

int main(void)
{
	const struct CMUnitTest file[] = {
		WITH_FAKE_SWITCH(the_socket_has_the_requested_mode),
		WITH_FAKE_SWITCH(a_socket_without_a_server_is_replaced),
		WITH_FAKE_SWITCH(a_socket_with_a_server_is_left_alone),
		WITH_FAKE_SWITCH(a_file_that_is_not_a_socket_is_left_alone),
		WITH_FAKE_SWITCH(a_path_that_is_too_long_or_empty_is_refused),
		WITH_FAKE_SWITCH(the_error_of_a_missing_directory_has_the_path),
		WITH_FAKE_SWITCH(
			if_the_group_cannot_be_set_no_socket_is_left_behind),
		WITH_FAKE_SWITCH(the_socket_is_removed_with_the_server),
		WITH_FAKE_SWITCH(the_socket_of_another_server_is_not_removed),
	};

	return cmocka_run_group_tests(file, NULL, NULL);
}
