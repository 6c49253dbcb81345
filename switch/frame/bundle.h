/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pieces of a GSO frame in a UDP tunnel (VXLAN, GENEVE, ...), joined again to a
 * few frames that Linux takes: to it they are datagrams of one size, one after
 * another, to be cut between the outer headers (OFFLOAD_USO).  One that had no
 * checksum gets one then, which every receiver must accept (RFC 768, RFC 7348).
 *
 * It is worth the trouble: a frame that is sent costs a receiving kernel so much
 * that all other work is small beside it, and what comes together is merged there.
 */
#ifndef FRAME_BUNDLE_H
#define FRAME_BUNDLE_H

#include "frame/tunnel.h"

/** bundle_fits() - Whether pieces of a frame can be joined for a port
 * @offloads:	What it takes over
 */
bool bundle_fits(const struct frame *f, const struct tunnel *t,
		 uint32_t offloads);

/**
 * bundle_make() - Join pieces, in place
 * @pieces:	@n of them, one behind the other, each with its virtio-net header;
 *		as long as the first but for the last, which may be shorter.  Filled
 *		with those that there are then
 *
 * Return: how many
 */
size_t bundle_make(const struct tunnel *t, struct buf *pieces, size_t n);

#endif /* FRAME_BUNDLE_H */
