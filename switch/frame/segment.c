/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/segment.h"

#include <assert.h>

#include "base/bytes.h"
#include "frame/bundle.h"
#include "frame/csum.h"
#include "frame/headers.h"
#include "frame/partial_csum.h"
#include "frame/tunnel.h"

/* Longest headers of a segment of a kernel's frame, with all options, but
 * without IPv6 extension headers */
#define HEAD_MAX                                                               \
	(ETH_HEADER_SIZE + (VLAN_TAGS_MAX + TAGS_PUSHED_MAX) * VLAN_TAG_SIZE + \
	 IPV4_SIZE_MAX + TCP_SIZE_MAX)

/* frame_parse() refuses a GSO frame that needs more room.  Those of a kernel
 * need less, even with 300 bytes of extension headers in every segment; a frame
 * that is not segmented needs only its own length. */
static_assert(SEGMENT_MAX * (FRAME_HEADROOM + HEAD_MAX + 300) +
			      FRAME_SIZE_MAX <=
		      SEGMENT_ROOM_MAX,
	      "all GSO frames of a tap can be segmented");

size_t segment_count(const struct frame *f)
{
	if (!f->gso_size)
		return 1;
	return (f->len - f->head_len + f->gso_size - 1u) / f->gso_size;
}

size_t segment_room(const struct frame *f)
{
	return segment_count(f) * (FRAME_HEADROOM + (size_t)f->head_len) +
	       (f->len - f->head_len);
}

/* A GSO frame that is segmented */
struct cutting {
	const struct frame *frame;
	struct tunnel tunnel;
	uint16_t pseudo_csum; /* partial checksum of the GSO frame */
};

static uint32_t csum_offset(const struct frame *f)
{
	return f->needs & OFFLOAD_USO ? UDP_CSUM : TCP_CSUM;
}

/* The pseudo-header includes the length, which is smaller in a segment. */
static void finish_csum(const struct cutting *c, const struct buf *piece)
{
	const struct frame *f = c->frame;
	const struct partial_csum csum = {
		.start = f->l4,
		.end = piece->len,
		.field = f->l4 + csum_offset(f),
	};
	uint8_t words[6];

	put_be16(words, c->pseudo_csum);
	put_be16(words + 2, (uint16_t) ~(f->len - f->l4));
	put_be16(words + 4, (uint16_t)(piece->len - f->l4));
	put_be16(piece->data + csum.field,
		 (uint16_t)~csum_finish(csum_add(0, words, 6)));
	partial_csum_finish(&csum, piece->data);
}

static void adjust_tcp(const struct frame *f, const struct buf *piece, size_t i)
{
	uint8_t *tcp = piece->data + f->l4;
	uint32_t seq = get_be32(tcp + TCP_SEQ);

	put_be32(tcp + TCP_SEQ, seq + (uint32_t)i * f->gso_size);
	if (i > 0)
		tcp[TCP_FLAGS] &= (uint8_t)~TCP_FLAG_CWR;
	if (i + 1 < segment_count(f))
		tcp[TCP_FLAGS] &= (uint8_t) ~(TCP_FLAG_FIN | TCP_FLAG_PSH);
}

static void adjust_udp(const struct frame *f, const struct buf *piece)
{
	put_be16(piece->data + f->l4 + UDP_LEN, (uint16_t)(piece->len - f->l4));
}

/* Copies the headers and @len bytes of payload from offset @at to @room. */
static struct buf copy_piece(const struct frame *f, uint32_t at, uint32_t len,
			     uint8_t *room)
{
	struct buf piece = { room + FRAME_HEADROOM, f->head_len + len };

	memset(room, 0, FRAME_HEADROOM);
	memcpy(piece.data, f->data, f->head_len);
	memcpy(piece.data + f->head_len, f->data + at, len);
	return piece;
}

/* Inner headers first, since checksums of the outer ones cover them. */
static void adjust(const struct cutting *c, const struct buf *piece, size_t i)
{
	ip_adjust(&c->tunnel.inner, piece, i);
	if (c->frame->needs & OFFLOAD_USO)
		adjust_udp(c->frame, piece);
	else
		adjust_tcp(c->frame, piece, i);
	finish_csum(c, piece);
	if (c->tunnel.inner.at != c->tunnel.outer.at)
		tunnel_adjust(&c->tunnel, piece, i);
}

static void begin_cutting(struct cutting *c, const struct frame *f)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);
	struct tunnel *t = &c->tunnel;
	bool is_read = tunnel_outer(f, &t->outer) && tunnel_inner(f, f->l4, t);

	assert(is_read); /* frame_parse() has checked it */
	(void)is_read;
	c->frame = f;
	c->pseudo_csum = hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM
				 ? get_be16(f->data + f->l4 + csum_offset(f))
				 : (uint16_t)~csum_finish(ip_pseudo_sum(
					   f->data, &t->inner, f->len - f->l4));
}

/* f->head_len is 0 in a frame that is not segmented. */
static size_t copy_unsegmented(const struct frame *f, uint8_t *room,
			       struct buf *pieces)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);
	struct partial_csum csum;

	pieces[0] = copy_piece(f, 0, f->len, room);
	if (f->needs && partial_csum_find(f, &hdr, &csum) == FRAME_OK)
		partial_csum_finish(&csum, pieces[0].data);
	return 1;
}

size_t segment_make(const struct frame *f, bool bundle, uint8_t *room,
		    struct buf *pieces)
{
	uint32_t at = f->head_len;
	struct cutting c;
	size_t n = 0;

	if (!f->gso_size)
		return copy_unsegmented(f, room, pieces);
	begin_cutting(&c, f);
	while (at < f->len) {
		uint32_t left = f->len - at;
		uint32_t len = left < f->gso_size ? left : f->gso_size;

		pieces[n] = copy_piece(f, at, len, room);
		adjust(&c, &pieces[n], n);
		room += FRAME_HEADROOM + f->head_len + len;
		at += len;
		n++;
	}
	if (bundle && tunnel_is_udp(f, &c.tunnel))
		n = bundle_make(&c.tunnel, pieces, n);
	return n;
}
