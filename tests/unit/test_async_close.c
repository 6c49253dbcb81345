/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "port/async_close.h"

#define MANY (3 * PORT_MAX)

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* A pipe whose reader sees its end when the writer is closed */
static int make_pipe(int *writer)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*writer = ends[1];
	return ends[0];
}

static void what_is_handed_over_is_closed(void **state)
{
	int writer, reader = make_pipe(&writer);
	char byte;

	(void)state;
	async_close(writer);

	assert_int_equal(read(reader, &byte, 1), 0);
	async_close_wait();
	assert_false(is_open(writer));
	close(reader);
}

static void a_mark_stands_for_all_before_it(void **state)
{
	size_t nothing = async_close_mark();
	int writer, reader = make_pipe(&writer);
	size_t mark;

	(void)state;
	assert_true(async_close_has_closed(nothing));
	async_close(writer);
	mark = async_close_mark();
	assert_true(async_close_has_closed(nothing));
	while (!async_close_has_closed(mark))
		async_close_wait_one();

	assert_false(is_open(writer));
	close(reader);
}

static void nothing_is_left_after_waiting(void **state)
{
	int writer, reader = make_pipe(&writer);

	(void)state;
	async_close(reader);
	async_close(writer);
	async_close_wait();

	assert_true(async_close_has_closed(async_close_mark()));
	assert_false(async_close_wait_one());
}

static void more_are_closed_than_the_queue_holds(void **state)
{
	static int fds[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		do
			fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		while (fds[i] < 0 && async_close_wait_one());
		assert_true(fds[i] >= 0);
		async_close(fds[i]);
	}
	async_close_wait();

	for (int i = 0; i < MANY; i++)
		assert_false(is_open(fds[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_handed_over_is_closed),
		cmocka_unit_test(a_mark_stands_for_all_before_it),
		cmocka_unit_test(nothing_is_left_after_waiting),
		cmocka_unit_test(more_are_closed_than_the_queue_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
