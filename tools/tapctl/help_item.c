/* SPDX-License-Identifier: BSD-2-Clause */
#include "help_item.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

const char *help_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

json_t *help_items(const json_t *command)
{
	return json_object_get(command, "items");
}

bool help_item_is(const json_t *item, const char *kind)
{
	return !strcmp(help_string(item, "kind"), kind);
}

bool help_item_is_optional(const json_t *item)
{
	return json_is_true(json_object_get(item, "optional"));
}

bool help_has_word(const json_t *words, const char *word)
{
	const json_t *other;
	size_t i;

	json_array_foreach(words, i, other) {
		if (json_is_string(other) &&
		    !strcmp(json_string_value(other), word))
			return true;
	}
	return false;
}

static void put_joined(FILE *out, const json_t *words)
{
	const json_t *word;
	size_t i;

	json_array_foreach(words, i, word) {
		fprintf(out, "%s%s", i ? "|" : "", json_string_value(word));
	}
}

/* on|off, 68..65521, <netns>, <mac> */
static void put_value(FILE *out, const json_t *item)
{
	const char *type = help_string(item, "type");
	const bool is_named = !strcmp(type, "word") || !strcmp(type, "new") ||
			      !strcmp(type, "name");

	if (!strcmp(type, "choice"))
		put_joined(out, json_object_get(item, "values"));
	else if (!strcmp(type, "number"))
		fprintf(out, "%" JSON_INTEGER_FORMAT "..%" JSON_INTEGER_FORMAT,
			json_integer_value(json_object_get(item, "min")),
			json_integer_value(json_object_get(item, "max")));
	else
		fprintf(out, "<%s>",
			is_named ? help_string(item, "name") : type);
}

static void put_item(FILE *out, const json_t *item)
{
	const json_t *words = json_object_get(item, "words");
	const bool is_bare = json_is_true(json_object_get(item, "bare"));

	fputs(is_bare ? "[" : "", out);
	put_joined(out, words);
	fputs(is_bare ? "]" : "", out);
	fputs(help_item_is(item, "key") ? " " : "", out);
	if (help_item_is(item, "key") || help_item_is(item, "value"))
		put_value(out, item);
}

char *help_item_text(const json_t *item, bool has_brackets)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = memory_check(open_memstream(&text, &size));

	fputs(has_brackets ? "[" : "", out);
	put_item(out, item);
	fputs(has_brackets ? "]" : "", out);
	if (json_is_true(json_object_get(item, "repeats")))
		fputs("...", out);
	fclose(out);
	return memory_check(text);
}

char *help_title(const json_t *command)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = memory_check(open_memstream(&text, &size));
	const json_t *item;
	size_t i;

	json_array_foreach(help_items(command), i, item) {
		if (help_item_is_optional(item))
			break;
		fputs(i ? " " : "", out);
		put_item(out, item);
	}
	fclose(out);
	return memory_check(text);
}
