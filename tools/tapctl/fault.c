/* SPDX-License-Identifier: BSD-2-Clause */
#include "fault.h"

#include <stdlib.h>

#include "cell.h"
#include "control/grammar.h"

/* The line as text that is safe to show; bytes stay where they were */
static char *copy_of(const char *line, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	for (size_t i = 0; i < len; i++)
		copy[i] = line[i] ? line[i] : '?';
	copy[len] = '\0';
	cell_clean(copy);
	return copy;
}

/* Blanks as wide as what stands above them */
static void put_blanks(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (cell_width((char[]){ text[i], '\0' }))
			fputc(text[i] == '\t' ? '\t' : ' ', out);
}

static void show_word(FILE *out, char *line, size_t at, size_t len)
{
	size_t width;

	fprintf(out, "  %s\n  ", line);
	put_blanks(out, line, at);
	line[at + len] = '\0';
	fputc('^', out);
	for (width = cell_width(line + at); width > 1; width--)
		fputc('~', out);
	fputc('\n', out);
}

void fault_show(FILE *out, const char *file, unsigned int number,
		const char *line, size_t len, unsigned int word,
		const char *text)
{
	size_t word_len = 0;
	size_t column = grammar_column(line, len, word, &word_len);
	char *copy = column ? copy_of(line, len) : NULL;

	if (!file)
		fputs("tapctl: ", out);
	else if (column)
		fprintf(out, "%s:%u:%zu: ", file, number, column);
	else
		fprintf(out, "%s:%u: ", file, number);
	fprintf(out, "%s\n", text);
	if (copy)
		show_word(out, copy, column - 1, word_len);
	free(copy);
}
