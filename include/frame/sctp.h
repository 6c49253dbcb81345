/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets of SCTP (RFC 9260) whose checksum is left to be finished, and
 * GSO frames of them.
 *
 * Linux makes one of many packets of an association: a common header, and behind
 * it the chunks of all.  A virtio-net header has no word for that, so no other
 * port takes them, and they are cut where they come in.
 *
 * Where one packet ended and the next began is not told, nor whether there is more
 * than one, nor how long they may be on their way.  But any will do that have whole
 * chunks, in their order, and are no longer than those were:
 *
 * - Each chunk was in one packet, so that a packet of its length passes; and so
 *   does the least MTU of IPv6 (RFC 8200 5).
 * - What follows a chunk of AUTH is signed by it up to the packet's end (RFC 4895
 *   4.1): it ends where it ended, at the next AUTH.
 * - A PAD makes a packet long on purpose (RFC 4820), to find what passes.
 */
#ifndef FRAME_SCTP_H
#define FRAME_SCTP_H

#include "frame/frame.h"

#define SCTP_PIECES_MAX 512
#define SCTP_ROOM	(FRAME_SIZE_MAX + SCTP_PIECES_MAX * 160)

/**
 * sctp_hdr() - The virtio-net header of a packet whose checksum is only begun
 * @f:		Read up to its EtherType
 *
 * Of what is no such packet it is one that frame_parse() refuses.
 */
struct virtio_net_hdr sctp_hdr(const struct frame *f);

/**
 * sctp_cut() - Make packets of what may be a GSO frame
 * @f:		Parsed well; unharmed
 * @mtu:	Of the interface that it came from: where it is less than those
 * @room:	SCTP_ROOM bytes
 * @pieces:	SCTP_PIECES_MAX of them.  They need nothing, and have room in front
 *		for a virtio-net header and a tag
 *
 * Return: how many pieces, 2 or more; 0 if it is one packet, or cannot be cut
 */
size_t sctp_cut(const struct frame *f, uint32_t mtu, uint8_t *room,
		struct buf *pieces);

#endif /* FRAME_SCTP_H */
