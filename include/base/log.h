/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages for the operator: one line each on standard error, the subject
 * first.  If standard error is the journal's, lines start with its level, as
 * "<4>".  Changes are logged, frames are not.
 *
 * Logging never blocks.  Lines that standard error does not accept are
 * buffered, up to 64 KiB; further lines are lost, and their number is logged
 * when standard error accepts lines again.
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
 * struct log_limit - Rate limit of one kind of message, or of one subject
 * @empty_ms:	Time at which the bucket is empty: each line adds a second to it
 * @held_back:	Lines suppressed since the last one logged
 *
 * All zeros is the initial state.
 */
struct log_limit {
	int64_t empty_ms;
	unsigned int held_back;
};

/**
 * log_open() - Set the least severe level to log, and examine standard error
 *
 * To be called again after standard error was replaced.
 */
void log_open(enum log_level least);

/**
 * log_file() - Open a log file for appending; make it if it is not there
 *
 * Return: a descriptor for log_to_file(), or a negative errno with @err set
 */
int log_file(const char *path, struct err *err);

/**
 * log_to_file() - Log to a file from now on, the time in front of each line
 * @fd:		From log_file().  The file becomes standard error, and @fd is
 *		closed
 */
void log_to_file(int fd);

/**
 * log_catch_up() - Write buffered lines and the count of lost ones, if possible
 */
void log_catch_up(void);

/**
 * log_close() - Write buffered lines before the end; waits for at most a second
 */
void log_close(void);

/** log_level_parse() - Read "error", "warn", "info" or "debug" */
bool log_level_parse(const char *word, enum log_level *level);

/** log_line() - Log a line, unless it is less severe than log_open() said */
void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** log_within() - The same, limited to bursts of 100 lines and one a second */
void log_within(struct log_limit *limit, enum log_level level,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/** log_limited() - log_within() with one limit for this place in the code */
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
