/* SPDX-License-Identifier: BSD-2-Clause */
#include "say.h"

#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "memory.h"

const char *say_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

unsigned long say_number_of(const json_t *object, const char *key)
{
	return (unsigned long)json_integer_value(json_object_get(object, key));
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
