/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hex.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

/* Value of a digit; -1 if it is none */
static int value_of(char c)
{
	const char *found;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	found = c ? strchr(digits, c) : NULL;
	return found ? (int)(found - digits) : -1;
}

bool hex_is(const char *text)
{
	size_t len = 0;

	while (value_of(text[len]) >= 0)
		len++;
	return len && len % 2 == 0 && !text[len];
}

size_t hex_parse(const char *text, uint8_t *bytes, size_t size)
{
	size_t len = strlen(text) / 2;

	for (size_t i = 0; i < len && i < size; i++)
		bytes[i] = (uint8_t)(value_of(text[2 * i]) << 4 |
				     value_of(text[2 * i + 1]));
	return len;
}

char *hex_format(const uint8_t *bytes, size_t len, char *text)
{
	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 0xf];
	}
	text[2 * len] = '\0';
	return text;
}
