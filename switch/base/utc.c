/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/utc.h"

#include <stdio.h>
#include <time.h>

const char *utc_format(int64_t wall_ms, char text[UTC_TEXT_SIZE])
{
	const time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm = { 0 };
	size_t len;

	gmtime_r(&seconds, &tm);
	len = strftime(text, UTC_TEXT_SIZE, "%FT%T", &tm);
	snprintf(text + len, UTC_TEXT_SIZE - len, ".%03uZ",
		 (unsigned int)(wall_ms % 1000) % 1000);
	return text;
}
