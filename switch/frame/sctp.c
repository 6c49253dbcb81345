/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/sctp.h"

#include <assert.h>
#include <netinet/in.h>

#include "base/bytes.h"
#include "frame/headers.h"
#include "frame/partial_csum.h"
#include "frame/tunnel.h"

#define LEAST_MTU 1280 /* RFC 8200 5 */

#define FRONT 32 /* bytes in front of each piece: FRAME_HEADROOM and a tag */
#define HEAD_MAX                                                               \
	(ETH_HEADER_SIZE + VLAN_TAGS_MAX * VLAN_TAG_SIZE + IPV4_SIZE_MAX +     \
	 SCTP_SIZE)

static_assert(FRONT >= FRAME_HEADROOM + VLAN_TAG_SIZE &&
		      FRAME_SIZE_MAX + SCTP_PIECES_MAX * (FRONT + HEAD_MAX) <=
			      SCTP_ROOM,
	      "all pieces have room");

/**
 * struct cutting - A GSO frame that is cut
 * @chunks:	Offset of the first chunk
 * @most:	Bytes of chunks in a packet at most
 */
struct cutting {
	const struct frame *frame;
	struct ip ip;
	uint32_t chunks;
	uint32_t most;
};

static bool read_packet(const struct frame *f, struct ip *ip)
{
	return tunnel_outer(f, ip) && ip->protocol == IPPROTO_SCTP &&
	       !ip->is_fragment && ip->end - ip->payload >= SCTP_SIZE &&
	       ip->payload + SCTP_SIZE <= HEAD_MAX;
}

struct virtio_net_hdr sctp_hdr(const struct frame *f)
{
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_offset = SCTP_CSUM,
	};
	struct ip ip;

	if (read_packet(f, &ip))
		hdr.csum_start = (uint16_t)ip.payload;
	return hdr;
}

/* Bytes of the chunk with its padding; 0 if it exceeds the frame or is
 * invalid */
static uint32_t chunk_size(const struct frame *f, uint32_t at)
{
	uint32_t len, size;

	if (f->len - at < SCTP_CHUNK_SIZE)
		return 0;
	len = get_be16(f->data + at + SCTP_CHUNK_LEN);
	size = (len + SCTP_CHUNK_UNIT - 1) / SCTP_CHUNK_UNIT * SCTP_CHUNK_UNIT;
	return len >= SCTP_CHUNK_SIZE && size <= f->len - at ? size : 0;
}

/* 0 if a chunk exceeds the frame or is invalid */
static uint32_t longest_chunk(const struct frame *f, uint32_t at)
{
	uint32_t longest = 0, size;

	for (; at < f->len; at += size) {
		size = chunk_size(f, at);
		if (!size)
			return 0;
		longest = size > longest ? size : longest;
	}
	return longest;
}

static bool begin_cutting(struct cutting *c, const struct frame *f,
			  uint32_t mtu)
{
	uint32_t longest, head_len, most;

	c->frame = f;
	if (!read_packet(f, &c->ip) || c->ip.end != f->len)
		return false;
	c->chunks = c->ip.payload + SCTP_SIZE;
	longest = longest_chunk(f, c->chunks);
	head_len = c->chunks - c->ip.at;
	most = head_len + longest;
	if (most < LEAST_MTU)
		most = LEAST_MTU;
	if (most > mtu)
		most = mtu;
	c->most = most > head_len ? most - head_len : 0;
	return longest && f->len - c->chunks > c->most;
}

/* Offset of the end of the packet whose first chunk is at @at */
static uint32_t packet_end(const struct cutting *c, uint32_t at)
{
	const struct frame *f = c->frame;
	uint32_t end = at, size;
	bool is_signed = false;
	uint8_t type;

	for (; end < f->len; end += size) {
		bool is_full;

		size = chunk_size(f, end);
		type = f->data[end + SCTP_CHUNK_TYPE];
		is_full = end + size - at > c->most && !is_signed &&
			  type != SCTP_CHUNK_PAD;
		if (end > at && (is_full || type == SCTP_CHUNK_AUTH))
			break;
		is_signed |= type == SCTP_CHUNK_AUTH;
	}
	return end;
}

static struct buf write_packet(const struct cutting *c, uint32_t at,
			       uint32_t end, size_t i, uint8_t *room)
{
	const uint8_t *data = c->frame->data;
	struct buf piece = { room + FRONT, c->chunks + end - at };
	const struct partial_csum csum = {
		.start = c->ip.payload,
		.end = piece.len,
		.field = c->ip.payload + SCTP_CSUM,
		.is_crc32c = true,
	};

	memset(room, 0, FRONT);
	memcpy(piece.data, data, c->chunks);
	memcpy(piece.data + c->chunks, data + at, end - at);
	ip_adjust(&c->ip, &piece, i);
	partial_csum_finish(&csum, piece.data);
	return piece;
}

size_t sctp_cut(const struct frame *f, uint32_t mtu, uint8_t *room,
		struct buf *pieces)
{
	struct cutting c;
	uint32_t end;
	size_t n = 0;

	if (!begin_cutting(&c, f, mtu))
		return 0;
	for (uint32_t at = c.chunks; at < f->len; at = end) {
		if (n == SCTP_PIECES_MAX)
			return 0;
		end = packet_end(&c, at);
		pieces[n] = write_packet(&c, at, end, n, room);
		room += FRONT + pieces[n++].len;
	}
	return n > 1 ? n : 0;
}
