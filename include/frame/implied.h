/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reconstructs a virtio-net header that was removed.
 *
 * libkrun and others forward the frames of a guest without their virtio-net
 * headers, so that GSO frames and partial checksums are not marked as such.
 * Both can be recognised from the bytes: a TCP packet longer than the MTU must
 * be segmented, and a checksum field that holds the sum of the pseudo-header
 * must be finished.  If a complete checksum has that value by chance, finishing
 * it does not change it.
 */
#ifndef FRAME_IMPLIED_H
#define FRAME_IMPLIED_H

#include "frame/frame.h"

/**
 * implied_hdr() - The virtio-net header that a frame must have had
 * @f:		Parsed without error, with a header of zeros
 * @mtu:	MTU of the sender, in bytes
 *
 * Return: the header for TCP and UDP that is not fragmented; zeros for all
 * other frames.  If a source route or a home address hides the addresses that a
 * checksum covers, it is a header that frame_parse() refuses as FRAME_BAD_CSUM
 */
struct virtio_net_hdr implied_hdr(const struct frame *f, uint32_t mtu);

#endif /* FRAME_IMPLIED_H */
