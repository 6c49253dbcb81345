/* SPDX-License-Identifier: BSD-2-Clause */
/* One line to the switch, its answer to whoever typed it. */
#ifndef ASK_H
#define ASK_H

#include "base/types.h"
#include "session.h"

/** enum status - How tapctl exits */
enum status {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1,
	STATUS_DIFFERS = 1,		/* config diff, as diff(1) has it */
	STATUS_USAGE = 2,
	STATUS_NO_SWITCH = 3,
	STATUS_NOT_TRUE = 4,		/* what was waited for did not come */
};

/**
 * struct question - A line, and how its answer is wanted
 * @line:	Without its newline
 * @file:	Where the line comes from, for messages; NULL if it was typed
 * @number:	Of the line in @file
 */
struct question {
	const char *line;
	size_t len;
	const char *file;
	unsigned int number;
	bool is_json;
	bool is_pretty;
	bool has_details;
	bool has_colour;
	size_t columns;
};

/** ask() - Send the line, write the result, or the error to standard error */
enum status ask(struct session *s, const struct question *q);

/** ask_show() - The same for a line that was sent, or answered already */
enum status ask_show(struct session *s, const struct question *q);

#endif /* ASK_H */
