/* SPDX-License-Identifier: BSD-2-Clause */
/* An IPv4 or IPv6 address with a prefix length: 192.0.2.1/24. */
#ifndef BASE_PREFIX_H
#define BASE_PREFIX_H

#include "base/types.h"

#define PREFIX_TEXT_SIZE	64

/**
 * struct prefix - An address with its prefix length
 * @family:	AF_INET or AF_INET6
 * @address:	Network byte order; 4 bytes are used, or 16
 * @bits:	Prefix length, 0..32 or 0..128
 */
struct prefix {
	int family;
	uint8_t address[16];
	uint8_t bits;
};

/** prefix_parse() - Read "address/length"; false if @text is not that */
bool prefix_parse(const char *text, struct prefix *prefix);

/** prefix_is_v4() - Whether its address is one of IPv4 */
bool prefix_is_v4(const struct prefix *prefix);

/** prefix_has() - Whether the network @outer includes the network @inner */
bool prefix_has(const struct prefix *outer, const struct prefix *inner);

/** prefix_equal() - Whether address and length are the same */
bool prefix_equal(const struct prefix *a, const struct prefix *b);

char *prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE]);

#endif /* BASE_PREFIX_H */
