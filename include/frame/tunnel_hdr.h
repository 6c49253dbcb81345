/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-net header that tells of a tunnel, as a tap can have it: the struct
 * virtio_net_hdr_v1_hash_tunnel of Linux 6.17.
 *
 * It begins as the header that all frames have here, in which nothing says that
 * there is a tunnel: what it names is inside, and what is around is found by
 * frame/tunnel.h.  So either can be made of the other.
 *
 * What is behind those first bytes is for GSO frames in a tunnel alone.  With
 * others Linux 6.17 left there what was in its memory.
 */
#ifndef FRAME_TUNNEL_HDR_H
#define FRAME_TUNNEL_HDR_H

#include "frame/frame.h"

#define TUNNEL_HDR_SIZE 24

/* Newer than some headers that we build with */
#ifndef VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4
#define VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4 0x20
#define VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6 0x40
#define VIRTIO_NET_HDR_F_UDP_TUNNEL_CSUM   8
#endif

/**
 * struct tunnel_hdr - As it lies in front of a frame
 * @outer_l4:	Offset of the UDP header
 * @inner_l3:	Of the IP header inside
 *
 * Where there is a tunnel, all is little-endian: also what is not otherwise.
 */
struct tunnel_hdr {
	struct virtio_net_hdr vnet;
	uint8_t unused[10];
	uint16_t outer_l4;
	uint16_t inner_l3;
};

/** tunnel_hdr_is() - Whether the header before these bytes tells of a tunnel */
static inline bool tunnel_hdr_is(const uint8_t *data)
{
	const size_t at = offsetof(struct virtio_net_hdr, gso_type);

	return *(data - TUNNEL_HDR_SIZE + at) &
	       (VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4 |
		VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6);
}

/* Of those that tell of one; see below. */
void tunnel_hdr_shorten(const struct buf *frame);
bool tunnel_hdr_lengthen(const struct buf *frame);

/**
 * tunnel_hdr_read() - Make what a tap gave a frame with the header of all
 * @buf:	As it was read; its header is in front then.  One that contradicts
 *		itself is left for frame_parse() to refuse
 */
static inline void tunnel_hdr_read(struct buf *buf)
{
	buf->data += TUNNEL_HDR_SIZE;
	buf->len -= buf->len < TUNNEL_HDR_SIZE ? buf->len : TUNNEL_HDR_SIZE;
	if (tunnel_hdr_is(buf->data))
		tunnel_hdr_shorten(buf);
	else
		memcpy(buf->data - VNET_HDR_SIZE, buf->data - TUNNEL_HDR_SIZE,
		       VNET_HDR_SIZE);
}

/**
 * tunnel_hdr_write() - Put this header in front of a frame, for a tap
 *
 * Return: whether it lies over the one of all, as one does that tells of a tunnel:
 * then tunnel_hdr_undo() is next, when the frame is sent
 */
static inline bool tunnel_hdr_write(const struct buf *frame)
{
	const uint8_t *from = frame->data - VNET_HDR_SIZE;

	memcpy(frame->data - TUNNEL_HDR_SIZE, from, VNET_HDR_SIZE);
	return from[offsetof(struct virtio_net_hdr, gso_type)] &&
	       tunnel_hdr_lengthen(frame);
}

/** tunnel_hdr_undo() - After tunnel_hdr_write(), whatever that returned */
static inline void tunnel_hdr_undo(const struct buf *frame)
{
	if (tunnel_hdr_is(frame->data))
		tunnel_hdr_shorten(frame);
}

#endif /* FRAME_TUNNEL_HDR_H */
