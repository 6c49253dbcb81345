/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a network card would do: finish a checksum, cut a GSO frame.
 *
 * The result is frames that any receiver understands: checksums whole, no
 * virtio-net header to speak of (it is there, as zeros).  TCP (RFC 9293) over
 * IPv4 and IPv6: sequence numbers count on, FIN and PSH stay with the last
 * piece, CWR with the first (RFC 3168 6.1.2), IPv4 identifications count on
 * (RFC 6864).  UDP: each piece is a datagram.  VLAN tags are kept.  In a tunnel
 * each piece has all that is around, with lengths and checksums of its own.
 */
#ifndef FRAME_SEGMENT_H
#define FRAME_SEGMENT_H

#include "frame/frame.h"

#define SEGMENT_MAX	2048		/* pieces of one frame */

/** segment_count() - Pieces that a parsed frame falls into; 1 or more */
size_t segment_count(const struct frame *f);

/**
 * segment_room() - Bytes that segment_make() will use for a parsed frame
 *
 * Never more than SEGMENT_ROOM_MAX.
 */
size_t segment_room(const struct frame *f);

#define SEGMENT_ROOM_MAX	(1024 * 1024)

/**
 * segment_make() - Write the pieces of a parsed frame, one after another
 * @f:		Unharmed
 * @offloads:	What the receiver takes over, of enum offload.  0 makes frames for
 *		anybody; with OFFLOAD_USO those of a UDP tunnel come in bundles, each
 *		a GSO frame with the virtio-net header that says so
 * @room:	segment_room(@f) bytes, aligned to 16
 * @pieces:	segment_count(@f) of them, filled: each in @room, each with its
 *		virtio-net header in front
 *
 * A frame with just a checksum to finish becomes one piece; a frame that needs
 * nothing becomes a plain copy of itself.
 *
 * Return: how many pieces were written
 */
size_t segment_make(const struct frame *f, uint32_t offloads, uint8_t *room,
		    struct buf *pieces);

#endif /* FRAME_SEGMENT_H */
