/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/l2proto.h"

#include <string.h>

static const struct mac cisco = { { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc } };

enum l2proto l2proto_of(struct mac dst)
{
	static const uint8_t by_address[16] = {
		[0x0] = L2PROTO_STP,   [0x1] = L2PROTO_PAUSE,
		[0x2] = L2PROTO_LACP,  [0x3] = L2PROTO_DOT1X,
		[0x4] = L2PROTO_OTHER, [0x5] = L2PROTO_OTHER,
		[0x6] = L2PROTO_OTHER, [0x7] = L2PROTO_OTHER,
		[0x8] = L2PROTO_OTHER, [0x9] = L2PROTO_OTHER,
		[0xa] = L2PROTO_OTHER, [0xb] = L2PROTO_OTHER,
		[0xc] = L2PROTO_OTHER, [0xd] = L2PROTO_OTHER,
		[0xe] = L2PROTO_LLDP,  [0xf] = L2PROTO_OTHER,
	};

	if (mac_is_reserved(dst))
		return (enum l2proto)by_address[dst.byte[5]];
	return mac_equal(dst, cisco) ? L2PROTO_CDP : L2PROTO_NONE;
}

const char *l2proto_word(enum l2proto protocol)
{
	static const char *const words[L2PROTO_COUNT] = {
#define X(name, word) [L2PROTO_##name] = word,
		L2PROTOS(X)
#undef X
	};

	return words[protocol];
}

static bool parse_word(const char *word, size_t len, unsigned int *set)
{
	for (unsigned int i = 0; i < L2PROTO_COUNT; i++) {
		const char *known = l2proto_word((enum l2proto)i);

		if (i == L2PROTO_PAUSE || strlen(known) != len ||
		    memcmp(known, word, len) != 0)
			continue;
		*set |= 1u << i;
		return true;
	}
	return false;
}

bool l2protos_parse(const char *text, unsigned int *set)
{
	unsigned int found = 0;

	if (!strcmp(text, "all")) {
		*set = L2PROTO_ALL & ~(1u << L2PROTO_PAUSE);
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

char *l2protos_format(unsigned int set, char text[L2PROTOS_TEXT_SIZE])
{
	char *end = text;

	*end = '\0';
	if (!set)
		return strcpy(text, "none");
	for (unsigned int i = 0; i < L2PROTO_COUNT; i++) {
		if (!(set >> i & 1))
			continue;
		if (end != text)
			*end++ = ',';
		end = stpcpy(end, l2proto_word((enum l2proto)i));
	}
	return text;
}
