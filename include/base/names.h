/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of names in one word: lan1,lan3,p1-p8,vm*
 *
 * The parts of a list are separated by commas.  A part is a name, a range
 * (p1-p8, or p1-8 for short; p01-p12 has numbers of two digits), or a pattern
 * in which * stands for any characters and ? for one.  A name may look like a
 * range; the caller checks first whether a thing of that name exists.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/types.h"

#define NAMES_SIZE	256	/* bytes of a list, with the final zero */

/**
 * struct names_range - Names that differ in the number at their end
 * @prefix:	What precedes the number: @prefix_len bytes of the parsed text,
 *		not zero-terminated
 * @digits:	Digits of the number, padded with zeros; 0: no padding
 * @first:	Lowest number
 * @last:	Highest number, not below @first
 */
struct names_range {
	const char *prefix;
	size_t prefix_len;
	size_t digits;
	uint32_t first;
	uint32_t last;
};

/**
 * names_next() - Take the first part off a list
 * @list:	Advanced past the part and its comma
 * @part:	Set to the part
 *
 * Return: false if the list is empty
 */
bool names_next(const char **list, char part[NAMES_SIZE]);

/**
 * names_is_list() - Whether a word is a list, without empty parts, not too long
 */
bool names_is_list(const char *word);

/** names_is_pattern() - Whether a part holds * or ? */
bool names_is_pattern(const char *part);

/** names_match() - Whether a name matches a pattern */
bool names_match(const char *pattern, const char *name);

/**
 * names_has() - Whether a list includes a name
 *
 * A part that looks like a range stands for the range, and also for a name.
 */
bool names_has(const char *list, const char *name);

/** names_range_parse() - Read a part as a range; false if it is not one */
bool names_range_parse(const char *part, struct names_range *range);

/** names_range_has() - Whether a range includes a name */
bool names_range_has(const struct names_range *range, const char *name);

/**
 * names_range_format() - Write the name with this number; truncated if too long
 */
void names_range_format(const struct names_range *range, uint32_t number,
			char name[PORT_NAME_SIZE]);

#endif /* BASE_NAMES_H */
