/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splits a line into words.
 *
 * Words are separated by blanks.  Between '...', every character is taken as it
 * is; "..." makes blanks a part of the word; \ takes the next character as it
 * is, also between "...".  # at the start of a word begins a comment.  A line
 * is UTF-8 without control characters other than the tab; a carriage return
 * counts as a blank.
 */
#ifndef CONTROL_WORDS_H
#define CONTROL_WORDS_H

#include "base/err.h"
#include "base/types.h"

/**
 * struct word - One word, and its position in the line
 * @text:	The word without quotes
 * @at:		Number of bytes in front of it
 * @len:	Bytes that it takes in the line, with its quotes
 */
struct word {
	const char *text;
	size_t at;
	size_t len;
};

/**
 * struct words - All words of a line, copied from it
 */
struct words {
	struct word *word;
	unsigned int n;
	char *text;
};

/**
 * words_split() - Split a line into words
 * @words:	To be freed with words_free(); unchanged on failure
 *
 * Return: 0, or a negative errno with @err set
 */
int words_split(const char *line, size_t len, struct words *words,
		struct err *err);
void words_free(struct words *words);

#endif /* CONTROL_WORDS_H */
