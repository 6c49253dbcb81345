/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE_FIRST 128 /* bytes; then doubled as needed */

/* Makes room for @len more bytes and the final zero. */
static bool make_room(struct line *line, size_t len)
{
	size_t size = line->size ? line->size : LINE_SIZE_FIRST;
	char *text;

	if (line->failed)
		return false;
	if (line->len + len < line->size)
		return true;
	while (size <= line->len + len)
		size *= 2;
	text = realloc(line->text, size);
	if (!text) {
		line->failed = true;
		return false;
	}
	line->text = text;
	line->size = size;
	return true;
}

static void put(struct line *line, const char *bytes, size_t len)
{
	if (!make_room(line, len))
		return;
	memcpy(line->text + line->len, bytes, len);
	line->len += len;
	line->text[line->len] = '\0';
}

static void put_blank(struct line *line)
{
	if (line->len)
		put(line, " ", 1);
}

static bool needs_quotes(const char *word)
{
	return !*word || *word == '#' || strpbrk(word, " \t\r\n'\"\\");
}

/* Nothing is special within '...', but it cannot contain a '. */
static void put_quoted(struct line *line, const char *word)
{
	bool single = !strchr(word, '\'');

	put(line, single ? "'" : "\"", 1);
	for (; *word; word++) {
		if (!single && (*word == '"' || *word == '\\'))
			put(line, "\\", 1);
		put(line, word, 1);
	}
	put(line, single ? "'" : "\"", 1);
}

void line_word(struct line *line, const char *word)
{
	put_blank(line);
	if (needs_quotes(word))
		put_quoted(line, word);
	else
		put(line, word, strlen(word));
}

void line_words(struct line *line, const char *format, ...)
{
	va_list values;
	int len;

	put_blank(line);
	va_start(values, format);
	len = vsnprintf(NULL, 0, format, values);
	va_end(values);
	if (len < 0 || !make_room(line, (size_t)len)) {
		line->failed = true;
		return;
	}
	va_start(values, format);
	vsnprintf(line->text + line->len, (size_t)len + 1, format, values);
	va_end(values);
	line->len += (size_t)len;
}

void line_append(struct line *line, const char *text)
{
	put(line, text, strlen(text));
}

void line_free(struct line *line)
{
	free(line->text);
	*line = (struct line){ 0 };
}
