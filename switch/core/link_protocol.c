/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/link_protocol.h"

#include <string.h>

static const struct mac cisco = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc } };

enum link_protocol link_protocol_of(struct mac dst)
{
	static const uint8_t by_address[16] = {
		[0x0] = LINK_STP,   [0x1] = LINK_PAUSE, [0x2] = LINK_LACP,
		[0x3] = LINK_DOT1X, [0x4] = LINK_OTHER, [0x5] = LINK_OTHER,
		[0x6] = LINK_OTHER, [0x7] = LINK_OTHER, [0x8] = LINK_OTHER,
		[0x9] = LINK_OTHER, [0xa] = LINK_OTHER, [0xb] = LINK_OTHER,
		[0xc] = LINK_OTHER, [0xd] = LINK_OTHER, [0xe] = LINK_LLDP,
		[0xf] = LINK_OTHER,
	};

	if (mac_is_reserved(dst))
		return (enum link_protocol)by_address[dst.byte[5]];
	return mac_equal(dst, cisco) ? LINK_CDP : LINK_NONE;
}

const char *link_protocol_word(enum link_protocol protocol)
{
	static const char *const words[LINK_PROTOCOL_COUNT] = {
#define X(name, word) [LINK_##name] = word,
		LINK_PROTOCOLS(X)
#undef X
	};

	return words[protocol];
}

static bool parse_word(const char *word, size_t len, unsigned int *set)
{
	for (unsigned int i = 0; i < LINK_PROTOCOL_COUNT; i++) {
		const char *known = link_protocol_word((enum link_protocol)i);

		if (i == LINK_PAUSE || strlen(known) != len ||
		    memcmp(known, word, len) != 0)
			continue;
		*set |= 1u << i;
		return true;
	}
	return false;
}

bool link_protocols_parse(const char *text, unsigned int *set)
{
	unsigned int found = 0;

	if (!strcmp(text, "all")) {
		*set = LINK_ALL & ~(1u << LINK_PAUSE);
		return true;
	}
	if (strcmp(text, "none") != 0) {
		for (size_t len = strcspn(text, ",");;
		     len = strcspn(text, ",")) {
			if (!parse_word(text, len, &found))
				return false;
			if (!text[len])
				break;
			text += len + 1;
		}
	}
	*set = found;
	return true;
}

char *link_protocols_format(unsigned int set,
			    char text[LINK_PROTOCOLS_TEXT_SIZE])
{
	char *end = text;

	*end = '\0';
	if (!set)
		return strcpy(text, "none");
	for (unsigned int i = 0; i < LINK_PROTOCOL_COUNT; i++) {
		if (!(set >> i & 1))
			continue;
		if (end != text)
			*end++ = ',';
		end = stpcpy(end, link_protocol_word((enum link_protocol)i));
	}
	return text;
}
