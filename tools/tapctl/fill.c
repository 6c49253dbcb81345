/* SPDX-License-Identifier: BSD-2-Clause */
#include "fill.h"

#include <string.h>

#include "cell.h"

size_t fill_width(size_t columns)
{
	if (!columns)
		return FILL_WIDTH;
	return columns < FILL_WIDTH_MAX ? columns : FILL_WIDTH_MAX;
}

static void pad(struct fill *f, size_t column)
{
	if (column > f->column)
		fprintf(f->out, "%*s", (int)(column - f->column), "");
	f->column = column;
}

static void end_line(struct fill *f)
{
	if (f->column)
		fputc('\n', f->out);
	f->column = 0;
	f->has_text = false;
}

/* @gap: Blanks in front, unless the piece begins a line */
static void put(struct fill *f, const char *text, size_t len, size_t gap)
{
	size_t width = cell_width_of(text, len);

	if (f->has_text && f->width && f->column + gap + width > f->width)
		end_line(f);
	pad(f, f->has_text ? f->column + gap : f->indent);
	fprintf(f->out, "%.*s", (int)len, text);
	f->column += width;
	f->has_text = true;
}

void fill_piece(struct fill *f, const char *text)
{
	put(f, text, strlen(text), 1);
}

void fill_text(struct fill *f, const char *text)
{
	size_t gap = 1;

	while (*text) {
		size_t len = strcspn(text, " ,");

		len += text[len] == ',';
		if (len)
			put(f, text, len, gap);
		gap = text[len] == ' ';
		text += len + gap;
	}
}

void fill_indent(struct fill *f, size_t indent)
{
	if (f->column >= indent)
		end_line(f);
	f->indent = indent;
	if (f->column)
		pad(f, indent);
	f->has_text = false;
}

void fill_end(struct fill *f)
{
	end_line(f);
	f->indent = 0;
}
