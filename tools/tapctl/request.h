/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends a line to the switch, and prints the answer. */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/types.h"
#include "session.h"

/** enum status - How tapctl exits */
enum status {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1,
	STATUS_DIFFERS = 1,		/* config diff, as diff(1) */
	STATUS_USAGE = 2,
	STATUS_NO_SWITCH = 3,
	STATUS_TIMED_OUT = 4,		/* `wait`: the condition is not true */
};

struct pcapng_output;

/**
 * struct request - A line, and how to print its answer
 * @line:	@len bytes, without the newline
 * @file:	Name of the batch file, for messages; NULL if the line was typed
 * @number:	Number of the line in @file
 * @columns:	Of the terminal; 0: no limit
 * @output:	Where `capture` writes; NULL for all other commands
 */
struct request {
	const char *line;
	size_t len;
	const char *file;
	unsigned int number;
	bool is_json;
	bool is_pretty;
	bool has_details;
	bool has_colour;
	size_t columns;
	const struct pcapng_output *output;
};

/** request_run() - Send the line; print the result, or the error to standard error */
enum status request_run(struct session *s, const struct request *r);

/** request_show_answer() - Print the answer to a line that was sent before */
enum status request_show_answer(struct session *s, const struct request *r);

#endif /* REQUEST_H */
