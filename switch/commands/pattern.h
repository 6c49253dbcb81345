/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts with names in braces, "bring {out} up", in which values are put. */
#ifndef COMMANDS_PATTERN_H
#define COMMANDS_PATTERN_H

#include "base/line.h"

/**
 * pattern_put - Append the value of a name to the text
 * @name:	@len bytes
 */
typedef void pattern_put(const void *values, const char *name, size_t len,
			 struct line *out);

/** pattern_fill() - Append a text, and the value of each name in braces */
void pattern_fill(const char *pattern, pattern_put *put, const void *values,
		  struct line *out);

/** pattern_number() - Append a number to the last word */
void pattern_number(struct line *out, uint64_t number);

#endif /* COMMANDS_PATTERN_H */
