/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the answer to a line piece by piece, since a result may be too long to be
 * held in memory.  control/server.h has the format.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdio.h>

#include "base/writer.h"

/** enum answer_kind - What an answer holds */
enum answer_kind {
	ANSWER_RESULT,
	ANSWER_ERROR,
	ANSWER_NONE,			/* none: the switch has ended */
};

#define ANSWER_NOTE_SIZE 256

/**
 * struct answer_reader - An answer being read
 * @note:	The note beside the result, cut to fit; "" if there is none
 * @ended:	The last byte was read: the answer is complete
 * @read:	Bytes of the value that were read so far
 */
struct answer_reader {
	FILE *in;
	char note[ANSWER_NOTE_SIZE];
	bool ended;
	size_t read;
};

/** answer_begin() - Read up to the value of "result" or "error" */
enum answer_kind answer_begin(struct answer_reader *a, FILE *in);

/** answer_getc() - Read the next byte of the value; EOF at its end */
int answer_getc(struct answer_reader *a);

/** answer_rest() - Read the rest of the value, and append it to @text */
void answer_rest(struct answer_reader *a, struct writer *text);

/**
 * answer_element() - Read the next element of an array whose '[' has been read
 * @text:	Replaced by the element; not terminated
 *
 * Return: whether there was one
 */
bool answer_element(struct answer_reader *a, struct writer *text);

#endif /* ANSWER_H */
