/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/segment.h"

#include <assert.h>
#include <net/ethernet.h>

#include "base/bytes.h"
#include "frame/csum.h"
#include "frame/headers.h"

/* Bytes of all that a kernel puts in front of the payload, with every option;
 * but for IPv6 extension headers */
#define HEAD_MAX                                                               \
	(ETH_HEADER_SIZE + VLAN_TAGS_MAX * VLAN_TAG_SIZE + IPV4_SIZE_MAX +     \
	 TCP_SIZE_MAX)

/* frame_parse() refuses a superframe that needs more room.  Those of a kernel
 * need less, with 300 bytes to spare in every piece for extension headers; and
 * what is not cut needs no more than itself. */
static_assert(SEGMENT_MAX * (VNET_HDR_SIZE + HEAD_MAX + 300) + FRAME_SIZE_MAX <=
		      SEGMENT_ROOM_MAX,
	      "what a tap hands out can be cut");

size_t segment_count(const struct frame *f)
{
	if (!f->gso_size)
		return 1;
	return (f->len - f->head_len + f->gso_size - 1u) / f->gso_size;
}

size_t segment_room(const struct frame *f)
{
	return segment_count(f) * (VNET_HDR_SIZE + (size_t)f->head_len) +
	       (f->len - f->head_len);
}

/* The field holds the sum of the pseudo-header so far, which is what the
 * virtio-net header's NEEDS_CSUM says: so it is part of the sum. */
static void finish_csum(const struct buf *piece, uint32_t start,
			uint32_t offset)
{
	uint8_t *field = piece->data + start + offset;
	uint16_t csum = csum_finish(
		csum_add(0, piece->data + start, piece->len - start));

	/* The same number in one's complement; but 0 in UDP would mean that
	 * there is no checksum (RFC 768). */
	put_be16(field, csum ? csum : 0xffff);
}

/* The pseudo-header counts the bytes from f->l4 on: the piece has fewer. */
static void correct_pseudo_header(const struct frame *f,
				  const struct buf *piece, uint8_t *field)
{
	uint8_t words[6];

	memcpy(words, field, 2);
	put_be16(words + 2, (uint16_t) ~(f->len - f->l4));
	put_be16(words + 4, (uint16_t)(piece->len - f->l4));
	put_be16(field, (uint16_t)~csum_finish(csum_add(0, words, 6)));
}

static void mend_ipv4(const struct frame *f, const struct buf *piece, size_t i)
{
	uint8_t *ip = piece->data + f->l3;
	uint16_t id = get_be16(ip + IPV4_ID);

	put_be16(ip + IPV4_LEN, (uint16_t)(piece->len - f->l3));
	put_be16(ip + IPV4_ID, (uint16_t)(id + i));
	put_be16(ip + IPV4_CSUM, 0);
	put_be16(ip + IPV4_CSUM,
		 csum_finish(csum_add(0, ip, (size_t)(f->l4 - f->l3))));
}

static void mend_ipv6(const struct frame *f, const struct buf *piece)
{
	put_be16(piece->data + f->l3 + IPV6_PAYLOAD_LEN,
		 (uint16_t)(piece->len - f->l3 - IPV6_SIZE));
}

static void mend_tcp(const struct frame *f, const struct buf *piece, size_t i)
{
	uint8_t *tcp = piece->data + f->l4;
	uint32_t seq = get_be32(tcp + TCP_SEQ);

	put_be32(tcp + TCP_SEQ, seq + (uint32_t)i * f->gso_size);
	if (i > 0)
		tcp[TCP_FLAGS] &= (uint8_t)~TCP_FLAG_CWR;
	if (i + 1 < segment_count(f))
		tcp[TCP_FLAGS] &= (uint8_t) ~(TCP_FLAG_FIN | TCP_FLAG_PSH);
	correct_pseudo_header(f, piece, tcp + TCP_CSUM);
	finish_csum(piece, f->l4, TCP_CSUM);
}

static void mend_udp(const struct frame *f, const struct buf *piece)
{
	uint8_t *udp = piece->data + f->l4;

	put_be16(udp + UDP_LEN, (uint16_t)(piece->len - f->l4));
	correct_pseudo_header(f, piece, udp + UDP_CSUM);
	finish_csum(piece, f->l4, UDP_CSUM);
}

/* Copies head and @len bytes of payload from @at on to @room. */
static struct buf copy_piece(const struct frame *f, uint32_t at, uint32_t len,
			     uint8_t *room)
{
	struct buf piece = { room + VNET_HDR_SIZE, f->head_len + len };

	memset(room, 0, VNET_HDR_SIZE);
	memcpy(piece.data, f->data, f->head_len);
	memcpy(piece.data + f->head_len, f->data + at, len);
	return piece;
}

static void mend(const struct frame *f, const struct buf *piece, size_t i)
{
	if (f->type == ETHERTYPE_IP)
		mend_ipv4(f, piece, i);
	else
		mend_ipv6(f, piece);
	if (f->needs & OFFLOAD_USO)
		mend_udp(f, piece);
	else
		mend_tcp(f, piece, i);
}

/* What is not cut has no head of its own: f->head_len is 0. */
static size_t copy_whole(const struct frame *f, uint8_t *room,
			 struct buf *pieces)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);

	pieces[0] = copy_piece(f, 0, f->len, room);
	if (f->needs & OFFLOAD_CSUM)
		finish_csum(&pieces[0], hdr.csum_start, hdr.csum_offset);
	return 1;
}

size_t segment_make(const struct frame *f, uint8_t *room, struct buf *pieces)
{
	uint32_t at = f->head_len;
	size_t n = 0;

	if (!f->gso_size)
		return copy_whole(f, room, pieces);
	while (at < f->len) {
		uint32_t left = f->len - at;
		uint32_t len = left < f->gso_size ? left : f->gso_size;

		pieces[n] = copy_piece(f, at, len, room);
		mend(f, &pieces[n], n);
		room += VNET_HDR_SIZE + f->head_len + len;
		at += len;
		n++;
	}
	return n;
}
