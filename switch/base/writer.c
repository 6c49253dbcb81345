/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define WRITER_SIZE_FIRST 256 /* bytes; then doubled as needed */

void writer_free(struct writer *w)
{
	free(w->text);
	*w = (struct writer){ 0 };
}

static bool make_room(struct writer *w, size_t len)
{
	size_t size = w->size ? w->size : WRITER_SIZE_FIRST;
	char *text;

	if (w->failed)
		return false;
	if (len <= w->size - w->len)
		return true;
	while (size - w->len < len)
		size *= 2;
	text = realloc(w->text, size);
	if (!text) {
		w->failed = true;
		return false;
	}
	w->text = text;
	w->size = size;
	return true;
}

void writer_raw(struct writer *w, const char *bytes, size_t len)
{
	if (!len || !make_room(w, len))
		return;
	memcpy(w->text + w->len, bytes, len);
	w->len += len;
}

static void put(struct writer *w, const char *text)
{
	writer_raw(w, text, strlen(text));
}

/* RFC 8259, 7: these must be escaped in a string. */
static bool needs_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static void put_escaped(struct writer *w, char c)
{
	char text[8];

	switch (c) {
	case '"':
		put(w, "\\\"");
		return;
	case '\\':
		put(w, "\\\\");
		return;
	case '\n':
		put(w, "\\n");
		return;
	case '\t':
		put(w, "\\t");
		return;
	}
	snprintf(text, sizeof(text), "\\u%04x", (unsigned char)c);
	put(w, text);
}

static void put_string(struct writer *w, const char *value)
{
	const char *end = value + strlen(value);
	const char *plain = value; /* from here on not yet written */
	size_t len;

	put(w, "\"");
	for (const char *p = value; p < end; p += len) {
		len = utf8_len(p, (size_t)(end - p));
		if (len && !needs_escape(*p))
			continue;
		writer_raw(w, plain, (size_t)(p - plain));
		if (len)
			put_escaped(w, *p);
		else
			put(w, "\xef\xbf\xbd"); /* U+FFFD */
		len = 1;
		plain = p + 1;
	}
	writer_raw(w, plain, (size_t)(end - plain));
	put(w, "\"");
}

/* Writes what precedes every value: a comma, if needed, and the key. */
static void begin_value(struct writer *w, const char *key)
{
	if (w->more)
		put(w, ",");
	w->more = true;
	if (key) {
		put_string(w, key);
		put(w, ":");
	}
}

void writer_begin_object(struct writer *w, const char *key)
{
	begin_value(w, key);
	put(w, "{");
	w->more = false;
}

void writer_end_object(struct writer *w)
{
	put(w, "}");
	w->more = true;
}

void writer_begin_array(struct writer *w, const char *key)
{
	begin_value(w, key);
	put(w, "[");
	w->more = false;
}

void writer_end_array(struct writer *w)
{
	put(w, "]");
	w->more = true;
}

void writer_str(struct writer *w, const char *key, const char *value)
{
	begin_value(w, key);
	if (value)
		put_string(w, value);
	else
		put(w, "null");
}

static void put_uint(struct writer *w, uint64_t value)
{
	char text[20]; /* digits of UINT64_MAX */
	char *p = text + sizeof(text);

	do {
		*--p = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	writer_raw(w, p, (size_t)(text + sizeof(text) - p));
}

void writer_uint(struct writer *w, const char *key, uint64_t value)
{
	begin_value(w, key);
	put_uint(w, value);
}

void writer_int(struct writer *w, const char *key, int64_t value)
{
	begin_value(w, key);
	if (value < 0)
		put(w, "-");
	put_uint(w, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void writer_bool(struct writer *w, const char *key, bool value)
{
	begin_value(w, key);
	put(w, value ? "true" : "false");
}

void writer_mac(struct writer *w, const char *key, struct mac value)
{
	char text[MAC_TEXT_SIZE];

	writer_str(w, key, mac_format(value, text));
}
