/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a frame from what people say about it: "ARP who-has A tell B".
 *
 * Lengths and checksums are right; all that is not named is 0.
 */
#ifndef FRAME_COMPOSE_H
#define FRAME_COMPOSE_H

#include "base/ip_address.h"
#include "frame/frame.h"

#define COMPOSE_LEN	60		/* the shortest frame on a wire */

/** enum compose_kind - What the frame carries behind its EtherType */
enum compose_kind {
	COMPOSE_ZEROS,			/* bytes of 0 */
	COMPOSE_ARP,			/* a request (RFC 826) */
	COMPOSE_PING,			/* an echo request (RFC 792, RFC 4443) */
};

/**
 * struct composition - A frame
 * @dst, @src:	Its addresses
 * @tags:	Number of its VLAN tags
 * @tpid:	EtherType of the outer tag; that of the others is 0x8100
 * @tci:	Control information of the tags, the outer one first
 * @type:	EtherType, for COMPOSE_ZEROS
 * @len:	Its length in bytes, from compose_len_min() to compose_len_max()
 * @from, @to:	For COMPOSE_ARP the sender and the target, both of IPv4; for
 *		COMPOSE_PING source and destination, both of one family
 */
struct composition {
	enum compose_kind kind;
	struct mac dst;
	struct mac src;
	uint8_t tags;
	uint16_t tpid;
	uint16_t tci[VLAN_TAGS_MAX];
	uint16_t type;
	uint32_t len;
	struct ip_address from;
	struct ip_address to;
};

/** compose_len_min() - Length of the headers, and of an ARP packet */
uint32_t compose_len_min(const struct composition *c);

/** compose_len_max() - Length with the longest packet; FRAME_SIZE_MAX or less */
uint32_t compose_len_max(const struct composition *c);

/** compose_len_usual() - Length if none is asked for: that of ping(8) */
uint32_t compose_len_usual(const struct composition *c);

/** compose() - Write @c->len bytes to @data */
void compose(const struct composition *c, uint8_t *data);

/**
 * compose_mac() - A MAC address for a host whose real one is not known
 *
 * For a host 02:00 and the last four bytes of its address; for a group or a
 * broadcast the address that it has on Ethernet (RFC 1112, RFC 2464).
 */
struct mac compose_mac(const struct ip_address *address);

#endif /* FRAME_COMPOSE_H */
