/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages for who runs the switch: one line each on standard error, the
 * subject first.  With a journal behind it, lines carry the journal's levels.
 * Changes are logged, frames are not.
 *
 * Logging never waits.  Lines that standard error does not take wait, 64 KiB of
 * them; those that then find no room are lost, and when somebody reads again
 * their number is told.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"
#include "base/types.h"

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_COUNT,
};

/**
 * struct log_limit - What was said lately, of one kind or about one thing
 * @empty_ms:	When it will be as if nothing had been said
 * @held_back:	Lines that were too many since the last
 * All zero is one where nothing was said.
 */
struct log_limit {
	int64_t empty_ms;
	unsigned int held_back;
};

/**
 * log_open() - Say from which level on, and find out what standard error is
 *
 * Again when it has become another file.
 */
void log_open(enum log_level least);

/** log_file() - A file for log_to_file(), or a negative errno with @err set */
int log_file(const char *path, struct err *err);

/**
 * log_to_file() - From now on append lines to it, with the time in front
 * @fd:		Of log_file(); closed, for the file becomes standard error
 */
void log_to_file(int fd);

/** log_catch_up() - Write what waits, and tell what was lost, if there is room */
void log_catch_up(void);

/** log_close() - The last word was said: let it be read, but wait a second only */
void log_close(void);

/** log_level_parse() - "error", "warn", "info" or "debug" */
bool log_level_parse(const char *word, enum log_level *level);

void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** log_within() - The same, 100 lines at once, then one a second */
void log_within(struct log_limit *limit, enum log_level level,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/** log_limited() - The same for all that this place in the code says */
#define log_limited(level, ...)                                                \
	do {                                                                   \
		static struct log_limit limit_of_site;                         \
		log_within(&limit_of_site, level, __VA_ARGS__);                \
	} while (0)

#define log_error(...)	log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)	log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)	log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)	log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif /* BASE_LOG_H */
