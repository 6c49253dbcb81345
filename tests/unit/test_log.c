/* SPDX-License-Identifier: BSD-2-Clause */
/* Logging to standard error of each kind, without waiting for its reader */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#define MANY 20000 /* lines: more than any buffer holds */

/**
 * struct reader - The other end of standard error
 * @fd:		A non-blocking descriptor
 * @before:	A copy of the original standard error
 */
struct reader {
	int fd;
	int before;
	size_t len;
	char text[4194304];
};

static struct reader *reader_new(int ours, int theirs)
{
	struct reader *r = calloc(1, sizeof(*r));

	fcntl(ours, F_SETFL, O_NONBLOCK);
	r->fd = ours;
	fflush(stderr);
	r->before = dup(STDERR_FILENO);
	dup2(theirs, STDERR_FILENO);
	close(theirs);
	log_open(LOG_LEVEL_INFO);
	return r;
}

static int on_a_pipe(void **state)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	*state = reader_new(ends[0], ends[1]);
	return 0;
}

/* A pipe of another user, which may not be opened again, if we are root. */
static int on_a_pipe_of_another(void **state)
{
	const uid_t us = geteuid();
	int ends[2], ret;

	assert_int_equal(pipe(ends), 0);
	ret = us ? 0 : seteuid(65534);
	*state = reader_new(ends[0], ends[1]);
	return ret || seteuid(us);
}

static int on_a_socket(void **state)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	*state = reader_new(ends[0], ends[1]);
	return 0;
}

static int on_a_terminal(void **state)
{
	int ours = posix_openpt(O_RDWR | O_NOCTTY);

	grantpt(ours);
	unlockpt(ours);
	*state = reader_new(ours, open(ptsname(ours), O_RDWR | O_NOCTTY));
	return 0;
}

static int reader_free(void **state)
{
	struct reader *r = *state;

	close(r->fd);
	dup2(r->before, STDERR_FILENO);
	close(r->before);
	log_open(LOG_LEVEL_INFO);
	free(r);
	return 0;
}

/* Reads until there is nothing more. */
static const char *all_read(struct reader *r)
{
	ssize_t len;

	do {
		log_catch_up();
		len = read(r->fd, r->text + r->len,
			   sizeof(r->text) - 1 - r->len);
		r->len += len > 0 ? (size_t)len : 0;
	} while (len > 0);
	return r->text;
}

static unsigned int count(const char *text, const char *what)
{
	unsigned int n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void a_line_is_written_as_it_was_logged(void **state)
{
	log_warn("port %s: gone", "lan1");

	assert_non_null(strstr(all_read(*state),
			       "tapswitch: warning: port lan1: gone"));
}

static void say_many(void)
{
	for (unsigned int i = 0; i < MANY; i++)
		log_info("line %u.", i);
}

static void assert_read_or_told(struct reader *r)
{
	unsigned int lost = 0, said;
	const char *text = all_read(r);
	const char *told = strstr(text, " lines were lost");

	assert_non_null(told);
	while (told[-1] != ' ')
		told--;
	assert_int_equal(sscanf(told, "%u", &lost), 1);
	said = count(text, "tapswitch: line ");
	assert_int_equal(said + lost, MANY);
	assert_int_equal(count(text, "\n"), said + 1);
	assert_true(said > 60000 / 25);
}

static void lines_without_room_are_counted_and_reported(void **state)
{
	say_many();

	assert_read_or_told(*state);
}

static void lines_are_buffered_while_the_disk_is_full(void **state)
{
	int before = dup(STDERR_FILENO);
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	dup2(full, STDERR_FILENO);
	log_open(LOG_LEVEL_INFO);
	say_many();
	dup2(before, STDERR_FILENO);
	log_open(LOG_LEVEL_INFO);

	assert_read_or_told(*state);
	close(before);
	close(full);
}

static void the_number_of_lost_lines_comes_before_later_lines(void **state)
{
	const char *gap, *later;

	say_many();
	log_info("unheard");
	all_read(*state);
	log_info("later");
	gap = strstr(all_read(*state), " lines were lost");
	later = strstr(all_read(*state), "tapswitch: later");

	assert_true(gap && later && gap < later);
	assert_null(strstr(all_read(*state), "unheard"));
}

static void the_shared_open_file_stays_blocking(void **state)
{
	(void)state;
	log_info("line");

	assert_false(fcntl(STDERR_FILENO, F_GETFL) & O_NONBLOCK);
}

#define TEST(f, on)                                                            \
	{                                                                      \
#f " " #on, f, on, reader_free, NULL                           \
	}
#define TESTS(f)                                                               \
	TEST(f, on_a_pipe), TEST(f, on_a_pipe_of_another),                     \
		TEST(f, on_a_socket), TEST(f, on_a_terminal)

int main(void)
{
	const struct CMUnitTest log[] = {
		TESTS(a_line_is_written_as_it_was_logged),
		TESTS(lines_without_room_are_counted_and_reported),
		TEST(lines_are_buffered_while_the_disk_is_full, on_a_pipe),
		TESTS(the_number_of_lost_lines_comes_before_later_lines),
		TESTS(the_shared_open_file_stays_blocking),
	};

	return cmocka_run_group_tests(log, NULL, NULL);
}
