/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Standard error, written to without ever waiting for whoever reads it.
 *
 * What it does not take at once waits here, LOG_SINK_SIZE bytes at most.  Its
 * open file is shared with others, a shell maybe, and is not to be changed: a
 * pipe or a terminal is opened once more, as ours alone and non-blocking.  Where
 * that is forbidden, it is asked whether it has room: a pipe then takes a line
 * whole, and a terminal takes it unless it has nearly none.
 */
#ifndef BASE_LOG_SINK_H
#define BASE_LOG_SINK_H

#include "base/types.h"

#define LOG_SINK_SIZE 65536

/** log_sink_open() - Find out what standard error is; again when it is another */
void log_sink_open(void);

/** log_sink_put() - A line with its end; false when there is no room for it */
bool log_sink_put(const char *line, size_t len);

/** log_sink_drain() - Write what waits; true when nothing does any more */
bool log_sink_drain(void);

/** log_sink_wait() - Until there is room to write, at most so long */
void log_sink_wait(int ms);

#endif /* BASE_LOG_SINK_H */
