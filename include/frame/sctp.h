/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCTP packets (RFC 9260) with a partial checksum, and SCTP GSO frames.
 *
 * Linux merges several packets of an association into one GSO frame: a common
 * header followed by the chunks of all packets.  A virtio-net header cannot
 * describe that, so no port can send such a frame, and it is cut as soon as it
 * is received.
 *
 * The frame does not tell where one packet ended and the next began, whether
 * there was more than one, or the MTU of the path.  But any division will do
 * that keeps the order of the chunks, divides none, and makes no packet longer
 * than the path allows:
 *
 * - The longest chunk was in one packet, so packets of its length fit, as do
 *   packets of the minimum MTU of IPv6 (RFC 8200 5).
 * - An AUTH chunk signs all that follows it in its packet (RFC 4895 4.1), so
 *   that packet must end where it did: at the next AUTH.
 * - A PAD chunk makes a packet long on purpose, to find the MTU of the path
 *   (RFC 4820), so it stays in its packet.
 */
#ifndef FRAME_SCTP_H
#define FRAME_SCTP_H

#include "frame/frame.h"

#define SCTP_PIECES_MAX 512
#define SCTP_ROOM	(FRAME_SIZE_MAX + SCTP_PIECES_MAX * 160)

/**
 * sctp_hdr() - The virtio-net header of a packet with a partial checksum
 * @f:		Parsed up to its EtherType
 *
 * Return: the header; one that frame_parse() refuses if @f is not an SCTP
 * packet
 */
struct virtio_net_hdr sctp_hdr(const struct frame *f);

/**
 * sctp_cut() - Cut a frame that may be a GSO frame into packets
 * @f:		Parsed without error; not modified
 * @mtu:	MTU of the interface that it came from; the path's is not larger
 * @room:	SCTP_ROOM bytes, for the bytes of the packets
 * @pieces:	Array of SCTP_PIECES_MAX.  Each piece is preceded by a
 *		virtio-net header of zeros, and by room for a longer header and
 *		a tag
 *
 * Return: the number of pieces, 2 or more; 0 if the frame is one packet, or
 * cannot be cut
 */
size_t sctp_cut(const struct frame *f, uint32_t mtu, uint8_t *room,
		struct buf *pieces);

#endif /* FRAME_SCTP_H */
