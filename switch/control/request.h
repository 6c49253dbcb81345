/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request: a line becomes a command, what the command says becomes a line
 * of JSON.  Knows nothing of sockets.
 */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include "control/grammar.h"

/** struct request_table - What can be asked, and of whom */
struct request_table {
	const struct command *commands;
	size_t n;
	struct app *app;
};

/**
 * struct request - A request whose answer is being written
 * @args:	Of the line; NULL when nothing is being answered
 * @headed:	The answer has begun: it can no longer become an error
 */
struct request {
	struct args *args;
	struct answer answer;
	bool headed;
};

/**
 * request_begin() - Run a line
 * @fd:		A descriptor that came with it, or -1; the request's from now on
 * @out:	Where the answer is appended, with its newline; @out->failed means
 *		that it cannot be made whole
 *
 * Return: ANSWER_DONE, or what request_continue() is to be called for
 */
enum answer_next request_begin(struct request *r,
			       const struct request_table *table,
			       const char *line, size_t len, int fd,
			       struct writer *out);

/** request_continue() - Write the next piece of a long answer */
enum answer_next request_continue(struct request *r,
				  const struct request_table *table,
				  struct writer *out);

/** request_end() - Forget a request, answered or not */
void request_end(struct request *r);

/** request_refuse() - Answer with an error what never became a request */
void request_refuse(struct writer *out, const struct err *err);

#endif /* CONTROL_REQUEST_H */
