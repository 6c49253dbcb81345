/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages for who runs the switch: one line each on standard error, the
 * subject first.  With a journal behind it, lines carry the journal's levels.
 * Changes are logged, frames are not.
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
 * struct log_limit - What one site has said lately
 * Sites that frames or clients can trigger hold one, static and zeroed.
 */
struct log_limit {
	int64_t since_ms;
	unsigned int said;
	unsigned int held_back;
};

/** log_open() - Say from which level on, and find out about the journal */
void log_open(enum log_level least);

/**
 * log_to_file() - From now on append lines to @path, with the time in front
 *
 * The file becomes standard error.  Return: 0, or a negative errno with @err set
 * and nothing changed
 */
int log_to_file(const char *path, struct err *err);

/** log_level_parse() - "error", "warn", "info" or "debug" */
bool log_level_parse(const char *word, enum log_level *level);

void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** log_limited() - The same, at most ten lines in ten seconds from one site */
void log_limited(struct log_limit *limit, int64_t now_ms, enum log_level level,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

#define log_error(...)	log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)	log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)	log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)	log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif /* BASE_LOG_H */
