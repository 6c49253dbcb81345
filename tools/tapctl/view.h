/* SPDX-License-Identifier: BSD-2-Clause */
/* A result as text for people: tables, lists, "key: value". */
#ifndef VIEW_H
#define VIEW_H

#include "answer.h"

/**
 * view_show() - Write a result while it is being read
 * @noun:	Of the command that was asked; so @verb, each "" when missing
 * @is_about_one: It named something: if that is one thing, all that is known of
 *		it is told
 *
 * Return: whether the result was whole, and JSON
 */
bool view_show(struct answer_reader *a, const char *noun, const char *verb,
	       bool is_about_one, FILE *out, bool has_colour);

#endif /* VIEW_H */
