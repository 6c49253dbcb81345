/* SPDX-License-Identifier: BSD-2-Clause */
#include "cell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/writer.h"

#define UNIT "_ms"

static bool is_duration(const char *key)
{
	size_t len = strlen(key);

	return len > strlen(UNIT) && !strcmp(key + len - strlen(UNIT), UNIT);
}

char *cell_label(const char *key)
{
	size_t len = strlen(key) - (is_duration(key) ? strlen(UNIT) : 0);
	char *label = strndup(key, len);

	if (label)
		cell_clean(label);
	return label;
}

size_t cell_width_of(const char *text, size_t len)
{
	size_t width = 0;

	/* characters are counted by their first bytes: others are 10xxxxxx */
	for (size_t i = 0; i < len; i++)
		width += (text[i] & 0xc0) != 0x80;
	return width;
}

size_t cell_width(const char *text)
{
	return cell_width_of(text, strlen(text));
}

void cell_clean(char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t len = utf8_len(text, left);
		bool is_bad = !len || utf8_is_control(text, len);

		len = len ? len : 1;
		if (is_bad && *text != '\t')
			memset(text, '?', len);
		text += len;
		left -= len;
	}
}

static void put(struct writer *w, const char *text)
{
	writer_raw(w, text, strlen(text));
}

static void put_integer(struct writer *w, const char *key, json_int_t value)
{
	char text[32];

	if (is_duration(key))
		snprintf(text, sizeof(text), "%.1fs", (double)value / 1000);
	else
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, value);
	put(w, text);
}

static void put_value(struct writer *w, const char *key, const json_t *value);

static void put_array(struct writer *w, const char *key, const json_t *array)
{
	const char *comma = "";
	const json_t *value;
	size_t i;

	json_array_foreach(array, i, value) {
		put(w, comma);
		put_value(w, key, value);
		comma = ",";
	}
}

static void put_object(struct writer *w, const json_t *object)
{
	const char *comma = "";
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		put(w, comma);
		put(w, key);
		put(w, " ");
		put_value(w, key, value);
		comma = ", ";
	}
}

static void put_value(struct writer *w, const char *key, const json_t *value)
{
	char text[32];

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		put_object(w, value);
		break;
	case JSON_ARRAY:
		put_array(w, key, value);
		break;
	case JSON_STRING:
		put(w, json_string_value(value));
		break;
	case JSON_INTEGER:
		put_integer(w, key, json_integer_value(value));
		break;
	case JSON_REAL:
		snprintf(text, sizeof(text), "%g", json_real_value(value));
		put(w, text);
		break;
	case JSON_TRUE:
		put(w, "yes");
		break;
	case JSON_FALSE:
		put(w, "no");
		break;
	case JSON_NULL:
		break;
	}
}

char *cell_text(const char *key, const json_t *value)
{
	struct writer w = { 0 };

	if (value)
		put_value(&w, key, value);
	if (!w.len)
		put(&w, "-");
	writer_raw(&w, "", 1);
	if (w.failed) {
		writer_free(&w);
		return NULL;
	}
	cell_clean(w.text);
	return w.text;
}
