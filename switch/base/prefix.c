/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/prefix.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool bits_parse(const char *text, unsigned int most, uint8_t *bits)
{
	unsigned long value;
	char *end;

	if (*text < '0' || *text > '9' || strlen(text) > 3)
		return false;
	value = strtoul(text, &end, 10);
	if (*end || value > most)
		return false;
	*bits = (uint8_t)value;
	return true;
}

bool prefix_parse(const char *text, struct prefix *prefix)
{
	const char *slash = strchr(text, '/');
	struct prefix found = { 0 };
	char address[PREFIX_TEXT_SIZE];
	size_t len = slash ? (size_t)(slash - text) : 0;

	if (!slash || len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	found.family = strchr(address, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(found.family, address, found.address) != 1 ||
	    !bits_parse(slash + 1, found.family == AF_INET ? 32 : 128,
			&found.bits))
		return false;
	*prefix = found;
	return true;
}

bool prefix_is_v4(const struct prefix *prefix)
{
	return prefix->family == AF_INET;
}

bool prefix_has(const struct prefix *outer, const struct prefix *inner)
{
	const uint8_t whole = outer->bits / 8;
	const uint8_t mask = (uint8_t)(0xff00 >> outer->bits % 8);

	if (outer->family != inner->family || outer->bits > inner->bits ||
	    memcmp(outer->address, inner->address, whole) != 0)
		return false;
	return !mask ||
	       !((outer->address[whole] ^ inner->address[whole]) & mask);
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family && a->bits == b->bits &&
	       !memcmp(a->address, b->address, a->family == AF_INET ? 4 : 16);
}

char *prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE])
{
	char address[INET6_ADDRSTRLEN] = "";

	inet_ntop(prefix->family, prefix->address, address, sizeof(address));
	snprintf(text, PREFIX_TEXT_SIZE, "%s/%u", address, prefix->bits);
	return text;
}
