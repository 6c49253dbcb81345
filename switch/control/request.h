/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request: parses a line, runs the command, and writes the answer as a line
 * of JSON.  It knows nothing of sockets.
 */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include "control/grammar.h"

/**
 * struct request_table - The commands of a socket, and what they work on
 * @full:	NULL if all commands are run; else only those that read are, and
 *		this is the path of the socket for the others
 */
struct request_table {
	const struct grammar *grammar;
	struct app *app;
	const char *full;
};

/**
 * struct request - A request whose answer is being written
 * @args:	The parsed line; NULL when nothing is being answered
 * @has_begun:	The answer has begun: it can no longer become an error
 */
struct request {
	struct args *args;
	struct answer answer;
	bool has_begun;
};

/**
 * struct request_line - A line to run
 * @text:	@len bytes, without the newline
 * @fd:		A descriptor that was passed with it, or -1; the request closes
 *		it
 * @peer:	The client that has sent it
 */
struct request_line {
	const char *text;
	size_t len;
	int fd;
	struct peer peer;
};

/**
 * request_begin() - Run a line
 * @out:	The answer is appended, with its newline; if @out->failed is
 *		set, it is not complete and cannot be completed
 *
 * Return: ANSWER_DONE, or what request_continue() is to be called for
 */
enum answer_next request_begin(struct request *r,
			       const struct request_table *table,
			       const struct request_line *line,
			       struct writer *out);

/** request_continue() - Write the next piece of an answer or a stream */
enum answer_next request_continue(struct request *r,
				  const struct request_table *table,
				  struct writer *out);

/** request_end() - Free a request, whether it was answered or not */
void request_end(struct request *r);

/** request_refuse() - Write an error as the answer to a line that is not run */
void request_refuse(struct writer *out, const struct err *err);

#endif /* CONTROL_REQUEST_H */
