/* SPDX-License-Identifier: BSD-2-Clause */
/* A value of an answer as text for a table or a list. */
#ifndef CELL_H
#define CELL_H

#include <jansson.h>

#include "base/types.h"

/**
 * cell_text() - Format a value for people
 * @key:	The key of the value: one in "_ms" is formatted in seconds
 * @value:	NULL, null and empty values become "-"
 *
 * Lists are joined with ",", {"malformed":3} is "malformed 3".  Control characters,
 * which would act on a terminal, are replaced.
 *
 * Return: text to free(), or NULL when memory is short
 */
char *cell_text(const char *key, const json_t *value);

/**
 * cell_label() - The key as a heading, without a unit that cell_text() writes
 *
 * Return: text to free(), or NULL when memory is short
 */
char *cell_label(const char *key);

/** cell_width(), cell_width_of() - Columns that a text, or its first bytes, take */
size_t cell_width(const char *text);
size_t cell_width_of(const char *text, size_t len);

/** cell_clean() - Replace control characters, and bytes that are not UTF-8 */
void cell_clean(char *text);

#endif /* CELL_H */
