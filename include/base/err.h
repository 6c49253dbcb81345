/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors, described for people and for programs.
 *
 * A function that can fail takes a struct err as its last argument.  It returns
 * 0, or fills the struct err and returns a negative errno.  The caller adds the
 * place (file and line, port) if the text needs one.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/types.h"

/**
 * struct err - One error
 * @code:	Stable word for programs: "no-such-port", "bad-value", "system"
 * @word:	Number of the wrong word in the line, from 1; 0 if none is wrong
 * @key:	The key whose value is wrong, where the code that found it does
 *		not know the line; else NULL
 * @nth:	Which value of @key is wrong, from 0
 * @text:	One sentence for people, without a full stop
 */
struct err {
	const char *code;
	unsigned int word;
	const char *key;
	size_t nth;
	char text[256];
};

/**
 * err_set() - Report that a system call failed; the code is "system"
 * @errnum:	Positive errno; its description is appended
 * @format:	What was tried, on what: "make tap \"%s\""
 *
 * Return: -@errnum, so that a caller can fail in one line
 */
int err_set(struct err *err, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * err_say() - Report that a request cannot be done
 * @errnum:	Positive errno to return; not described in the text
 * @code:	Stable word, a string literal
 * @word:	Number of the wrong word in the line, from 1; 0 if none is wrong
 *
 * Return: -@errnum
 */
int err_say(struct err *err, int errnum, const char *code, unsigned int word,
	    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif /* BASE_ERR_H */
