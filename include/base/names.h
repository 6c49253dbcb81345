/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several things by their names, in one word: lan1,lan3,p1-p8,vm*
 *
 * Parts of a list are parted by commas.  A part is a name, a range (p1-p8, or
 * p1-8 for short; p01-p12 counts in two digits), or a pattern in which * stands
 * for any characters and ? for one.  A name may look like a range: whoever has
 * the names asks for that one first.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/types.h"

#define NAMES_SIZE	256	/* bytes of a list, and zero */

/**
 * struct names_range - Names that differ in their number
 * @prefix:	What is before it, @prefix_len bytes
 * @digits:	It has so many, with zeros in front; 0 for as many as it needs
 */
struct names_range {
	const char *prefix;
	size_t prefix_len;
	size_t digits;
	uint32_t first;
	uint32_t last;
};

/**
 * names_next() - Cut the first part off a list
 * @list:	Moved behind it
 * @part:	Holds it
 *
 * Return: whether there was one
 */
bool names_next(const char **list, char part[NAMES_SIZE]);

/** names_fit() - Whether a word is such a list: no part is empty, all short */
bool names_fit(const char *word);

/** names_is_pattern() - Whether a part holds * or ? */
bool names_is_pattern(const char *part);

/** names_match() - Whether a name is of that pattern */
bool names_match(const char *pattern, const char *name);

/** names_range() - Read a part as a range, from a number to one not lower */
bool names_range(const char *part, struct names_range *range);

/** names_in_range() - Whether a name is in it */
bool names_in_range(const struct names_range *range, const char *name);

/** names_of_range() - Write the name with this number; cut where too long */
void names_of_range(const struct names_range *range, uint32_t number,
		    char name[PORT_NAME_SIZE]);

#endif /* BASE_NAMES_H */
