/* SPDX-License-Identifier: BSD-2-Clause */
#include "top_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LEVELS 8

void top_text_begin(struct top_text *t, size_t width)
{
	t->text[0] = '\0';
	t->len = 0;
	t->columns = 0;
	t->width = width < TOP_WIDTH_MAX ? width : TOP_WIDTH_MAX;
}

/* A character of one column; false if there is no room */
static bool put(struct top_text *t, const char *character)
{
	const size_t len = strlen(character);

	if (t->columns >= t->width)
		return false;
	memcpy(t->text + t->len, character, len + 1);
	t->len += len;
	t->columns++;
	return true;
}

void top_text_add(struct top_text *t, const char *format, ...)
{
	char text[TOP_WIDTH_MAX + 1];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	for (const char *c = text; *c; c++)
		if (!put(t, (char[]){ *c, '\0' }))
			return;
}

void top_text_column(struct top_text *t, const char *text, size_t width,
		     bool is_number)
{
	if (t->columns)
		top_text_add(t, " ");
	top_text_add(t, is_number ? "%*.*s" : "%-*.*s", (int)width, (int)width,
		     text);
}

void top_text_graph(struct top_text *t, const double *values, size_t n,
		    size_t width, bool is_utf8)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄",
					      "▅", "▆", "▇", "█" };
	static const char *const ascii[] = { " ", ".", ":", "-", "=",
					     "+", "*", "%", "#" };
	double most = 0;

	if (t->columns)
		top_text_add(t, " ");
	for (size_t i = 0; i < n && i < width; i++)
		most = values[i] > most ? values[i] : most;
	while (width--) {
		const double value = width < n ? values[width] : 0;
		size_t level = 0;

		if (value > 0)
			level = 1 + (size_t)(value / most * (LEVELS - 1));
		put(t, is_utf8 ? blocks[level] : ascii[level]);
	}
}

const char *top_text_number(double value, char text[TOP_NUMBER_SIZE])
{
	static const char units[] = "\0kMGTPE";
	size_t unit = 0;

	/* 999.5 would be rounded to 1000 */
	while (value >= 999.5 && unit + 2 < sizeof(units)) {
		value /= 1000;
		unit++;
	}
	snprintf(text, TOP_NUMBER_SIZE, "%.*f%.1s",
		 !unit || value >= 99.95 ? 0
		 : value >= 9.995	 ? 1
					 : 2,
		 value, units + unit);
	return text;
}

const char *top_text_duration(double seconds, char text[TOP_NUMBER_SIZE])
{
	const unsigned long s = (unsigned long)seconds;
	const unsigned long days = s / 86400;

	if (days)
		snprintf(text, TOP_NUMBER_SIZE, "%lud %02lu:%02lu",
			 days % 1000000, s / 3600 % 24, s / 60 % 60);
	else if (s >= 3600)
		snprintf(text, TOP_NUMBER_SIZE, "%lu:%02lu:%02lu", s / 3600,
			 s / 60 % 60, s % 60);
	else
		snprintf(text, TOP_NUMBER_SIZE, "%lu:%02lu", s / 60, s % 60);
	return text;
}
