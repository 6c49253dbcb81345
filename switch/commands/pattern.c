/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands/pattern.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Appends what precedes the next name.  Return: its length */
static size_t put_text(const char *pattern, struct line *out)
{
	const size_t len = strcspn(pattern, "{");
	struct line piece = { 0 };

	line_words(&piece, "%.*s", (int)len, pattern);
	out->failed |= piece.failed;
	line_append(out, piece.failed ? "" : piece.text);
	line_free(&piece);
	return len;
}

void pattern_fill(const char *pattern, pattern_put *put, const void *values,
		  struct line *out)
{
	while (*pattern) {
		size_t len;

		pattern += put_text(pattern, out);
		if (!*pattern)
			break;
		len = strcspn(++pattern, "}");
		put(values, pattern, len, out);
		pattern += len + 1;
	}
}

void pattern_number(struct line *out, uint64_t number)
{
	char text[sizeof("18446744073709551615")];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	line_append(out, text);
}
