/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/implied.h"

#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/tunnel.h"

static bool is_partial(const struct frame *f, const struct ip *ip,
		       uint32_t offset)
{
	uint64_t sum = ip_pseudo_sum(f->data, ip, ip->end - ip->payload);
	uint16_t partial = (uint16_t)~csum_finish(sum);

	return get_be16(f->data + ip->payload + offset) == partial;
}

static void set_partial_csum(const struct frame *f, const struct ip *ip,
			     uint16_t offset, struct virtio_net_hdr *hdr)
{
	if (!is_partial(f, ip, offset))
		return;
	hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr->csum_start = (uint16_t)ip->payload;
	hdr->csum_offset = offset;
}

static void set_gso(const struct frame *f, const struct ip *ip, uint32_t mtu,
		    struct virtio_net_hdr *hdr)
{
	const uint8_t *tcp = f->data + ip->payload;
	uint32_t head_len = ip->payload + (tcp[TCP_DATA_OFFSET] >> 4) * 4u;

	if (f->packet_len <= mtu || head_len >= f->l3 + mtu)
		return;
	hdr->gso_type =
		ip->is_v4 ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
	if (tcp[TCP_FLAGS] & TCP_FLAG_CWR)
		hdr->gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	hdr->hdr_len = (uint16_t)head_len;
	hdr->gso_size = (uint16_t)(f->l3 + mtu - head_len);
}

/* If the checksum covers addresses that are not in the header, nothing shows
 * whether it is partial.  An invalid start makes frame_parse() refuse the
 * frame, so that the checksum is not taken for complete. */
static void set_invalid_csum(const struct ip *ip, struct virtio_net_hdr *hdr)
{
	hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr->csum_start = (uint16_t)(ip->payload + 1);
}

static bool has_csum(const struct ip *ip)
{
	uint32_t size = ip->end - ip->payload;

	return !ip->is_fragment &&
	       ((ip->protocol == IPPROTO_TCP && size >= TCP_SIZE) ||
		(ip->protocol == IPPROTO_UDP && size >= UDP_SIZE));
}

struct virtio_net_hdr implied_hdr(const struct frame *f, uint32_t mtu)
{
	struct virtio_net_hdr hdr = { 0 };
	struct ip ip;

	if (!tunnel_outer(f, &ip) || !has_csum(&ip))
		return hdr;
	if (!ip_is_direct(f->data, &ip)) {
		set_invalid_csum(&ip, &hdr);
	} else if (ip.protocol == IPPROTO_TCP) {
		set_partial_csum(f, &ip, TCP_CSUM, &hdr);
		set_gso(f, &ip, mtu, &hdr);
	} else {
		set_partial_csum(f, &ip, UDP_CSUM, &hdr);
	}
	return hdr;
}
