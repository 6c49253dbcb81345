/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/tunnel_hdr.h"

#include <assert.h>
#include <endian.h>

#include "base/bytes.h"
#include "frame/headers.h"
#include "frame/parse.h"
#include "frame/tunnel.h"

#define KINDS                                                                  \
	(VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4 |                                  \
	 VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6)

/* Least offset of an inner transport header.  TCP outside of a tunnel is at a
 * smaller offset, except behind tags or long headers, which frame_parse() tells
 * apart. */
#define INNER_L4_MIN (ETH_HEADER_SIZE + IPV4_SIZE + UDP_SIZE + IPV4_SIZE)

static_assert(sizeof(struct tunnel_hdr) == TUNNEL_HDR_SIZE,
	      "the size of the struct of Linux");
static_assert(TUNNEL_HDR_SIZE <= FRAME_HEADROOM, "it fits in front of a frame");

static struct tunnel_hdr hdr_of(const uint8_t *data)
{
	struct tunnel_hdr hdr;

	memcpy(&hdr, data - TUNNEL_HDR_SIZE, sizeof(hdr));
	return hdr;
}

/* Converts from little-endian to host order, or back. */
static void swap_vnet(struct virtio_net_hdr *hdr)
{
	hdr->hdr_len = le16toh(hdr->hdr_len);
	hdr->gso_size = le16toh(hdr->gso_size);
	hdr->csum_start = le16toh(hdr->csum_start);
	hdr->csum_offset = le16toh(hdr->csum_offset);
}

/* Whether the offsets are possible.  They cannot be compared with the frame: if
 * Linux held a VLAN tag apart from the frame, they are too small by its size,
 * and the type is that of IPv4.  Nor are they needed. */
static bool is_plausible(const struct tunnel_hdr *hdr, uint32_t len)
{
	const uint32_t l4 = le16toh(hdr->outer_l4);
	const uint32_t l3 = le16toh(hdr->inner_l3);
	const uint32_t inner_l4 = hdr->vnet.csum_start;

	return (hdr->vnet.gso_type & KINDS) != KINDS &&
	       (hdr->vnet.gso_type & ~KINDS) != VIRTIO_NET_HDR_GSO_NONE &&
	       hdr->vnet.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM &&
	       l4 >= ETH_HEADER_SIZE + IPV4_SIZE && l3 >= l4 + UDP_SIZE &&
	       inner_l4 >= l3 + IPV4_SIZE && inner_l4 < len;
}

void tunnel_hdr_shorten(const struct buf *frame)
{
	struct tunnel_hdr hdr = hdr_of(frame->data);

	swap_vnet(&hdr.vnet);
	if (is_plausible(&hdr, frame->len)) {
		hdr.vnet.flags &= (uint8_t)~VIRTIO_NET_HDR_F_UDP_TUNNEL_CSUM;
		hdr.vnet.gso_type &= (uint8_t)~KINDS;
	}
	memcpy(frame->data - VNET_HDR_SIZE, &hdr.vnet, VNET_HDR_SIZE);
}

/* If the outer UDP header has a checksum, each segment must have one. */
bool tunnel_hdr_lengthen(const struct buf *frame)
{
	struct frame f = { .data = frame->data, .len = frame->len };
	struct tunnel_hdr hdr = { .vnet = frame_vnet_hdr(frame->data) };
	struct tunnel t;

	if (hdr.vnet.csum_start < INNER_L4_MIN || frame_parse(&f) != FRAME_OK ||
	    !(f.needs & OFFLOAD_UDP_TUNNEL) || !tunnel_outer(&f, &t.outer) ||
	    !tunnel_inner(&f, f.l4, &t))
		return false;
	hdr.vnet.gso_type |= t.outer.is_v4 ? VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV4
					   : VIRTIO_NET_HDR_GSO_UDP_TUNNEL_IPV6;
	if (get_be16(f.data + t.outer.payload + UDP_CSUM))
		hdr.vnet.flags |= VIRTIO_NET_HDR_F_UDP_TUNNEL_CSUM;
	swap_vnet(&hdr.vnet);
	hdr.outer_l4 = htole16((uint16_t)t.outer.payload);
	hdr.inner_l3 = htole16((uint16_t)t.inner.at);
	memcpy(frame->data - TUNNEL_HDR_SIZE, &hdr, sizeof(hdr));
	return true;
}
