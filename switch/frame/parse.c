/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/parse.h"

#include <net/ethernet.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/headers.h"
#include "frame/segment.h"
#include "frame/tag.h"

/* As for SEGMENT_ROOM_MAX: what fits does so with one tag more in front. */
#define OFFSET_MAX (UINT16_MAX - VLAN_TAG_SIZE)

/* A superframe is one of these.  UFO and tunnels are not: no tap hands them
 * out unless asked to. */
static const struct kind {
	uint8_t gso_type;
	uint8_t protocol;
	uint16_t ethertype;
	uint16_t csum_offset;
	uint8_t needs;
} kinds[] = {
	{ VIRTIO_NET_HDR_GSO_TCPV4, IPPROTO_TCP, ETHERTYPE_IP, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO4 },
	{ VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN, IPPROTO_TCP,
	  ETHERTYPE_IP, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO4 | OFFLOAD_TSO_ECN },
	{ VIRTIO_NET_HDR_GSO_TCPV6, IPPROTO_TCP, ETHERTYPE_IPV6, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO6 },
	{ VIRTIO_NET_HDR_GSO_TCPV6 | VIRTIO_NET_HDR_GSO_ECN, IPPROTO_TCP,
	  ETHERTYPE_IPV6, TCP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_TSO6 | OFFLOAD_TSO_ECN },
	{ VIRTIO_NET_HDR_GSO_UDP_L4, IPPROTO_UDP, ETHERTYPE_IP, UDP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_USO },
	{ VIRTIO_NET_HDR_GSO_UDP_L4, IPPROTO_UDP, ETHERTYPE_IPV6, UDP_CSUM,
	  OFFLOAD_CSUM | OFFLOAD_USO },
};

static const struct kind *kind_of(uint8_t gso_type, uint16_t ethertype)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].gso_type == gso_type &&
		    kinds[i].ethertype == ethertype)
			return &kinds[i];
	return NULL;
}

/* The offset behind the header at f->l3, maybe behind the end of the frame; or
 * 0 if it is not what the kind and the frame's length ask for.  Each piece is
 * to look like the whole, so padding behind the packet cannot be cut, nor can
 * fragments. */
static uint32_t skip_ipv4(const struct frame *f, uint8_t protocol)
{
	const uint8_t *ip = f->data + f->l3;
	uint32_t size;

	if (f->packet_len < IPV4_SIZE)
		return 0;
	size = (ip[IPV4_VERSION_IHL] & 0xfu) * 4;
	if (ip[IPV4_VERSION_IHL] >> 4 != 4 || size < IPV4_SIZE ||
	    get_be16(ip + IPV4_LEN) != f->packet_len ||
	    get_be16(ip + IPV4_FRAGMENT) & 0x3fff ||
	    ip[IPV4_PROTOCOL] != protocol)
		return 0;
	return f->l3 + size;
}

/* A fragment header is not among those that every piece can have */
static bool is_extension(uint8_t next_header)
{
	return next_header == IPPROTO_HOPOPTS ||
	       next_header == IPPROTO_ROUTING || next_header == IPPROTO_DSTOPTS;
}

/* The same for IPv6, and for its extension headers */
static uint32_t skip_ipv6(const struct frame *f, uint8_t protocol)
{
	const uint8_t *ip = f->data + f->l3;
	uint32_t at = f->l3 + IPV6_SIZE;
	uint8_t next;

	if (f->packet_len < IPV6_SIZE || ip[IPV6_VERSION] >> 4 != 6 ||
	    get_be16(ip + IPV6_PAYLOAD_LEN) != f->packet_len - IPV6_SIZE)
		return 0;
	next = ip[IPV6_NEXT_HEADER];
	while (is_extension(next)) {
		if (f->len < at + IPV6_EXT_UNIT)
			return 0;
		next = f->data[at + IPV6_EXT_NEXT_HEADER];
		at += (f->data[at + IPV6_EXT_LEN] + 1u) * IPV6_EXT_UNIT;
	}
	return next == protocol ? at : 0;
}

/* Bytes of the header at @l4, which is in the frame up to the checksum at
 * least; 0 if it contradicts itself */
static uint32_t tcp_size(const struct frame *f, uint32_t l4)
{
	uint32_t size = (f->data[l4 + TCP_DATA_OFFSET] >> 4) * 4u;

	return size >= TCP_SIZE ? size : 0;
}

static uint32_t udp_size(const struct frame *f, uint32_t l4)
{
	return get_be16(f->data + l4 + UDP_LEN) == f->len - l4 ? UDP_SIZE : 0;
}

static bool read_superframe(struct frame *f, const struct virtio_net_hdr *hdr)
{
	const struct kind *kind = kind_of(hdr->gso_type, f->type);
	struct frame whole = *f;
	uint32_t l4, size;
	size_t count;

	if (!kind || !hdr->gso_size ||
	    !(hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		return false;

	l4 = kind->ethertype == ETHERTYPE_IP ? skip_ipv4(f, kind->protocol)
					     : skip_ipv6(f, kind->protocol);
	if (!l4 || hdr->csum_start != l4 ||
	    hdr->csum_offset != kind->csum_offset)
		return false;

	size = kind->protocol == IPPROTO_TCP ? tcp_size(f, l4)
					     : udp_size(f, l4);
	if (!size || l4 + size >= f->len || l4 + size > OFFSET_MAX)
		return false;

	whole.needs = kind->needs;
	whole.l4 = (uint16_t)l4;
	whole.head_len = (uint16_t)(l4 + size);
	whole.gso_size = hdr->gso_size;
	count = segment_count(&whole);
	if (count > SEGMENT_MAX ||
	    segment_room(&whole) + count * VLAN_TAG_SIZE > SEGMENT_ROOM_MAX)
		return false;
	if (whole.len - whole.head_len > whole.gso_size)
		whole.packet_len = whole.head_len - whole.l3 + whole.gso_size;
	*f = whole;
	return true;
}

static bool csum_is_inside(const struct frame *f,
			   const struct virtio_net_hdr *hdr)
{
	return hdr->csum_start >= f->l3 && hdr->csum_start <= OFFSET_MAX &&
	       hdr->csum_start + hdr->csum_offset + 2u <= f->len;
}

/* virtio 1.2, 5.1.6.2: what the header may say, and whether the bytes agree */
static bool read_offloads(struct frame *f)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);
	bool needs_csum = hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM;

	if (hdr.flags & ~(VIRTIO_NET_HDR_F_NEEDS_CSUM |
			  VIRTIO_NET_HDR_F_DATA_VALID) ||
	    hdr.hdr_len > f->len)
		return false;
	if (needs_csum && !csum_is_inside(f, &hdr))
		return false;
	if (hdr.gso_type != VIRTIO_NET_HDR_GSO_NONE)
		return read_superframe(f, &hdr);
	if (needs_csum)
		f->needs = OFFLOAD_CSUM;
	return true;
}

/* All frames but those with offloads; so this is one load and one compare */
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

enum frame_fault frame_parse(struct frame *f)
{
	*f = (struct frame){ .data = f->data, .len = f->len };
	if (f->len < ETH_HEADER_SIZE)
		return f->fault = FRAME_RUNT;
	if (f->len > FRAME_SIZE_MAX)
		return f->fault = FRAME_OVERSIZE;
	read_ethernet(f);
	if (is_plain(f) || read_offloads(f))
		return FRAME_OK;
	return f->fault = FRAME_BAD_OFFLOAD;
}
