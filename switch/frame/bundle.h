/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bundles the segments of a GSO frame in a UDP tunnel (VXLAN, GENEVE, ...) into
 * a few GSO frames that Linux accepts: the payload of the outer UDP header is a
 * series of datagrams of one size (OFFLOAD_USO).  Segments without a UDP
 * checksum get one, which every receiver must accept (RFC 768, RFC 7348).
 *
 * This pays, since the receiving kernel's cost for each frame exceeds all other
 * work by far, and it merges segments that arrive together.
 */
#ifndef FRAME_BUNDLE_H
#define FRAME_BUNDLE_H

#include "frame/tunnel.h"

/**
 * bundle_make() - Bundle segments in place
 * @t:		The IP headers of each segment; tunnel_is_udp() is true
 * @pieces:	@n segments in order of their addresses, each preceded by its
 *		virtio-net header, all of the same length except the last, which
 *		may be shorter.  Set to the bundles, and segments that remain
 *		single
 *
 * Return: the new number of @pieces
 */
size_t bundle_make(const struct tunnel *t, struct buf *pieces, size_t n);

#endif /* FRAME_BUNDLE_H */
