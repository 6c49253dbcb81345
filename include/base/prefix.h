/* SPDX-License-Identifier: BSD-2-Clause */
/* An IPv4 or IPv6 address with the length of its network: 192.0.2.1/24. */
#ifndef BASE_PREFIX_H
#define BASE_PREFIX_H

#include "base/types.h"

#define PREFIX_TEXT_SIZE	64

/**
 * struct prefix - An address in network byte order
 * @family:	AF_INET or AF_INET6
 * @bits:	Length of the network, 0..32 or 0..128
 */
struct prefix {
	int family;
	uint8_t address[16];
	uint8_t bits;
};

/** prefix_parse() - Whether @text was "address/length" and nothing else */
bool prefix_parse(const char *text, struct prefix *prefix);

/** prefix_has() - Whether all addresses of @inner are of @outer's network */
bool prefix_has(const struct prefix *outer, const struct prefix *inner);

/** prefix_equal() - The same address, in a network of the same length */
bool prefix_equal(const struct prefix *a, const struct prefix *b);

char *prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE]);

#endif /* BASE_PREFIX_H */
