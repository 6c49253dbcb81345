/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_MAX 999999

bool names_next(const char **list, char part[NAMES_SIZE])
{
	size_t len = strcspn(*list, ",");

	if (!**list)
		return false;
	snprintf(part, NAMES_SIZE, "%.*s", (int)len, *list);
	*list += len;
	*list += **list == ',';
	return true;
}

bool names_is_list(const char *word)
{
	size_t len = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz"
				  "0123456789_.:-*?,");

	return len && len < NAMES_SIZE && !word[len] && *word != '-' &&
	       *word != ',' && word[len - 1] != ',' && !strstr(word, ",,");
}

bool names_is_pattern(const char *part)
{
	return strpbrk(part, "*?");
}

bool names_match(const char *pattern, const char *name)
{
	const char *star = NULL, *from = NULL;

	/* What follows a * is tried at each remaining position; if it matches
	 * at several, the first will do. */
	while (*name) {
		if (*pattern == '*') {
			star = ++pattern;
			from = name;
		} else if (*pattern == '?' || *pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = ++from;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

/* Number of digits at the end of @text */
static size_t digits_at_end(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && isdigit((unsigned char)text[len - n - 1]))
		n++;
	return n;
}

static bool parse_number(const char *digits, size_t n, uint32_t *number)
{
	*number = 0;
	for (size_t i = 0; i < n && *number <= NUMBER_MAX; i++)
		*number = *number * 10 + (uint32_t)(digits[i] - '0');
	return n && *number <= NUMBER_MAX;
}

bool names_range_parse(const char *part, struct names_range *r)
{
	const char *dash = strrchr(part, '-');
	size_t len = dash ? (size_t)(dash - part) : 0;
	size_t n = digits_at_end(part, len);
	const char *end;

	if (!n || !parse_number(part + len - n, n, &r->first))
		return false;
	r->prefix = part;
	r->prefix_len = len - n;
	r->digits = part[len - n] == '0' ? n : 0;
	end = dash + 1;
	if (r->prefix_len && !strncmp(end, part, r->prefix_len))
		end += r->prefix_len;
	n = strlen(end);
	return digits_at_end(end, n) == n && parse_number(end, n, &r->last) &&
	       r->first <= r->last && (!r->digits || r->digits == n);
}

void names_range_format(const struct names_range *r, uint32_t number,
			char name[PORT_NAME_SIZE])
{
	snprintf(name, PORT_NAME_SIZE, "%.*s%0*u", (int)r->prefix_len,
		 r->prefix, (int)r->digits, number);
}

bool names_range_has(const struct names_range *r, const char *name)
{
	char same[PORT_NAME_SIZE];
	uint32_t number;
	size_t len = strlen(name);
	size_t n = digits_at_end(name, len);

	/* the prefix may end in digits, too: the number begins behind it */
	if (len <= r->prefix_len || n < len - r->prefix_len)
		return false;
	n = len - r->prefix_len;
	if (!parse_number(name + r->prefix_len, n, &number) ||
	    number < r->first || number > r->last)
		return false;
	names_range_format(r, number, same);
	return !strcmp(same, name);
}

static bool part_has(const char *part, const char *name)
{
	struct names_range range;

	if (!strcmp(part, name))
		return true;
	if (names_is_pattern(part))
		return names_match(part, name);
	return names_range_parse(part, &range) && names_range_has(&range, name);
}

bool names_has(const char *list, const char *name)
{
	char part[NAMES_SIZE];

	while (names_next(&list, part))
		if (part_has(part, name))
			return true;
	return false;
}
