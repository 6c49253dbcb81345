/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/jumbogram.h"

#include <assert.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/ip.h"
#include "frame/tag.h"

/* RFC 2675 2.  Linux puts it into a hop-by-hop header without other options. */
#define JUMBO_OPTION	  0xc2
#define JUMBO_OPTION_SIZE 4
#define JUMBO_OPTION_AT	  (IPV6_SIZE + 2)
#define JUMBO_LEN_AT	  (IPV6_SIZE + 4)

#define FRONT 32 /* bytes in front of each piece: FRAME_HEADROOM and a tag */
#define HEAD_MAX                                                               \
	(ETH_HEADER_SIZE + VLAN_TAGS_MAX * VLAN_TAG_SIZE + IPV4_SIZE_MAX +     \
	 TCP_SIZE_MAX)

static_assert(FRONT >= FRAME_HEADROOM + VLAN_TAG_SIZE &&
		      JUMBOGRAM_PIECES_MAX * (FRONT + HEAD_MAX) +
				      JUMBOGRAM_SIZE_MAX <=
			      JUMBOGRAM_ROOM,
	      "all pieces have room");

/**
 * struct jumbogram - The headers of a jumbogram
 * @hdr:	Its virtio-net header
 * @ip:		The IP header as the pieces have it: without the jumbo payload
 *		option
 * @left_out:	Bytes behind the IPv6 header that the pieces do not have
 * @head_len:	Bytes in front of the payload of a piece
 * @most:	Bytes of payload of each piece but the last
 */
struct jumbogram {
	struct virtio_net_hdr hdr;
	struct ip ip;
	uint32_t left_out;
	uint32_t head_len;
	uint32_t most;
};

static uint32_t find_l3(const uint8_t *data, uint16_t *type)
{
	uint32_t l3 = ETH_HEADER_SIZE;

	*type = get_be16(data + l3 - 2);
	for (size_t tags = 0; tag_is_tpid(*type) && tags < VLAN_TAGS_MAX;
	     tags++) {
		l3 += VLAN_TAG_SIZE;
		*type = get_be16(data + l3 - 2);
	}
	return l3;
}

static bool has_jumbo_option(const uint8_t *header, uint32_t len)
{
	return header[IPV6_NEXT_HEADER] == IPPROTO_HOPOPTS &&
	       !header[IPV6_SIZE + IPV6_EXT_LEN] &&
	       header[JUMBO_OPTION_AT] == JUMBO_OPTION &&
	       header[JUMBO_OPTION_AT + 1] == JUMBO_OPTION_SIZE &&
	       get_be32(header + JUMBO_LEN_AT) == len - IPV6_SIZE;
}

/* Reads the header as if its length were the greatest possible. */
static bool read_ip(const struct buf *frame, struct jumbogram *j)
{
	uint16_t type;
	uint32_t l3 = find_l3(frame->data, &type);
	uint8_t *header = frame->data + l3;
	bool is_v4 = type == ETH_P_IP, is_read;
	uint8_t *len = header + (is_v4 ? IPV4_LEN : IPV6_PAYLOAD_LEN);

	if ((!is_v4 && type != ETH_P_IPV6) || get_be16(len))
		return false;
	put_be16(len, UINT16_MAX);
	is_read = ip_read(frame->data, frame->len, l3, &j->ip) &&
		  j->ip.is_v4 == is_v4;
	put_be16(len, 0);
	if (is_read && !is_v4 && has_jumbo_option(header, frame->len - l3)) {
		j->left_out = IPV6_EXT_UNIT;
		j->ip.payload -= IPV6_EXT_UNIT;
	}
	return is_read && ip_is_basic(&j->ip);
}

static bool is_valid(const struct jumbogram *j)
{
	const struct virtio_net_hdr *hdr = &j->hdr;
	uint8_t gso_type = j->ip.is_v4 ? VIRTIO_NET_HDR_GSO_TCPV4
				       : VIRTIO_NET_HDR_GSO_TCPV6;

	if (j->ip.protocol != IPPROTO_TCP || j->ip.is_fragment ||
	    !hdr->gso_size ||
	    (hdr->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) != gso_type)
		return false;
	return !(hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) ||
	       (hdr->csum_start == j->ip.payload + j->left_out &&
		hdr->csum_offset == TCP_CSUM);
}

static bool read_tcp(const struct buf *frame, struct jumbogram *j)
{
	const uint8_t *tcp = frame->data + j->ip.payload + j->left_out;
	uint32_t size = (tcp[TCP_DATA_OFFSET] >> 4) * 4u;
	uint32_t counted = j->ip.is_v4 ? j->ip.payload - j->ip.at : 0;

	j->head_len = j->ip.payload + size;
	j->most = UINT16_MAX - counted - size;
	j->most -= j->most % j->hdr.gso_size;
	return size >= TCP_SIZE && j->most;
}

static void adjust_tcp(const struct jumbogram *j, const struct buf *piece,
		       uint32_t at, bool is_last)
{
	uint8_t *tcp = piece->data + j->ip.payload;
	uint64_t sum =
		ip_pseudo_sum(piece->data, &j->ip, piece->len - j->ip.payload);

	put_be32(tcp + TCP_SEQ, get_be32(tcp + TCP_SEQ) + at);
	if (at)
		tcp[TCP_FLAGS] &= (uint8_t)~TCP_FLAG_CWR;
	if (!is_last)
		tcp[TCP_FLAGS] &= (uint8_t) ~(TCP_FLAG_FIN | TCP_FLAG_PSH);
	put_be16(tcp + TCP_CSUM, (uint16_t)~csum_finish(sum));
}

static void write_hdr(const struct jumbogram *j, const struct buf *piece,
		      uint32_t at)
{
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = (uint16_t)j->ip.payload,
		.csum_offset = TCP_CSUM,
	};

	if (piece->len > j->head_len + j->hdr.gso_size) {
		hdr.gso_type = j->hdr.gso_type;
		if (at)
			hdr.gso_type &= (uint8_t)~VIRTIO_NET_HDR_GSO_ECN;
		hdr.gso_size = j->hdr.gso_size;
		hdr.hdr_len = (uint16_t)j->head_len;
	}
	memcpy(piece->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

static void write_head(const struct jumbogram *j, const uint8_t *data,
		       uint8_t *piece)
{
	uint32_t front = j->left_out ? j->ip.at + IPV6_SIZE : j->head_len;

	memcpy(piece, data, front);
	memcpy(piece + front, data + front + j->left_out, j->head_len - front);
	if (j->left_out)
		piece[j->ip.at + IPV6_NEXT_HEADER] = j->ip.protocol;
}

size_t jumbogram_cut(const struct buf *frame, uint8_t *room, struct buf *pieces)
{
	struct jumbogram j = { .hdr = frame_vnet_hdr(frame->data) };
	const uint8_t *payload;
	uint32_t payload_len;
	size_t n = 0;

	if (frame->len < JUMBOGRAM_SIZE_MIN || !read_ip(frame, &j) ||
	    !is_valid(&j) || !read_tcp(frame, &j))
		return 0;
	payload = frame->data + j.head_len + j.left_out;
	payload_len = frame->len - j.head_len - j.left_out;
	for (uint32_t at = 0; at < payload_len; at += j.most) {
		uint32_t left = payload_len - at;
		uint32_t len = left < j.most ? left : j.most;
		struct buf *piece = &pieces[n++];

		assert(n <= JUMBOGRAM_PIECES_MAX);
		*piece = (struct buf){ room + FRONT, j.head_len + len };
		write_head(&j, frame->data, piece->data);
		memcpy(piece->data + j.head_len, payload + at, len);
		ip_adjust(&j.ip, piece, at / j.hdr.gso_size);
		adjust_tcp(&j, piece, at, len == left);
		write_hdr(&j, piece, at);
		room += FRONT + piece->len;
	}
	return n;
}
