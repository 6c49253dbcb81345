/* SPDX-License-Identifier: BSD-2-Clause */
/* An error, shown where it is, as a compiler does. */
#ifndef FAULT_H
#define FAULT_H

#include <stdio.h>

#include "base/types.h"

/**
 * struct fault - What is wrong, and where
 * @code:	Stable word for programs, as control/server.h has it
 * @text:	For people
 * @file:	That the line is from, or NULL
 * @number:	Of the line in it
 * @line:	@len bytes, or NULL where there is none
 * @word:	Of it, from 1; 0 for none: then the line is not shown
 */
struct fault {
	const char *code;
	const char *text;
	const char *file;
	unsigned int number;
	const char *line;
	size_t len;
	unsigned int word;
};

/**
 * fault_show() - Write it
 *
 *	lab.conf:12:10: port "p7" does not exist
 *	  port set p7 up
 *	           ^~
 */
void fault_show(FILE *out, const struct fault *f);

/**
 * fault_show_json() - The same for a program, in a line
 *
 *	{"code":"no-such-port","message":"port \"p7\" does not exist","word":3,
 *	 "file":"lab.conf","line":12}
 *
 * "word" is left out when none is at fault, the others without a file.
 */
void fault_show_json(FILE *out, const struct fault *f);

/** fault_note() - Print a note, which is no fault, on standard error */
void fault_note(const char *note, bool is_json);

/** fault_say() - Tell what is wrong, but not with a line */
void fault_say(bool is_json, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** fault_tell() - To standard error, in one way or the other */
void fault_tell(const struct fault *f, bool is_json);

#endif /* FAULT_H */
