/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills lines with text, up to the width of a terminal. */
#ifndef FILL_H
#define FILL_H

#include <stdio.h>

#include "base/types.h"

#define FILL_WIDTH	80		/* where no terminal tells another */
#define FILL_WIDTH_MAX	100		/* longer lines are hard to read */

/**
 * struct fill - A paragraph being written
 * @width:	Columns of a line; 0: lines are never broken
 * @indent:	Blanks in front of lines that are yet to begin
 * @column:	Where the line ends that was begun; 0: none was
 * @has_text:	There is text on it, behind the indentation
 */
struct fill {
	FILE *out;
	size_t width;
	size_t indent;
	size_t column;
	bool has_text;
};

/** fill_width() - Width for prose on a terminal of so many columns; 0: none */
size_t fill_width(size_t columns);

/** fill_piece() - Append text that is not broken, behind a blank */
void fill_piece(struct fill *f, const char *text);

/** fill_text() - Append text, which may be broken at blanks and behind commas */
void fill_text(struct fill *f, const char *text);

/**
 * fill_indent() - Continue at this column, and begin further lines there
 *
 * A line that already reaches it is ended.
 */
void fill_indent(struct fill *f, size_t indent);

/** fill_end() - End the line, if one was begun, and the indentation */
void fill_end(struct fill *f);

#endif /* FILL_H */
