/* SPDX-License-Identifier: BSD-2-Clause */
/* A result as text for people: tables, lists, "key: value". */
#ifndef VIEW_H
#define VIEW_H

#include "answer.h"

/**
 * struct view - What is shown, and how it is wanted
 * @noun:	Of the command that was asked; so @verb, each "" when missing
 * @is_about_one: It named something: if that is one thing, all that is known of
 *		it is told
 * @has_details: All is told of each
 */
struct view {
	const char *noun;
	const char *verb;
	bool is_about_one;
	bool has_details;
	bool has_colour;
};

/**
 * view_show() - Write a result while it is being read
 *
 * Return: whether the result was whole, and JSON
 */
bool view_show(struct answer_reader *a, const struct view *view, FILE *out);

#endif /* VIEW_H */
