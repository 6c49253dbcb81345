/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-net header that somebody cut off.
 *
 * libkrun and others hand on what a guest sends without the header in front, so
 * that nothing says of a GSO frame that it is one, nor of a checksum that it is
 * only begun.  Both can be told by the bytes: TCP longer than an MTU was to be
 * cut, and a field that holds the sum of the pseudo-header was to be finished.  A
 * whole checksum may look so by chance: then finishing it changes nothing.
 */
#ifndef FRAME_IMPLIED_H
#define FRAME_IMPLIED_H

#include "frame/frame.h"

/**
 * implied_hdr() - The header that a frame must have had
 * @f:		Parsed well, as a frame that needs nothing
 * @mtu:	What limited its sender
 *
 * TCP and UDP, not in fragments; of anything else the header is zeros.  Where a
 * source route or a home address hides of which addresses a checksum is, it is one
 * that frame_parse() refuses as FRAME_BAD_CSUM.
 */
struct virtio_net_hdr implied_hdr(const struct frame *f, uint32_t mtu);

#endif /* FRAME_IMPLIED_H */
