/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes files, and switches in which nothing is opened, from lines; to be
 * included after cmocka.h. */
#ifndef TEST_CONFIG_FIXTURE_H
#define TEST_CONFIG_FIXTURE_H

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assembly.h"
#include "commands/table.h"
#include "config/config.h"
#include "ports.h"
#include "run_line.h"

static inline void run_lines(struct app *app, const char *lines)
{
	struct err err;

	while (*lines) {
		size_t len = strcspn(lines, "\n");

		if (run_line(app, lines, len, NULL, &err))
			fail_msg("%s", err.text);
		lines += len + (lines[len] == '\n');
	}
}

static inline struct app *switch_of(const char *lines)
{
	struct err err;
	struct app *app = app_new("test", &command_grammar, NULL, NULL, &err);

	assert_non_null(app);
	run_lines(app, lines);
	return app;
}

static inline struct config *file_of(const char *lines)
{
	static char path[32];
	struct config *config;
	struct err err;
	int fd = memfd_create("conf", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (config_read(path, &command_grammar, &config, &err))
		fail_msg("%s", err.text);
	close(fd);
	return config;
}

#endif /* TEST_CONFIG_FIXTURE_H */
