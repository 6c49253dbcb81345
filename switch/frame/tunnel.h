/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies around a packet that is to be cut, or has a checksum to finish.
 *
 * A virtio-net header names the transport header; nothing says what is in front
 * of it.  Outside there may be labels (MPLS, RFC 3032; HSR, IEC 62439-3) and an IP
 * header, which are read from the front.  If that does not carry what is named,
 * it is a tunnel: IP in IP (RFC 2003, 4213, 2473), GRE (RFC 2784), or anything in
 * UDP (VXLAN, GENEVE, GUE, ...).  Then the inner IP header is looked for from the
 * named place backwards.  What is between, an inner Ethernet header with its
 * tags say, has no length and no checksum of its own, and is of no concern.
 */
#ifndef FRAME_TUNNEL_H
#define FRAME_TUNNEL_H

#include "frame/frame.h"
#include "frame/ip.h"

/**
 * struct tunnel - The IP headers of a packet
 * @outer:	The first one
 * @inner:	The one whose payload begins at the named place; the same where
 *		there is no tunnel
 */
struct tunnel {
	struct ip outer;
	struct ip inner;
};

/** tunnel_outer() - Read the first IP header; false if the frame has none */
bool tunnel_outer(const struct frame *f, struct ip *outer);

/**
 * tunnel_inner() - Read the one in front of @l4
 * @t:		Its @outer is read
 *
 * Return: whether there is one, and neither packet is a fragment
 */
bool tunnel_inner(const struct frame *f, uint32_t l4, struct tunnel *t);

/** tunnel_can_be_cut() - Whether pieces can have all that is around @t->inner:
 * the packets reach to the frame's end, and nothing counts them but IPv4 */
bool tunnel_can_be_cut(const struct frame *f, const struct tunnel *t);

/** tunnel_is_udp() - Whether there is one in UDP that Linux finds from the front,
 * right behind tags of its own kind */
bool tunnel_is_udp(const struct frame *f, const struct tunnel *t);

/**
 * tunnel_mend() - Make the outer headers those of a piece
 * @t:		Of the frame that was cut
 * @piece:	Its inner packet is mended, with all checksums
 * @i:		Which one it is, from 0 on
 */
void tunnel_mend(const struct tunnel *t, const struct buf *piece, size_t i);

#endif /* FRAME_TUNNEL_H */
