/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the header of an IPv4 or IPv6 packet, with options or extension
 * headers. */
#ifndef FRAME_IP_H
#define FRAME_IP_H

#include "base/types.h"

/**
 * struct ip - An IP header
 * @at:		Offset of the header in the frame
 * @payload:	Offset of the payload, behind options or extension headers
 * @end:	Offset of the end of the packet, according to its length field
 * @protocol:	IANA's number of the payload's protocol
 * @is_v4:	IPv4, else IPv6
 * @is_fragment: The packet is a fragment
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
 * ip_read() - Read the header at offset @at
 * @len:	Bytes of @data
 *
 * Return: whether there is a header, and the packet ends within @len
 */
bool ip_read(const uint8_t *data, uint32_t len, uint32_t at, struct ip *ip);

/**
 * ip_read_start() - The same if the end of the packet may be missing
 *
 * Then @ip->end is the end of @data.
 */
bool ip_read_start(const uint8_t *data, uint32_t len, uint32_t at,
		   struct ip *ip);

/** ip_is_basic() - Whether there are no options and no extension headers */
bool ip_is_basic(const struct ip *ip);

/**
 * ip_is_direct() - Whether a checksum covers the addresses in the header
 *
 * They cover the addresses of the final hop, which differ if there is an
 * uncompleted source route (RFC 791 3.1, RFC 8200 8.1) or a home address option
 * (RFC 6275 6.3).
 */
bool ip_is_direct(const uint8_t *data, const struct ip *ip);

/**
 * ip_pseudo_sum() - Sum of the pseudo-header, RFC 9293 3.1 and RFC 8200 8.1
 * @ip:		A header for which ip_is_direct() is true
 * @l4_len:	Bytes of payload that the checksum covers
 *
 * Return: the sum, not yet folded
 */
uint64_t ip_pseudo_sum(const uint8_t *data, const struct ip *ip,
		       uint32_t l4_len);

/**
 * ip_adjust() - Adjust the header in a segment of a GSO frame
 * @ip:		The header of the GSO frame, at the same offset
 * @piece:	The segment, which ends with its packet
 * @i:		Index of the segment, from 0, which is added to the IPv4
 *		identification (RFC 6864)
 */
void ip_adjust(const struct ip *ip, const struct buf *piece, size_t i);

#endif /* FRAME_IP_H */
