/* SPDX-License-Identifier: BSD-2-Clause */
/* A line of `tapctl top`: text of limited width, numbers and graphs. */
#ifndef TOP_TEXT_H
#define TOP_TEXT_H

#include "base/types.h"

#define TOP_WIDTH_MAX	512

/**
 * struct top_text - A line being written
 * @width:	Columns that it may take
 * @columns:	Columns that it takes
 */
struct top_text {
	char text[TOP_WIDTH_MAX * 3 + 1];
	size_t len;
	size_t width;
	size_t columns;
};

/** top_text_begin() - An empty line */
void top_text_begin(struct top_text *t, size_t width);

/** top_text_add() - Append ASCII text, printf-like; cut where the line ends */
void top_text_add(struct top_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** top_text_column() - Append text that takes @width columns, behind a blank */
void top_text_column(struct top_text *t, const char *text, size_t width,
		     bool is_number);

/**
 * top_text_graph() - Append a graph, scaled to its largest value
 * @values:	@n, the last one first; drawn from right to left
 * @width:	Columns
 */
void top_text_graph(struct top_text *t, const double *values, size_t n,
		    size_t width, bool is_utf8);

#define TOP_NUMBER_SIZE	32

/** top_text_number() - Write a number in five characters at most: 1.23M */
const char *top_text_number(double value, char text[TOP_NUMBER_SIZE]);

/** top_text_duration() - Write seconds as 3:07, 1:02:03 or 4d 01:02 */
const char *top_text_duration(double seconds, char text[TOP_NUMBER_SIZE]);

#endif /* TOP_TEXT_H */
