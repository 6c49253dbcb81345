/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes to standard error without ever blocking.
 *
 * Bytes that standard error does not accept are buffered, LOG_SINK_SIZE at
 * most.  The open file may be shared with other processes, a shell for example,
 * so it must not be made non-blocking; a pipe or a terminal is opened again
 * instead, as a non-blocking file of our own.  If that is not permitted, poll()
 * is called before each write: if it reports room, a pipe accepts a whole line,
 * and a terminal does unless its buffer is nearly full.
 */
#ifndef BASE_LOG_SINK_H
#define BASE_LOG_SINK_H

#include "base/types.h"

#define LOG_SINK_SIZE 65536

/** log_sink_open() - Examine standard error; again after it was replaced */
void log_sink_open(void);

/**
 * log_sink_put() - Write or buffer a line with its newline; false without room
 */
bool log_sink_put(const char *line, size_t len);

/** log_sink_drain() - Write what is buffered; true if nothing is left */
bool log_sink_drain(void);

/** log_sink_wait() - Wait until a write is possible, for at most @ms */
void log_sink_wait(int ms);

#endif /* BASE_LOG_SINK_H */
