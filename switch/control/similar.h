/* SPDX-License-Identifier: BSD-2-Clause */
/* Which word was probably meant by one that is misspelt. */
#ifndef CONTROL_SIMILAR_H
#define CONTROL_SIMILAR_H

#include "base/types.h"
#include "control/syntax.h"

#define SIMILAR_LEN_MAX	31	/* bytes of words that are compared */

/**
 * similar_distance() - How many letters are wrong
 *
 * That is how many must be put in, left out, replaced, or exchanged with their
 * neighbour to make one word of the other (optimal string alignment).
 *
 * Return: the number; SIZE_MAX where a word is longer than SIMILAR_LEN_MAX
 */
size_t similar_distance(const char *word, struct span other);

/**
 * similar_is_meant() - Whether a word at that distance is probably meant
 *
 * One wrong letter in three at most.
 */
bool similar_is_meant(const char *word, size_t distance);

#endif /* CONTROL_SIMILAR_H */
