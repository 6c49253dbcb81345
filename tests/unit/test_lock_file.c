/* SPDX-License-Identifier: BSD-2-Clause */
/* The lock for a file to be made: one program holds it, and none waits for
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock_file.h"

static char dir[32], path[48], name[64];
static int dir_fd;

static int take(struct err *err)
{
	return lock_file_take(dir_fd, "sock", path, err);
}

static void leave(int lock)
{
	lock_file_leave(dir_fd, "sock", lock);
}

static int start(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/lock_file.XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/sock", dir);
	snprintf(name, sizeof(name), "%s.lock", path);
	dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return dir_fd < 0;
}

static int stop(void **state)
{
	(void)state;
	unlink(name);
	close(dir_fd);
	return rmdir(dir);
}

static bool is_there(void)
{
	struct stat st;

	return !lstat(name, &st);
}

static void only_one_program_at_a_time_holds_the_lock(void **state)
{
	struct err err;
	int lock = take(&err);
	(void)state;

	assert_true(lock >= 0);
	assert_int_equal(take(&err), -EBUSY);
	assert_string_equal(err.code, "in-use");
	assert_non_null(strstr(err.text, path));
	leave(lock);

	lock = take(&err);
	assert_true(lock >= 0);
	leave(lock);
}

static void the_file_is_private_and_removed_on_release(void **state)
{
	mode_t before = umask(0);
	struct stat st;
	struct err err;
	int lock = take(&err);
	(void)state;

	umask(before);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	leave(lock);
	assert_false(is_there());
}

static void a_lock_on_the_directory_has_no_effect(void **state)
{
	struct err err;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), lock;
	(void)state;

	assert_int_equal(flock(fd, LOCK_EX), 0);
	lock = take(&err);

	assert_true(lock >= 0);
	leave(lock);
	close(fd);
}

static void a_lock_file_left_behind_can_be_taken(void **state)
{
	struct err err;
	int lock;
	(void)state;

	close(open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	lock = take(&err);

	assert_true(lock >= 0);
	leave(lock);
	assert_false(is_there());
}

/* Another user who could open the file could keep it locked. */
static void a_file_that_others_may_open_is_refused(void **state)
{
	struct err err;
	(void)state;

	close(open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	chmod(name, 0644);
	assert_int_equal(take(&err), -EPERM);
	assert_string_equal(err.code, "not-ours");
	assert_non_null(strstr(err.text, name));
	assert_true(is_there());
	unlink(name);

	assert_int_equal(mkfifo(name, 0600), 0);
	assert_int_equal(take(&err), -EPERM);
	unlink(name);

	assert_int_equal(symlink("/dev/null", name), 0);
	assert_int_equal(take(&err), -ELOOP);
	assert_true(is_there());
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest lock_file[] = {
		TEST(only_one_program_at_a_time_holds_the_lock),
		TEST(the_file_is_private_and_removed_on_release),
		TEST(a_lock_on_the_directory_has_no_effect),
		TEST(a_lock_file_left_behind_can_be_taken),
		TEST(a_file_that_others_may_open_is_refused),
	};

	return cmocka_run_group_tests(lock_file, NULL, NULL);
}
