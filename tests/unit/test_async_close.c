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

/* Returns the reading end of a pipe, which sees when @writer is closed. */
static int make_pipe(int *writer)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*writer = ends[1];
	return ends[0];
}

static void a_descriptor_is_closed(void **state)
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

static void a_mark_is_reached_when_all_before_it_are_closed(void **state)
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

static void waiting_returns_when_all_are_closed(void **state)
{
	int writer, reader = make_pipe(&writer);

	(void)state;
	async_close(reader);
	async_close(writer);
	async_close_wait();

	assert_true(async_close_has_closed(async_close_mark()));
	assert_false(async_close_wait_one());
}

static void more_descriptors_than_the_queue_holds_are_closed(void **state)
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
		cmocka_unit_test(a_descriptor_is_closed),
		cmocka_unit_test(
			a_mark_is_reached_when_all_before_it_are_closed),
		cmocka_unit_test(waiting_returns_when_all_are_closed),
		cmocka_unit_test(
			more_descriptors_than_the_queue_holds_are_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
