/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A checksum that is left to be finished: virtio 1.2 5.1.6.2, NEEDS_CSUM.
 *
 * It is the Internet checksum, of which the field holds the sum of the pseudo-
 * header so far; but of SCTP a CRC32c, for which Linux uses the same words.
 */
#ifndef FRAME_PARTIAL_CSUM_H
#define FRAME_PARTIAL_CSUM_H

#include "frame/frame.h"

/**
 * struct partial_csum - A checksum to be finished
 * @start:	Where the bytes that it is of begin
 * @end:	Where they end, which may be before a padding
 * @field:	Where it goes
 */
struct partial_csum {
	uint32_t start;
	uint32_t end;
	uint32_t field;
	bool is_crc32c;
};

/**
 * partial_csum_find() - Read what a virtio-net header with NEEDS_CSUM says
 * @f:		Read up to its EtherType
 *
 * Return: FRAME_OK with @c filled; FRAME_BAD_OFFLOAD if the bytes contradict it,
 * and FRAME_BAD_CSUM if nobody could finish it
 */
enum frame_error partial_csum_find(const struct frame *f,
				   const struct virtio_net_hdr *hdr,
				   struct partial_csum *c);

/** partial_csum_finish() - Write it into a frame's bytes */
void partial_csum_finish(const struct partial_csum *c, uint8_t *data);

#endif /* FRAME_PARTIAL_CSUM_H */
