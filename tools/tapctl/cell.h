/* SPDX-License-Identifier: BSD-2-Clause */
/* One value of an answer as a piece of text. */
#ifndef CELL_H
#define CELL_H

#include <jansson.h>

#include "base/types.h"

/**
 * cell_text() - Write a value for people
 * @key:	What it is the value of: "age_ms" is written in seconds
 * @value:	NULL and null, and what is empty, are written "-"
 *
 * Lists are joined by ",", {"malformed":3} is "malformed 3".  What would move
 * the cursor of a terminal is replaced.
 *
 * Return: text to free(), or NULL when memory is short
 */
char *cell_text(const char *key, const json_t *value);

/**
 * cell_label() - Write a key, without the unit that cell_text() writes
 *
 * Return: text to free(), or NULL when memory is short
 */
char *cell_label(const char *key);

/** cell_width() - Columns that some text takes */
size_t cell_width(const char *text);

/** cell_clean() - Replace what would move the cursor of a terminal */
void cell_clean(char *text);

#endif /* CELL_H */
