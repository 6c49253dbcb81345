/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch's answer to one line, read as it comes: a result may be longer
 * than memory is for.  control/server.h says what an answer looks like.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdio.h>

#include "base/writer.h"

/** enum answer_kind - What an answer tells */
enum answer_kind {
	ANSWER_RESULT,
	ANSWER_ERROR,
	ANSWER_NONE,			/* the switch is gone */
};

#define ANSWER_NOTE_SIZE 256

/**
 * struct answer_reader - An answer being read
 * @note:	What is said beside the result, cut to fit; "" for nothing
 * @ended:	Its last byte has been read: it is whole
 * @read:	Bytes of the value so far
 */
struct answer_reader {
	FILE *in;
	char note[ANSWER_NOTE_SIZE];
	bool ended;
	size_t read;
};

/** answer_begin() - Read up to the value of "result" or "error" */
enum answer_kind answer_begin(struct answer_reader *a, FILE *in);

/** answer_getc() - The value's next byte; EOF at its end, or without one */
int answer_getc(struct answer_reader *a);

/** answer_rest() - Append the rest of the value */
void answer_rest(struct answer_reader *a, struct writer *text);

/**
 * answer_element() - Read the next element of an array whose '[' has been read
 * @text:	Holds it, in place of what it held; not terminated
 *
 * Return: whether there was one
 */
bool answer_element(struct answer_reader *a, struct writer *text);

#endif /* ANSWER_H */
