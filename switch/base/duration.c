/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/duration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct unit {
	const char *word;
	int64_t ms;
} units[] = {
	{ "ms", 1 },	    { "s", 1000 },	     { "", 1000 },
	{ "m", 60 * 1000 }, { "h", 60 * 60 * 1000 },
};

bool duration_parse(const char *text, int64_t *ms)
{
	char *word;
	unsigned long long n;

	/* strtoull() would take blanks and signs, too. */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoull(text, &word, 10);
	if (errno || n > DURATION_MAX_MS)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcmp(word, units[i].word) != 0)
			continue;
		*ms = (int64_t)n * units[i].ms;
		return *ms <= DURATION_MAX_MS;
	}
	return false;
}
