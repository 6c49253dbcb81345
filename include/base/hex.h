/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as hexadecimal digits, two for each: "02005e10". */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/types.h"

/** hex_is() - Whether a text is one or more bytes */
bool hex_is(const char *text);

/**
 * hex_parse() - Read bytes
 * @text:	hex_is() is true
 * @size:	Room in @bytes; more are not written
 *
 * Return: the number of bytes in @text
 */
size_t hex_parse(const char *text, uint8_t *bytes, size_t size);

/** hex_format() - Write @len bytes as 2 * @len digits and a zero */
char *hex_format(const uint8_t *bytes, size_t len, char *text);

#endif /* BASE_HEX_H */
