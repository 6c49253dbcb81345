/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames in a stream of bytes, as QEMU's -netdev stream and socket have them:
 * four bytes that say how long the frame is, in network order, then the frame.
 *
 * Between two of our own, a virtio-net header in front of the frame counts as
 * part of it, so that GSO frames pass whole.
 */
#ifndef FRAME_FRAMING_H
#define FRAME_FRAMING_H

#include "base/bytebuf.h"
#include "frame/frame.h"

#define FRAMING_SIZE	4		/* bytes in front of a frame */

/* A buffer of so many holds the longest frame, and more of short ones. */
#define FRAMING_BACKLOG	131072

/** framing_write() - The bytes in front of a frame of @len */
void framing_write(uint8_t bytes[FRAMING_SIZE], uint32_t len);

/**
 * framing_take() - Copy whole frames out of what has come
 * @in:		What was taken is dropped from it
 * @header:	VNET_HDR_SIZE when each frame has its header in front, else 0
 * @bufs:	Some of @most are filled: with room for FRAME_SIZE_MAX bytes each
 *		and VNET_HDR_SIZE in front of them, where the header goes, or
 *		zeros
 * @n:		Set to how many
 *
 * Return: 0, or the length that the bytes behind these claim, which no frame
 * has: the stream cannot be read on
 */
uint32_t framing_take(struct bytebuf *in, size_t header, struct buf *bufs,
		      size_t most, size_t *n);

#endif /* FRAME_FRAMING_H */
