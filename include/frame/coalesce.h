/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a network card's receive offload would do: make one GSO frame of TCP
 * segments that follow one another.  The inverse of frame/segment.h, to the
 * byte: segment_make() of the GSO frame gives back the frames it was made of,
 * those with a checksum to finish finished.
 *
 * Segments of a run (RFC 9293) share all header fields but length, checksums,
 * sequence number and IPv4 identification, which counts on by one; options
 * byte for byte.  All carry as much as the first but the last, which may carry
 * less.  What carries nothing, is a fragment, has IPv4 options or IPv6
 * extension headers, flags other than ACK, PSH and FIN, padding behind the
 * packet, or a wrong checksum stays as it is; PSH and FIN end a run.
 *
 * Order:   frames between the same two stations never overtake one another, of
 *          whatever flow, protocol or VLAN they are.  802.1Q-2018 6.5.3 asks
 *          for that of frames with the same addresses, VLAN and priority; a
 *          segment joins a run across frames of other stations only.
 */
#ifndef FRAME_COALESCE_H
#define FRAME_COALESCE_H

#include "frame/frame.h"

#define COALESCE_MAX	  64		/* frames at a time */
#define COALESCE_SIZE_MAX 65535		/* bytes of a GSO frame */

/**
 * struct coalesced - What one frame became, or several
 * @frame:	The frame as it came, or a GSO frame
 * @first:	Place in the list of the first that it stands for
 * @count:	How many it stands for; 1: it is that frame
 */
struct coalesced {
	const struct frame *frame;
	size_t first;
	size_t count;
};

/** coalesce_room() - Bytes that coalesce_make() may use for these frames */
size_t coalesce_room(const struct frame *const *frames, size_t n);

/**
 * coalesce_make() - Make GSO frames of what can be merged
 * @frames:	@n of them, COALESCE_MAX at most; parsed, and unharmed
 * @offloads:	Of enum offload: what may be left unfinished.  Without
 *		OFFLOAD_CSUM and one of OFFLOAD_TSO4 and _TSO6 nothing is merged
 * @room:	coalesce_room(@frames) bytes, aligned to 16: the GSO frames'
 *		bytes, with their virtio-net headers
 * @supers:	@n / 2 of them: where GSO frames are put, as frame_parse() would
 * @out:	@n of them, filled: in the order of their first frames
 *
 * Return: how many of @out were filled
 */
size_t coalesce_make(const struct frame *const *frames, size_t n,
		     uint32_t offloads, uint8_t *room, struct frame *supers,
		     struct coalesced *out);

#endif /* FRAME_COALESCE_H */
