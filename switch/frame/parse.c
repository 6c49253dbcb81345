/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/parse.h"

#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/headers.h"
#include "frame/partial_csum.h"
#include "frame/segment.h"
#include "frame/tag.h"
#include "frame/tunnel.h"

/* Offsets must still fit in 16 bits after the switch has pushed tags. */
#define PUSHED_SIZE (TAGS_PUSHED_MAX * VLAN_TAG_SIZE)
#define OFFSET_MAX  (UINT16_MAX - PUSHED_SIZE)

/* The kinds of GSO frames, without UFO, which no tap produces. */
static const struct kind {
	uint8_t gso_type;
	bool is_v4;
	uint8_t protocol;
	uint16_t csum_offset;
	uint8_t needs;
} kinds[] = {
	{ VIRTIO_NET_HDR_GSO_TCPV4, true, IPPROTO_TCP, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO4 },
	{ VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN, true, IPPROTO_TCP,
	  TCP_CSUM, OFFLOAD_CSUM | OFFLOAD_TSO4 | OFFLOAD_TSO_ECN },
	{ VIRTIO_NET_HDR_GSO_TCPV6, false, IPPROTO_TCP, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO6 },
	{ VIRTIO_NET_HDR_GSO_TCPV6 | VIRTIO_NET_HDR_GSO_ECN, false, IPPROTO_TCP,
	  TCP_CSUM, OFFLOAD_CSUM | OFFLOAD_TSO6 | OFFLOAD_TSO_ECN },
	{ VIRTIO_NET_HDR_GSO_UDP_L4, true, IPPROTO_UDP, UDP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_USO },
	{ VIRTIO_NET_HDR_GSO_UDP_L4, false, IPPROTO_UDP, UDP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_USO },
};

static const struct kind *kind_of(uint8_t gso_type, bool is_v4)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].gso_type == gso_type && kinds[i].is_v4 == is_v4)
			return &kinds[i];
	return NULL;
}

/* Bytes of the header at @l4; 0 if it is invalid or exceeds the frame */
static uint32_t tcp_size(const struct frame *f, uint32_t l4)
{
	uint32_t size;

	if (f->len - l4 < TCP_SIZE)
		return 0;
	size = (f->data[l4 + TCP_DATA_OFFSET] >> 4) * 4u;
	return size >= TCP_SIZE ? size : 0;
}

static uint32_t udp_size(const struct frame *f, uint32_t l4)
{
	if (f->len - l4 < UDP_SIZE ||
	    get_be16(f->data + l4 + UDP_LEN) != f->len - l4)
		return 0;
	return UDP_SIZE;
}

/* Finds the IP headers in front of the transport header, where the checksum
 * starts.  If the checksum is complete (LRO by a network card), the transport
 * header is the payload of the first IP header. */
static bool read_headers(const struct frame *f,
			 const struct virtio_net_hdr *hdr, struct tunnel *t)
{
	uint32_t l4;

	if (!tunnel_outer(f, &t->outer))
		return false;
	l4 = hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM ? hdr->csum_start
						      : t->outer.payload;
	if (!tunnel_inner(f, l4, t) || !tunnel_can_be_cut(f, t))
		return false;
	return hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM ||
	       ip_is_direct(f->data, &t->inner);
}

/* Segments have the headers of the GSO frame, so neither a frame with padding
 * behind the packet nor a fragment can be segmented. */
static bool read_gso_frame(struct frame *f, const struct virtio_net_hdr *hdr)
{
	const struct kind *kind;
	struct frame gso = *f;
	uint32_t l4, size;
	struct tunnel t;
	size_t count;

	if (!hdr->gso_size || !read_headers(f, hdr, &t))
		return false;
	kind = kind_of(hdr->gso_type, t.inner.is_v4);
	if (!kind || t.inner.protocol != kind->protocol ||
	    (hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM &&
	     hdr->csum_offset != kind->csum_offset))
		return false;

	l4 = t.inner.payload;
	size = kind->protocol == IPPROTO_TCP ? tcp_size(f, l4)
					     : udp_size(f, l4);
	if (!size || l4 + size >= f->len || l4 + size > OFFSET_MAX)
		return false;

	gso.needs = kind->needs;
	if (t.inner.at != f->l3)
		gso.needs |= tunnel_is_udp(f, &t) ? OFFLOAD_UDP_TUNNEL
						  : OFFLOAD_SWITCH;
	gso.l4 = (uint16_t)l4;
	gso.head_len = (uint16_t)(l4 + size);
	gso.gso_size = hdr->gso_size;
	count = segment_count(&gso);
	if (count > SEGMENT_MAX ||
	    segment_room(&gso) + count * PUSHED_SIZE > SEGMENT_ROOM_MAX)
		return false;
	if (gso.len - gso.head_len > gso.gso_size)
		gso.packet_len = gso.head_len - gso.l3 + gso.gso_size;
	*f = gso;
	return true;
}

static enum frame_error read_csum(struct frame *f,
				  const struct virtio_net_hdr *hdr)
{
	struct partial_csum c;
	enum frame_error error = partial_csum_find(f, hdr, &c);

	if (error == FRAME_OK)
		f->needs = c.is_crc32c ? OFFLOAD_SWITCH : OFFLOAD_CSUM;
	return error;
}

/* virtio 1.2, 5.1.6.2: checks the header, and whether the frame agrees with
 * it */
static enum frame_error read_offloads(struct frame *f)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);
	bool needs_csum = hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM;

	if (hdr.flags & ~(VIRTIO_NET_HDR_F_NEEDS_CSUM |
			  VIRTIO_NET_HDR_F_DATA_VALID) ||
	    hdr.hdr_len > f->len || (needs_csum && hdr.csum_start > OFFSET_MAX))
		return FRAME_BAD_OFFLOAD;
	if (hdr.gso_type != VIRTIO_NET_HDR_GSO_NONE)
		return read_gso_frame(f, &hdr) ? FRAME_OK : FRAME_BAD_OFFLOAD;
	return needs_csum ? read_csum(f, &hdr) : FRAME_OK;
}

/* True for most frames, so this is one load and one compare. */
static bool is_plain(const struct frame *f)
{
	uint64_t flags_to_csum_start;

	memcpy(&flags_to_csum_start, f->data - VNET_HDR_SIZE,
	       sizeof(flags_to_csum_start));
	return !flags_to_csum_start;
}

static void read_ethernet(struct frame *f)
{
	memcpy(&f->dst, f->data, sizeof(f->dst));
	memcpy(&f->src, f->data + sizeof(f->dst), sizeof(f->src));
	f->type = get_be16(f->data + ETH_HEADER_SIZE - 2);
	f->l3 = ETH_HEADER_SIZE;
	while (tag_is_tpid(f->type) && f->tags < VLAN_TAGS_MAX &&
	       f->len >= f->l3 + (uint32_t)VLAN_TAG_SIZE) {
		if (!f->tags++) {
			f->tpid = f->type;
			f->tci = get_be16(f->data + f->l3);
		}
		f->type = get_be16(f->data + f->l3 + 2);
		f->l3 += VLAN_TAG_SIZE;
	}
	f->packet_len = f->len - f->l3;
}

enum frame_error frame_parse(struct frame *f)
{
	*f = (struct frame){ .data = f->data, .len = f->len };
	if (f->len < ETH_HEADER_SIZE)
		return f->error = FRAME_RUNT;
	if (f->len > FRAME_SIZE_MAX)
		return f->error = FRAME_OVERSIZE;
	read_ethernet(f);
	if (!is_plain(f))
		f->error = read_offloads(f);
	return f->error;
}
