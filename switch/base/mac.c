/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mac.h"

#include <ctype.h>
#include <stdio.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool mac_parse(const char *text, struct mac *mac)
{
	struct mac found;

	for (size_t i = 0; i < sizeof(found.byte); i++) {
		int high, low;

		if (i && *text != ':' && *text != '-')
			return false;
		text += i ? 1 : 0;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return false;
		found.byte[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return false;
	*mac = found;
	return true;
}

char *mac_format(struct mac mac, char text[MAC_TEXT_SIZE])
{
	snprintf(text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac.byte[0], mac.byte[1], mac.byte[2], mac.byte[3],
		 mac.byte[4], mac.byte[5]);
	return text;
}
