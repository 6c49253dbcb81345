/* SPDX-License-Identifier: BSD-2-Clause */
/* Builds a line of the command grammar, word by word, quoting as needed. */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include "base/types.h"

/**
 * struct line - Words so far
 * @text:	Terminated; NULL while empty
 * @failed:	Memory was short: @text is not whole
 */
struct line {
	char *text;
	size_t len;
	size_t size;
	bool failed;
};

/** line_word() - Append one word, in quotes when it holds what the grammar eats */
void line_word(struct line *line, const char *word);

/** line_words() - Append words that need no quotes, printf-like */
void line_words(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** line_append() - Text right behind the last word */
void line_append(struct line *line, const char *text);

/** line_free() - Give the text back; the line is as new */
void line_free(struct line *line);

#endif /* BASE_LINE_H */
