/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of sockets while another user redirects their paths */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/un.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/socket_file.h"

static char top[] = "/tmp/test_socket_file.XXXXXX";

static int make_dirs(void **state)
{
	(void)state;
	return mkdtemp(top) && !chdir(top) && !mkdir("ours", 0700) &&
			       !mkdir("others", 0700)
		       ? 0
		       : -1;
}

static int remove_dirs(void **state)
{
	(void)state;
	return rmdir("ours") || rmdir("others") || chdir("/") || rmdir(top);
}

static void path_in_top(const char *rest, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", top, rest);
}

static int open_dir(const char *name)
{
	int fd = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static int make_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	return fd;
}

/* Binds a socket and removes its file; returns the address that peers see. */
static const char *name_when_bound(int dir, const char *path)
{
	static struct sockaddr_un address;
	socklen_t len = sizeof(address);
	int sock = make_socket(), file;
	struct err err;

	file = socket_file_bind(sock, dir, path, 0700, &err);
	assert_true(file >= 0);
	memset(&address, 0, sizeof(address));
	assert_int_equal(getsockname(sock, (void *)&address, &len), 0);
	assert_int_equal(unlinkat(dir, strrchr(path, '/') + 1, 0), 0);
	close(file);
	close(sock);
	return address.sun_path;
}

static void peers_see_a_path_that_they_can_use(void **state)
{
	char path[PATH_MAX], moved[PATH_MAX];
	int dir = open_dir("ours");
	(void)state;

	path_in_top("ours/x", path);
	path_in_top("moved/x", moved);
	assert_string_equal(name_when_bound(dir, path), path);
	assert_string_equal(name_when_bound(dir, "ours/x"), path);

	/* The directory was renamed, and its old path leads elsewhere. */
	assert_int_equal(rename("ours", "moved"), 0);
	assert_int_equal(symlink("others", "ours"), 0);
	assert_string_equal(name_when_bound(dir, path), moved);

	assert_int_equal(unlink("ours"), 0);
	assert_int_equal(rename("moved", "ours"), 0);
	close(dir);
}

static void swap(const char *a, const char *b)
{
	assert_int_equal(syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b,
				 RENAME_EXCHANGE),
			 0);
}

static bool is_redirected;

/* Replaces bind() of the C libraries, which declare it differently, so that the
 * path can be redirected just before. */
int redirected_bind(int sock, const struct sockaddr *address,
		    socklen_t len) __asm__("bind");

int redirected_bind(int sock, const struct sockaddr *address, socklen_t len)
{
	int ret;

	if (!is_redirected)
		return (int)syscall(SYS_bind, sock, address, len);
	swap("ours", "link");
	ret = (int)syscall(SYS_bind, sock, address, len);
	swap("ours", "link");
	return ret;
}

static bool kernel_tells_files(void)
{
	struct sockaddr_un any = { .sun_family = AF_UNIX };
	int sock = make_socket(), file;

	bind(sock, (void *)&any, sizeof(any.sun_family));
	file = ioctl(sock, SIOCUNIXFILE);
	close(sock);
	return file >= 0 || errno == ENOENT;
}

static void a_file_that_was_made_elsewhere_is_removed(void **state)
{
	int dir = open_dir("ours"), others = open_dir("others");
	char path[PATH_MAX];
	struct err err;
	int sock;
	(void)state;

	if (!kernel_tells_files())
		skip();
	path_in_top("ours/x", path);
	assert_int_equal(symlink("others", "link"), 0);
	sock = make_socket();

	is_redirected = true;
	assert_int_equal(socket_file_bind(sock, dir, path, 0700, &err),
			 -ESTALE);
	is_redirected = false;

	assert_int_equal(unlinkat(others, "x", 0), -1);
	assert_int_equal(unlinkat(dir, "x", 0), -1);
	close(sock);
	assert_int_equal(unlink("link"), 0);
	close(others);
	close(dir);
}

int main(void)
{
	const struct CMUnitTest socket_file[] = {
		cmocka_unit_test(peers_see_a_path_that_they_can_use),
		cmocka_unit_test(a_file_that_was_made_elsewhere_is_removed),
	};

	return cmocka_run_group_tests(socket_file, make_dirs, remove_dirs);
}
