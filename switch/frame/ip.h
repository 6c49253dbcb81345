/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the header of an IPv4 or IPv6 packet, up to what it carries. */
#ifndef FRAME_IP_H
#define FRAME_IP_H

#include "base/types.h"

/**
 * struct ip - What the header says
 * @at:		Its offset
 * @payload:	Offset of what it carries, behind options or extension headers
 * @end:	Offset behind the packet, by the length that it claims
 * @protocol:	Of what it carries: a number of IANA's
 * @is_fragment: What it carries is not whole
 */
struct ip {
	uint32_t at;
	uint32_t payload;
	uint32_t end;
	uint8_t protocol;
	bool is_v4;
	bool is_fragment;
};

/**
 * ip_read() - Read the header at @at
 * @len:	Bytes of @data, all of which may be read
 *
 * Return: whether it is one, and it and the packet lie within @len
 */
bool ip_read(const uint8_t *data, uint32_t len, uint32_t at, struct ip *ip);

/** ip_is_basic() - Whether it has no options, no extension headers */
bool ip_is_basic(const struct ip *ip);

/**
 * ip_is_direct() - Whether a checksum is of the addresses in the header
 *
 * It is of those at the end of the way: a source route that is not yet gone
 * (RFC 791 3.1, RFC 8200 8.1) and a home address (RFC 6275 6.3) name others.
 */
bool ip_is_direct(const uint8_t *data, const struct ip *ip);

/**
 * ip_pseudo_sum() - What the checksum of @l4_len bytes of payload begins with
 *
 * RFC 9293 3.1 and RFC 8200 8.1; of a header that is direct.
 *
 * Return: the sum, not yet folded
 */
uint64_t ip_pseudo_sum(const uint8_t *data, const struct ip *ip,
		       uint32_t l4_len);

/**
 * ip_mend() - Make the header of a whole that of a piece
 * @ip:		Of the whole
 * @piece:	Ends where the packet is to end
 * @i:		Which one it is, from 0 on: identifications count on (RFC 6864)
 */
void ip_mend(const struct ip *ip, const struct buf *piece, size_t i);

#endif /* FRAME_IP_H */
