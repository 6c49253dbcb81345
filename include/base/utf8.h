/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8, RFC 3629. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/types.h"

/**
 * utf8_len() - Length of the character at @text in bytes
 * @size:	Bytes of @text that may be read
 *
 * Return: 1..4; or 0 if there is no valid character: it is truncated, longer
 * than necessary, half of a surrogate pair, or above U+10FFFF
 */
static inline size_t utf8_len(const char *text, size_t size)
{
	const unsigned char *p = (const unsigned char *)text;
	/* the range of the second byte excludes overlong forms, surrogates and
	 * numbers above U+10FFFF */
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (!size)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (size < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/** utf8_is_control() - U+0000..U+001F, U+007F..U+009F; @len is utf8_len()'s */
static inline bool utf8_is_control(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;

	return (len == 1 && (p[0] < 0x20 || p[0] == 0x7f)) ||
	       (len == 2 && p[0] == 0xc2 && p[1] < 0xa0);
}

#endif /* BASE_UTF8_H */
