/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a line of a file or a test, for which no client waits. */
#ifndef RUN_LINE_H
#define RUN_LINE_H

#include "app.h"
#include "base/writer.h"

/**
 * run_line() - Run one line, as if a client had sent it
 * @line:	@len bytes without the newline
 * @out:	The result is appended as JSON.  NULL for a line of a file,
 *		whose result is not used: commands that only show or wait are
 *		refused
 *
 * A "wait" command checks its condition once, and fails with -ETIMEDOUT if it
 * is not true.  A stream ends when it has nothing more to say.
 *
 * Return: 0, or a negative errno with @err set
 */
int run_line(struct app *app, const char *line, size_t len, struct writer *out,
	     struct err *err);

#endif /* RUN_LINE_H */
