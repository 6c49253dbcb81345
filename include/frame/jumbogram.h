/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP GSO frames that are longer than a packet can say.
 *
 * Linux's BIG TCP (gso_max_size and gro_max_size above 65536) makes them for as
 * long as they do not leave the host.  The length is 0 then: IPv4's total length;
 * IPv6's payload length, with a jumbo option (RFC 2675) in front of TCP, which
 * newer kernels leave out.  No other port takes them, so that they are cut where
 * they come in, into GSO frames of the usual size.
 */
#ifndef FRAME_JUMBOGRAM_H
#define FRAME_JUMBOGRAM_H

#include "frame/frame.h"

#define JUMBOGRAM_SIZE_MIN (ETH_HEADER_SIZE + 65535 + 1)
/* Linux's GSO_MAX_SIZE, and what a packet socket puts in front */
#define JUMBOGRAM_SIZE_MAX (8 * 65535 + VLAN_TAG_SIZE)

/* Of more than half of 64 KiB each */
#define JUMBOGRAM_PIECES_MAX 17
#define JUMBOGRAM_ROOM	     (JUMBOGRAM_SIZE_MAX + JUMBOGRAM_PIECES_MAX * 192)

/**
 * jumbogram_cut() - Make GSO frames of one
 * @frame:	Of JUMBOGRAM_SIZE_MAX bytes at most, with its virtio-net header in
 *		front; unharmed
 * @room:	JUMBOGRAM_ROOM bytes
 * @pieces:	JUMBOGRAM_PIECES_MAX of them.  Each has its virtio-net header in
 *		front, and room for a longer one and for a tag
 *
 * Return: how many pieces; 0 if it is none
 */
size_t jumbogram_cut(const struct buf *frame, uint8_t *room,
		     struct buf *pieces);

#endif /* FRAME_JUMBOGRAM_H */
