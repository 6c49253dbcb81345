/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames in a byte stream, in the format of QEMU's -netdev stream and socket:
 * four bytes with the length of the frame, in network order, then the frame.
 *
 * Between two tapswitches a virtio-net header precedes each frame and is part
 * of the length, so that GSO frames need not be segmented.
 */
#ifndef FRAME_FRAMING_H
#define FRAME_FRAMING_H

#include "base/bytebuf.h"
#include "frame/frame.h"

#define FRAMING_SIZE	4		/* bytes in front of a frame */

/* Bytes of a receive buffer: room for the longest frame, or many short ones */
#define FRAMING_BACKLOG	131072

/** framing_write() - Write the bytes that precede a frame of @len bytes */
void framing_write(uint8_t bytes[FRAMING_SIZE], uint32_t len);

/**
 * framing_take() - Copy complete frames out of received bytes
 * @in:		Received bytes; those that were copied are removed
 * @header:	VNET_HDR_SIZE if a virtio-net header precedes each frame, else 0
 * @bufs:	@most buffers of FRAME_SIZE_MAX bytes each, with VNET_HDR_SIZE
 *		more in front, which are set to the header or to zeros
 * @n:		Set to the number of buffers that were filled
 *
 * Return: 0; or an impossible length that follows these frames in the stream,
 * which cannot be read any further
 */
uint32_t framing_take(struct bytebuf *in, size_t header, struct buf *bufs,
		      size_t most, size_t *n);

#endif /* FRAME_FRAMING_H */
