/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table for people: a heading, then a line for each row.
 *
 * The first TABLE_AHEAD rows set the width of the columns; later rows are written
 * at once, however many there are.  A column that is empty in all of the first rows
 * is left out.  When the table is wider than the terminal, so are the columns that
 * are least important; a line below the table names these.
 */
#ifndef TABLE_H
#define TABLE_H

#include <jansson.h>
#include <stdio.h>

#include "base/types.h"

#define TABLE_COLUMNS_MAX	48
#define TABLE_AHEAD		1024

/**
 * struct table_column - One column
 * @key:	Of the value in each row
 * @label:	Its heading
 * @width:	Of the heading and of the first rows
 * @is_number:	All values in the first rows are numbers: align them to the right
 * @is_used:	The first rows have a value in it
 * @is_dropped:	There is no room for it
 */
struct table_column {
	char *key;
	char *label;
	size_t width;
	bool is_number;
	bool is_used;
	bool is_dropped;
};

/**
 * struct table - A table being written
 * @has_colour:	States are coloured, and the heading is bold
 * @columns_max: Columns of the terminal; 0: show everything
 * @important:	Keys that are dropped last, the most important one first, with
 *		blanks between; then columns count from left to right; may be NULL
 * @ahead:	First rows, not yet written: a text for each column
 * @has_begun:	The heading is written, and widths do not change any more
 */
struct table {
	FILE *out;
	bool has_colour;
	size_t columns_max;
	const char *important;
	struct table_column columns[TABLE_COLUMNS_MAX];
	size_t column_count;
	char **ahead;
	size_t row_count;
	bool has_begun;
};

/** table_column() - Add a column to the right */
void table_column(struct table *t, const char *key);

/** table_row() - Write a row; @object may be freed afterwards */
void table_row(struct table *t, const json_t *object);

/** table_end() - Write the rest of the table, and free its memory */
void table_end(struct table *t);

#endif /* TABLE_H */
