/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finishes partial checksums and segments GSO frames, as a network card does.
 *
 * The resulting frames have complete checksums and a virtio-net header of
 * zeros, so any receiver accepts them.  TCP (RFC 9293) over IPv4 and IPv6:
 * sequence numbers and IPv4 identifications (RFC 6864) are incremented, FIN and
 * PSH stay in the last segment, CWR in the first (RFC 3168 6.1.2).  UDP: each
 * segment is a datagram.  VLAN tags are kept.  In a tunnel each segment has all
 * outer headers, with their lengths and checksums corrected.
 */
#ifndef FRAME_SEGMENT_H
#define FRAME_SEGMENT_H

#include "frame/frame.h"

#define SEGMENT_MAX	2048		/* segments of one frame */

/** segment_count() - Number of segments of a parsed frame; 1 or more */
size_t segment_count(const struct frame *f);

/**
 * segment_room() - Bytes that segment_make() needs for a parsed frame
 *
 * Return: at most SEGMENT_ROOM_MAX
 */
size_t segment_room(const struct frame *f);

#define SEGMENT_ROOM_MAX	(1024 * 1024)

/**
 * segment_make() - Write the segments of a parsed frame
 * @f:		Parsed without error; not modified
 * @bundle:	Bundle the segments of a UDP tunnel into GSO frames that need
 *		OFFLOAD_CSUM and OFFLOAD_USO, see frame/bundle.h.  Otherwise the
 *		pieces need nothing
 * @room:	segment_room(@f) bytes, aligned to 16, for the bytes of the
 *		segments
 * @pieces:	Array of segment_count(@f), filled with the segments, each
 *		preceded by its virtio-net header
 *
 * A frame that only has a partial checksum becomes one piece; a frame that
 * needs nothing is copied.
 *
 * Return: the number of pieces written
 */
size_t segment_make(const struct frame *f, bool bundle, uint8_t *room,
		    struct buf *pieces);

#endif /* FRAME_SEGMENT_H */
