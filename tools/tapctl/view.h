/* SPDX-License-Identifier: BSD-2-Clause */
/* Formats a result for people: tables, lists, and lines "key: value". */
#ifndef VIEW_H
#define VIEW_H

#include "answer.h"
#include "help_view.h"

/**
 * struct view - What is shown, and how
 * @noun:	Of the command, as "port"; "" when the line has none
 * @verb:	Likewise, as "show"
 * @topic:	What `help` was asked for, when @noun is "help"
 * @is_about_one: The command names a port: if the result is a single object, all
 *		its keys are shown, one a line
 * @has_details: All keys of each object are shown, one a line
 * @columns:	Of the terminal; 0: lines may have any length
 */
struct view {
	const char *noun;
	const char *verb;
	struct help_topic topic;
	bool is_about_one;
	bool has_details;
	bool has_colour;
	size_t columns;
};

/**
 * view_show() - Format a result while it is being read
 *
 * Return: whether the result was complete, and JSON
 */
bool view_show(struct answer_reader *a, const struct view *view, FILE *out);

#endif /* VIEW_H */
