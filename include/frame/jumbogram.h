/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP GSO frames that are longer than the length field of IP can express.
 *
 * Linux's BIG TCP (gso_max_size and gro_max_size above 65536) makes such
 * frames; they exist within a host only.  Their length field is 0: the total
 * length of IPv4, or the payload length of IPv6, where a jumbo payload option
 * (RFC 2675) precedes TCP, which newer kernels omit.  No port can send them, so
 * they are cut into GSO frames of at most the usual size as soon as they are
 * received.
 */
#ifndef FRAME_JUMBOGRAM_H
#define FRAME_JUMBOGRAM_H

#include "frame/frame.h"

#define JUMBOGRAM_SIZE_MIN (ETH_HEADER_SIZE + 65535 + 1)
/* Linux's GSO_MAX_SIZE, and the tag that a packet socket inserts */
#define JUMBOGRAM_SIZE_MAX (8 * 65535 + VLAN_TAG_SIZE)

/* Each piece but the last is more than half as long as a packet can be. */
#define JUMBOGRAM_PIECES_MAX 17
#define JUMBOGRAM_ROOM	     (JUMBOGRAM_SIZE_MAX + JUMBOGRAM_PIECES_MAX * 192)

/**
 * jumbogram_cut() - Cut a jumbogram into GSO frames
 * @frame:	At most JUMBOGRAM_SIZE_MAX bytes, preceded by a virtio-net
 *		header; unchanged on return
 * @room:	JUMBOGRAM_ROOM bytes, for the bytes of the pieces
 * @pieces:	Array of JUMBOGRAM_PIECES_MAX.  Each piece is preceded by its
 *		virtio-net header, and by room for a longer header and a tag
 *
 * Return: the number of pieces; 0 if @frame is not a valid jumbogram
 */
size_t jumbogram_cut(const struct buf *frame, uint8_t *room,
		     struct buf *pieces);

#endif /* FRAME_JUMBOGRAM_H */
