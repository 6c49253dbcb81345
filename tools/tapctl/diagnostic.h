/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors and notes, printed for people or as JSON. */
#ifndef DIAGNOSTIC_H
#define DIAGNOSTIC_H

#include <stdio.h>

#include "base/types.h"

/**
 * struct diagnostic - An error, and the word of the line that caused it
 * @code:	Stable word for programs, as in control/server.h
 * @text:	The message for people
 * @file:	Name of the batch file; NULL when the line was typed
 * @number:	Number of the line in @file
 * @line:	The line, @len bytes; NULL when there is none
 * @word:	Index of the wrong word in @line, from 1; 0: the line is not shown
 */
struct diagnostic {
	const char *code;
	const char *text;
	const char *file;
	unsigned int number;
	const char *line;
	size_t len;
	unsigned int word;
};

/**
 * diagnostic_show() - Print an error as a compiler does
 *
 *	lab.conf:12:10: port "p7" does not exist
 *	  port set p7 up
 *	           ^~
 */
void diagnostic_show(FILE *out, const struct diagnostic *d);

/**
 * diagnostic_show_json() - Print an error as one line of JSON
 *
 *	{"code":"no-such-port","message":"port \"p7\" does not exist","word":3,
 *	 "file":"lab.conf","line":12}
 *
 * "word" is left out when it is 0, "file" and "line" when the line was typed.
 */
void diagnostic_show_json(FILE *out, const struct diagnostic *d);

/** diagnostic_print() - Print an error to standard error, in one of these forms */
void diagnostic_print(const struct diagnostic *d, bool is_json);

/** diagnostic_say() - Print an error that belongs to no line */
void diagnostic_say(bool is_json, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** diagnostic_note() - Print a note about the result to standard error */
void diagnostic_note(const char *note, bool is_json);

#endif /* DIAGNOSTIC_H */
