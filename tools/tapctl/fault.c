/* SPDX-License-Identifier: BSD-2-Clause */
#include "fault.h"

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

void fault_show(FILE *out, const struct fault *f)
{
	size_t word_len = 0;
	size_t column =
		f->line ? grammar_column(f->line, f->len, f->word, &word_len)
			: 0;
	char *copy = column ? copy_of(f->line, f->len) : NULL;

	if (!f->file)
		fputs("tapctl: ", out);
	else if (column)
		fprintf(out, "%s:%u:%zu: ", f->file, f->number, column);
	else
		fprintf(out, "%s:%u: ", f->file, f->number);
	fprintf(out, "%s\n", f->text);
	if (copy)
		show_word(out, copy, column - 1, word_len);
	free(copy);
}

void fault_show_json(FILE *out, const struct fault *f)
{
	struct writer w = { 0 };

	writer_begin_object(&w, NULL);
	writer_str(&w, "code", f->code);
	writer_str(&w, "message", f->text);
	if (f->word)
		writer_uint(&w, "word", f->word);
	if (f->file) {
		writer_str(&w, "file", f->file);
		writer_uint(&w, "line", f->number);
	}
	writer_end_object(&w);
	if (!w.failed)
		fprintf(out, "%.*s\n", (int)w.len, w.text);
	writer_free(&w);
}

void fault_tell(const struct fault *f, bool is_json)
{
	if (is_json)
		fault_show_json(stderr, f);
	else
		fault_show(stderr, f);
}

void fault_say(bool is_json, const char *code, const char *format, ...)
{
	struct fault f = { .code = code };
	char text[512];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	f.text = text;
	fault_tell(&f, is_json);
}

void fault_note(const char *note, bool is_json)
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
