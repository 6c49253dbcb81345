/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Merges consecutive TCP segments into GSO frames, as the receive offload (GRO)
 * of a network card does.
 *
 * It is the exact inverse of frame/segment.h: segment_make() of the GSO frame
 * returns the frames that it was made of, byte for byte, except that partial
 * checksums are finished.
 *
 * The segments of a run (RFC 9293) have the same header fields, TCP options
 * included, except length, checksums, sequence number and the IPv4
 * identification, which is incremented by one.  All have as much payload as the
 * first; only the last may have less.  PSH and FIN end a run.  A frame is not
 * merged if it has no payload or is a fragment, or if it has IPv4 options, IPv6
 * extension headers, flags other than ACK, PSH and FIN, padding behind the
 * packet, or a wrong checksum.
 *
 * Order:   frames between the same two stations are never reordered, whatever
 *          their flow, protocol or VLAN.  802.1Q-2018 6.5.3 requires that for
 *          frames with the same addresses, VLAN and priority.  So between the
 *          segments of a run there may only have been frames of other pairs of
 *          stations.
 */
#ifndef FRAME_COALESCE_H
#define FRAME_COALESCE_H

#include "frame/frame.h"

#define COALESCE_MAX	  64		/* frames per call */
#define COALESCE_SIZE_MAX 65535		/* bytes of a GSO frame */

/**
 * struct coalesced - An output frame
 * @frame:	A frame of the input, or a GSO frame
 * @first:	Index of the first input frame that it replaces
 * @count:	Number of input frames that it replaces; 1: it is that frame
 */
struct coalesced {
	const struct frame *frame;
	size_t first;
	size_t count;
};

/** coalesce_room() - Bytes that coalesce_make() needs for these frames */
size_t coalesce_room(const struct frame *const *frames, size_t n);

/**
 * coalesce_make() - Merge the frames that can be merged
 * @frames:	@n parsed frames, at most COALESCE_MAX; not modified
 * @offloads:	Bits of enum offload that the receiver supports.  Without
 *		OFFLOAD_CSUM and one of OFFLOAD_TSO4 and _TSO6 nothing is merged
 * @room:	coalesce_room(@frames) bytes, aligned to 16, for the bytes of
 *		GSO frames with their virtio-net headers
 * @gso_frames:	Array of @n / 2, for the GSO frames, as frame_parse() fills them
 * @out:	Array of @n, filled in the order of the frames' first segments
 *
 * Return: the number of elements of @out that were filled
 */
size_t coalesce_make(const struct frame *const *frames, size_t n,
		     uint32_t offloads, uint8_t *room, struct frame *gso_frames,
		     struct coalesced *out);

#endif /* FRAME_COALESCE_H */
