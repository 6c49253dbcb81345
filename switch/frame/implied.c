/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/implied.h"

#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/tunnel.h"

static bool is_begun(const struct frame *f, const struct ip *ip,
		     uint32_t offset)
{
	uint64_t sum = ip_pseudo_sum(f->data, ip, ip->end - ip->payload);
	uint16_t begun = (uint16_t)~csum_finish(sum);

	return get_be16(f->data + ip->payload + offset) == begun;
}

static void leave_csum(const struct frame *f, const struct ip *ip,
		       uint16_t offset, struct virtio_net_hdr *hdr)
{
	if (!is_begun(f, ip, offset))
		return;
	hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr->csum_start = (uint16_t)ip->payload;
	hdr->csum_offset = offset;
}

static void leave_cutting(const struct frame *f, const struct ip *ip,
			  uint32_t mtu, struct virtio_net_hdr *hdr)
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

struct virtio_net_hdr implied_hdr(const struct frame *f, uint32_t mtu)
{
	struct virtio_net_hdr hdr = { 0 };
	struct ip ip;

	if (!tunnel_outer(f, &ip) || !ip_is_basic(&ip) || ip.is_fragment)
		return hdr;
	if (ip.protocol == IPPROTO_TCP && ip.end - ip.payload >= TCP_SIZE) {
		leave_csum(f, &ip, TCP_CSUM, &hdr);
		leave_cutting(f, &ip, mtu, &hdr);
	} else if (ip.protocol == IPPROTO_UDP &&
		   ip.end - ip.payload >= UDP_SIZE) {
		leave_csum(f, &ip, UDP_CSUM, &hdr);
	}
	return hdr;
}
