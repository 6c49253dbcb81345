/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/bundle.h"

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"

#define DATAGRAMS_MAX 64 /* in a frame: the limit of Linux before 6.9 */

/* Bytes in front of the payload of the outer UDP header */
static uint32_t head_len(const struct tunnel *t)
{
	return t->outer.payload + UDP_SIZE;
}

static bool has_room(const struct tunnel *t, const struct buf *bundle,
		     size_t count, uint32_t more)
{
	return count < DATAGRAMS_MAX &&
	       bundle->len + more <= t->outer.at + UINT16_MAX;
}

/* Makes one outer packet with one datagram, to be cut into those that it
 * was. */
static void write_head(const struct tunnel *t, const struct buf *bundle,
		       uint32_t datagram_len)
{
	const struct ip *ip = &t->outer;
	uint8_t *udp = bundle->data + ip->payload;
	uint32_t len = bundle->len - ip->payload;
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = VIRTIO_NET_HDR_GSO_UDP_L4,
		.hdr_len = (uint16_t)head_len(t),
		.gso_size = (uint16_t)datagram_len,
		.csum_start = (uint16_t)ip->payload,
		.csum_offset = UDP_CSUM,
	};

	ip_adjust(ip, bundle, 0);
	put_be16(udp + UDP_LEN, (uint16_t)len);
	put_be16(udp + UDP_CSUM,
		 (uint16_t)~csum_finish(ip_pseudo_sum(bundle->data, ip, len)));
	memcpy(bundle->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

size_t bundle_make(const struct tunnel *t, struct buf *pieces, size_t n)
{
	const uint32_t skip = head_len(t), datagram_len = pieces[0].len - skip;
	size_t bundles = 0;

	for (size_t i = 0; i < n;) {
		struct buf bundle = pieces[i++];
		size_t count = 1;

		while (i < n &&
		       has_room(t, &bundle, count, pieces[i].len - skip)) {
			memmove(bundle.data + bundle.len, pieces[i].data + skip,
				pieces[i].len - skip);
			bundle.len += pieces[i++].len - skip;
			count++;
		}
		if (count > 1)
			write_head(t, &bundle, datagram_len);
		pieces[bundles++] = bundle;
	}
	return bundles;
}
