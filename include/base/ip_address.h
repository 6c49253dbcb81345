/* SPDX-License-Identifier: BSD-2-Clause */
/* An IPv4 or IPv6 address: 192.0.2.1, 2001:db8::1. */
#ifndef BASE_IP_ADDRESS_H
#define BASE_IP_ADDRESS_H

#include <string.h>

#include "base/types.h"

#define IP_ADDRESS_TEXT_SIZE	46	/* INET6_ADDRSTRLEN */

/**
 * struct ip_address - An address
 * @is_v4:	IPv4, else IPv6
 * @bytes:	Network byte order; 4 are used, or 16
 */
struct ip_address {
	bool is_v4;
	uint8_t bytes[16];
};

static inline bool ip_address_equal(const struct ip_address *a,
				    const struct ip_address *b)
{
	return a->is_v4 == b->is_v4 &&
	       !memcmp(a->bytes, b->bytes, a->is_v4 ? 4 : 16);
}

/** ip_address_parse() - Read an address; false if @text is none */
bool ip_address_parse(const char *text, struct ip_address *address);

/** ip_address_format() - Write the address in @bytes, of 4 bytes or of 16 */
char *ip_address_format(const uint8_t *bytes, bool is_v4,
			char text[IP_ADDRESS_TEXT_SIZE]);

#endif /* BASE_IP_ADDRESS_H */
