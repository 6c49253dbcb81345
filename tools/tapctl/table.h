/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table for people: a heading, then a line for each row.
 *
 * It is as wide as its first TABLE_AHEAD rows need; rows behind them are
 * written at once, however many they are.  A column in which none of the first
 * has anything is left out.
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
 * @width:	Of the heading and of the rows seen ahead
 * @is_number:	All values seen are: they stand to the right
 * @is_used:	There was a value in it
 */
struct table_column {
	char *key;
	char *label;
	size_t width;
	bool is_number;
	bool is_used;
};

/**
 * struct table - A table being written
 * @ahead:	Rows not yet written, a text for each column
 * @has_begun:	Widths are settled, the heading is written
 */
struct table {
	FILE *out;
	bool has_colour;
	struct table_column columns[TABLE_COLUMNS_MAX];
	size_t column_count;
	char **ahead;
	size_t row_count;
	bool has_begun;
};

/** table_column() - Have a column more, to the right */
void table_column(struct table *t, const char *key);

/** table_row() - Write a row; the table needs it no longer */
void table_row(struct table *t, const json_t *object);

/** table_end() - Write what is yet to be written, and free it all */
void table_end(struct table *t);

#endif /* TABLE_H */
