/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Partial checksums, which are to be finished: virtio 1.2 5.1.6.2, NEEDS_CSUM.
 *
 * The field holds the sum of the pseudo-header, and the checksum is the
 * Internet checksum; but for SCTP it is a CRC32c, which Linux marks in the same
 * way.
 */
#ifndef FRAME_PARTIAL_CSUM_H
#define FRAME_PARTIAL_CSUM_H

#include "frame/frame.h"

/**
 * struct partial_csum - A partial checksum
 * @start:	Offset of the first byte that it covers
 * @end:	Offset behind the last one, which padding may follow
 * @field:	Offset of the checksum field
 * @is_crc32c:	It is a CRC32c
 */
struct partial_csum {
	uint32_t start;
	uint32_t end;
	uint32_t field;
	bool is_crc32c;
};

/**
 * partial_csum_find() - Find the checksum that a virtio-net header describes
 * @f:		Parsed up to its EtherType
 * @hdr:	A header with NEEDS_CSUM
 *
 * Return: FRAME_OK with @c filled; FRAME_BAD_OFFLOAD if the bytes contradict
 * the header; FRAME_BAD_CSUM if the checksum cannot be finished
 */
enum frame_error partial_csum_find(const struct frame *f,
				   const struct virtio_net_hdr *hdr,
				   struct partial_csum *c);

/** partial_csum_finish() - Compute the checksum and write it into the frame */
void partial_csum_finish(const struct partial_csum *c, uint8_t *data);

#endif /* FRAME_PARTIAL_CSUM_H */
