/* SPDX-License-Identifier: BSD-2-Clause */
/* A MAC address: six bytes in transmission order, passed by value. */
#ifndef BASE_MAC_H
#define BASE_MAC_H

#include "base/types.h"

#define MAC_TEXT_SIZE	18		/* "02:00:00:00:00:01" and a zero */

struct mac {
	uint8_t byte[6];
};

/**
 * mac_parse() - Read "02:00:00:00:00:01", or the same with '-' for ':'
 *
 * Return: whether @text is an address and nothing else; @mac is set only then
 */
bool mac_parse(const char *text, struct mac *mac);

/** mac_format() - Write lower-case hex with colons; returns @text */
char *mac_format(struct mac mac, char text[MAC_TEXT_SIZE]);

/** mac_is_group() - Multicast or broadcast: the I/G bit, IEEE 802-2014 8.2.2 */
static inline bool mac_is_group(struct mac mac)
{
	return mac.byte[0] & 1;
}

static inline bool mac_is_broadcast(struct mac mac)
{
	return (mac.byte[0] & mac.byte[1] & mac.byte[2] & mac.byte[3] &
		mac.byte[4] & mac.byte[5]) == 0xff;
}

static inline bool mac_is_zero(struct mac mac)
{
	return !(mac.byte[0] | mac.byte[1] | mac.byte[2] | mac.byte[3] |
		 mac.byte[4] | mac.byte[5]);
}

/** mac_is_reserved() - 01:80:C2:00:00:0x, IEEE 802.1Q-2018 Table 8-1 */
static inline bool mac_is_reserved(struct mac mac)
{
	return mac.byte[0] == 0x01 && mac.byte[1] == 0x80 &&
	       mac.byte[2] == 0xc2 && !mac.byte[3] && !mac.byte[4] &&
	       mac.byte[5] < 0x10;
}

static inline bool mac_equal(struct mac a, struct mac b)
{
	return !__builtin_memcmp(a.byte, b.byte, sizeof(a.byte));
}

#endif /* BASE_MAC_H */
