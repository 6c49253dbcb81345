/* SPDX-License-Identifier: BSD-2-Clause */
#include "diagnostic.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/writer.h"
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

void diagnostic_show(FILE *out, const struct diagnostic *d)
{
	size_t word_len = 0;
	size_t column =
		d->line ? grammar_column(d->line, d->len, d->word, &word_len)
			: 0;
	char *copy = column ? copy_of(d->line, d->len) : NULL;

	if (!d->file)
		fputs("tapctl: ", out);
	else if (column)
		fprintf(out, "%s:%u:%zu: ", d->file, d->number, column);
	else
		fprintf(out, "%s:%u: ", d->file, d->number);
	fprintf(out, "%s\n", d->text);
	if (copy)
		show_word(out, copy, column - 1, word_len);
	free(copy);
}

void diagnostic_show_json(FILE *out, const struct diagnostic *d)
{
	struct writer w = { 0 };

	writer_begin_object(&w, NULL);
	writer_str(&w, "code", d->code);
	writer_str(&w, "message", d->text);
	if (d->word)
		writer_uint(&w, "word", d->word);
	if (d->file) {
		writer_str(&w, "file", d->file);
		writer_uint(&w, "line", d->number);
	}
	writer_end_object(&w);
	if (!w.failed)
		fprintf(out, "%.*s\n", (int)w.len, w.text);
	writer_free(&w);
}

void diagnostic_print(const struct diagnostic *d, bool is_json)
{
	if (is_json)
		diagnostic_show_json(stderr, d);
	else
		diagnostic_show(stderr, d);
}

void diagnostic_say(bool is_json, const char *code, const char *format, ...)
{
	struct diagnostic d = { .code = code };
	char text[512];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	d.text = text;
	diagnostic_print(&d, is_json);
}

void diagnostic_note(const char *note, bool is_json)
{
	struct writer w = { 0 };

	if (!is_json) {
		fprintf(stderr, "tapctl: note: %s\n", note);
		return;
	}
	writer_begin_object(&w, NULL);
	writer_str(&w, "note", note);
	writer_end_object(&w);
	if (!w.failed)
		fprintf(stderr, "%.*s\n", (int)w.len, w.text);
	writer_free(&w);
}
