/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What went wrong, for a person and for a program.
 *
 * A function that can fail takes a struct err as its last argument, fills it
 * and returns a negative errno; 0 is success.  Whoever called adds where.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/types.h"

/**
 * struct err - One failure
 * @code:	Stable word for programs: "no-such-port", "bad-value", "system"
 * @word:	Which word of the line is at fault, from 1; 0 when none is
 * @key:	Or the key whose value is, for who knows no line; NULL when none is
 * @nth:	Which of its values, from 0
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
 * err_set() - A system call failed
 * @errnum:	Positive errno; its description is appended
 * @format:	What was tried, on what: "make tap \"%s\""
 *
 * Return: -@errnum, so that failing is one line
 */
int err_set(struct err *err, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * err_say() - What was asked for cannot be done
 * @errnum:	Positive errno to return; not described in the text
 * @code:	Stable word, a literal
 * @word:	Which word of the line, from 1; 0 when none
 *
 * Return: -@errnum
 */
int err_say(struct err *err, int errnum, const char *code, unsigned int word,
	    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif /* BASE_ERR_H */
