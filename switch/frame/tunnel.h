/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the IP headers, in a tunnel the outer and the inner one, of a frame
 * that is to be segmented or has a partial checksum.
 *
 * A virtio-net header gives the offset of the transport header only.  Labels
 * (MPLS, RFC 3032; HSR, IEC 62439-3) and the outer IP header are read from the
 * front of the frame.  If the payload of that IP header does not begin at the
 * given offset, the frame is a tunnel: IP in IP (RFC 2003, 4213, 2473), GRE
 * (RFC 2784), or anything in UDP (VXLAN, GENEVE, GUE, ...).  Then the inner IP
 * header is searched for backwards from that offset.  What is between the two,
 * such as an inner Ethernet header with its tags, has no length and no checksum
 * of its own, and is not examined.
 */
#ifndef FRAME_TUNNEL_H
#define FRAME_TUNNEL_H

#include "frame/frame.h"
#include "frame/ip.h"

/**
 * struct tunnel - The IP headers of a packet
 * @outer:	The first IP header
 * @inner:	The one whose payload is the transport header; equal to @outer
 *		if there is no tunnel
 */
struct tunnel {
	struct ip outer;
	struct ip inner;
};

/** tunnel_outer() - Find the first IP header; false if the frame has none */
bool tunnel_outer(const struct frame *f, struct ip *outer);

/**
 * tunnel_inner() - Find the IP header whose payload begins at @l4
 * @l4:		Offset of the transport header
 * @t:		@t->outer was filled by tunnel_outer(); @t->inner is filled
 *
 * Return: whether there is one, and neither packet is a fragment
 */
bool tunnel_inner(const struct frame *f, uint32_t l4, struct tunnel *t);

/**
 * tunnel_can_be_cut() - Whether the outer headers can be copied to each segment
 *
 * Both packets must extend to the end of the frame, and the headers in front of
 * the inner one must not have a sequence number, except the IPv4
 * identification.
 */
bool tunnel_can_be_cut(const struct frame *f, const struct tunnel *t);

/**
 * tunnel_is_udp() - Whether it is a UDP tunnel that Linux can segment
 *
 * Only VLAN tags that Linux recognises may precede the outer IP header.
 */
bool tunnel_is_udp(const struct frame *f, const struct tunnel *t);

/**
 * tunnel_adjust() - Adjust the outer headers in a segment of a GSO frame
 * @t:		The IP headers of the GSO frame
 * @piece:	The segment; its inner packet is already adjusted, with all
 *		checksums
 * @i:		Index of the segment, from 0
 */
void tunnel_adjust(const struct tunnel *t, const struct buf *piece, size_t i);

#endif /* FRAME_TUNNEL_H */
