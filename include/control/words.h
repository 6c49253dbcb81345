/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a line.
 *
 * Words are parted by blanks.  '...' takes everything as it is; "..." keeps
 * blanks together; \ takes the next character as it is, in "..." too.  # at the
 * start of a word begins a comment.  A line is UTF-8 without control characters
 * but the tab; a carriage return counts as a blank.
 */
#ifndef CONTROL_WORDS_H
#define CONTROL_WORDS_H

#include "base/err.h"
#include "base/types.h"

/**
 * struct word - One word, and where it stands in the line
 * @text:	Without its quotes
 * @at:		Bytes of the line before it
 * @len:	Bytes of the line that it takes, quotes included
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
 * words_split() - Take a line apart
 * @words:	Give back with words_free(); untouched on failure
 *
 * Return: 0, or a negative errno with @err set
 */
int words_split(const char *line, size_t len, struct words *words,
		struct err *err);
void words_free(struct words *words);

#endif /* CONTROL_WORDS_H */
