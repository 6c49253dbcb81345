/* SPDX-License-Identifier: BSD-2-Clause */
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cell.h"
#include "json_get.h"
#include "memory.h"

const char *say_time_of(const json_t *object, char text[SAY_TIME_SIZE])
{
	unsigned int ms = 0;
	struct tm tm = { 0 };
	time_t seconds;
	size_t len;

	*text = '\0';
	if (sscanf(json_get_text(object, "time"), "%d-%d-%dT%d:%d:%d.%uZ",
		   &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec, &ms) < 6)
		return text;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	seconds = timegm(&tm);
	localtime_r(&seconds, &tm);
	len = strftime(text, SAY_TIME_SIZE, "%H:%M:%S", &tm);
	snprintf(text + len, SAY_TIME_SIZE - len, ".%03u", ms);
	return text;
}

void say_text(struct fill *f, const char *text)
{
	char *clean = memory_check(strdup(text));

	cell_clean(clean);
	fill_text(f, clean);
	free(clean);
}

void say_line(struct fill *f, struct line *line)
{
	say_text(f, memory_check(line->text));
	line_free(line);
}
