/* SPDX-License-Identifier: BSD-2-Clause */
/* Builds a line of the command grammar word by word, with quotes as needed. */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include "base/types.h"

/**
 * struct line - The words so far
 * @text:	Zero-terminated; NULL while the line is empty
 * @len:	Bytes of @text, without the zero
 * @size:	Bytes allocated
 * @failed:	Memory was short, and @text is incomplete
 *
 * A line of all zeros is empty.
 */
struct line {
	char *text;
	size_t len;
	size_t size;
	bool failed;
};

/**
 * line_word() - Append one word, quoted if the grammar would not read it as one
 */
void line_word(struct line *line, const char *word);

/** line_words() - Append words that need no quotes, printf-like */
void line_words(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** line_append() - Append text to the last word, without a blank or quotes */
void line_append(struct line *line, const char *text);

/** line_free() - Free the text; the line is empty afterwards */
void line_free(struct line *line);

#endif /* BASE_LINE_H */
