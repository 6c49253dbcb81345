/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the word that was probably meant by a misspelt one. */
#ifndef CONTROL_SIMILAR_H
#define CONTROL_SIMILAR_H

#include "base/types.h"
#include "control/syntax.h"

#define SIMILAR_LEN_MAX	31	/* bytes of words that are compared */

/**
 * struct similar - The search for the word that was meant
 * @word:	The misspelt word
 * @best:	The most similar candidate so far; the first one, if several are
 * @distance:	From @word to @best
 */
struct similar {
	const char *word;
	struct span best;
	size_t distance;
};

/** similar_to() - Begin the search; there are no candidates yet */
struct similar similar_to(const char *word);

/** similar_compare() - Compare with one candidate, or with each of a|b|c */
void similar_compare(struct similar *s, struct span words);

/**
 * similar_meant() - The result of the search
 *
 * Return: @best if at most one letter in three is wrong, else an empty span
 */
struct span similar_meant(const struct similar *s);

/**
 * similar_distance() - Number of edits that turn one word into the other
 *
 * An edit inserts, deletes or replaces a letter, or exchanges two neighbours
 * (optimal string alignment).
 *
 * Return: the number; SIZE_MAX if a word is longer than SIMILAR_LEN_MAX
 */
size_t similar_distance(const char *word, struct span other);

#endif /* CONTROL_SIMILAR_H */
