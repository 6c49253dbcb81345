/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-net header that describes a UDP tunnel, which a tap can use:
 * struct virtio_net_hdr_v1_hash_tunnel of Linux 6.17.
 *
 * It begins with the header that all frames have in this switch.  That one does
 * not mention a tunnel: its offsets are those of the inner headers, and
 * frame/tunnel.h finds the outer ones.  So each can be converted into the
 * other.
 *
 * The bytes behind that header are valid only for GSO frames in a tunnel.  For
 * other frames Linux 6.17 leaves them uninitialised.
 */
#ifndef FRAME_TUNNEL_HDR_H
#define FRAME_TUNNEL_HDR_H

#include "frame/frame.h"

#define TUNNEL_HDR_SIZE 24

/* Older kernel headers lack these. */
#ifndef VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4
#define VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4 0x20
#define VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6 0x40
#define VIRTIO_NET_HDR_F_UDP_TUNNEL_CSUM   8
#endif

/**
 * struct tunnel_hdr - The header as it precedes a frame
 * @vnet:	The common header
 * @outer_l4:	Offset of the UDP header
 * @inner_l3:	Offset of the inner IP header
 *
 * If it describes a tunnel, all fields are little-endian, also those of @vnet,
 * which are in host order otherwise.
 */
struct tunnel_hdr {
	struct virtio_net_hdr vnet;
	uint8_t unused[10];
	uint16_t outer_l4;
	uint16_t inner_l3;
};

/** tunnel_hdr_has_tunnel() - Whether the header before @data describes one */
static inline bool tunnel_hdr_has_tunnel(const uint8_t *data)
{
	const size_t at = offsetof(struct virtio_net_hdr, gso_type);

	return *(data - TUNNEL_HDR_SIZE + at) &
	       (VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4 |
		VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6);
}

/* The slow paths of the functions below, for headers that describe a tunnel. */
void tunnel_hdr_shorten(const struct buf *frame);
bool tunnel_hdr_lengthen(const struct buf *frame);

/**
 * tunnel_hdr_read() - Convert what was read from a tap to a frame
 * @buf:	What was read, header first; set to the frame, preceded by the
 *		common header.  An inconsistent header is left for frame_parse()
 *		to refuse
 */
static inline void tunnel_hdr_read(struct buf *buf)
{
	buf->data += TUNNEL_HDR_SIZE;
	buf->len -= buf->len < TUNNEL_HDR_SIZE ? buf->len : TUNNEL_HDR_SIZE;
	if (tunnel_hdr_has_tunnel(buf->data))
		tunnel_hdr_shorten(buf);
	else
		memcpy(buf->data - VNET_HDR_SIZE, buf->data - TUNNEL_HDR_SIZE,
		       VNET_HDR_SIZE);
}

/**
 * tunnel_hdr_write() - Write this header in front of a frame, for a tap
 *
 * Return: true if it describes a tunnel, and so has overwritten the common
 * header: tunnel_hdr_undo() must be called when the frame was sent
 */
static inline bool tunnel_hdr_write(const struct buf *frame)
{
	const uint8_t *from = frame->data - VNET_HDR_SIZE;

	memcpy(frame->data - TUNNEL_HDR_SIZE, from, VNET_HDR_SIZE);
	return from[offsetof(struct virtio_net_hdr, gso_type)] &&
	       tunnel_hdr_lengthen(frame);
}

/** tunnel_hdr_undo() - Restore the common header, if it was overwritten */
static inline void tunnel_hdr_undo(const struct buf *frame)
{
	if (tunnel_hdr_has_tunnel(frame->data))
		tunnel_hdr_shorten(frame);
}

#endif /* FRAME_TUNNEL_HDR_H */
