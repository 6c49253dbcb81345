/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what a part of a test logs; to be included after cmocka.h. */
#ifndef TESTS_UNIT_LOGGED_H
#define TESTS_UNIT_LOGGED_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"

static int log_before = -1;

/* From now on, standard error is a file. */
static inline void log_begin(void)
{
	int fd = memfd_create("log", MFD_CLOEXEC);

	assert_true(fd >= 0);
	fflush(stderr);
	log_before = dup(STDERR_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
	log_open(LOG_LEVEL_INFO);
}

/* Restores standard error; returns what was logged since log_begin(). */
static inline const char *log_end(void)
{
	static char text[4096];
	ssize_t len = pread(STDERR_FILENO, text, sizeof(text) - 1, 0);

	assert_true(len >= 0);
	text[len] = '\0';
	dup2(log_before, STDERR_FILENO);
	close(log_before);
	log_open(LOG_LEVEL_INFO);
	return text;
}

#endif /* TESTS_UNIT_LOGGED_H */
