/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/tag.h"

#include "base/bytes.h"

#define TAG_AT (ETH_HEADER_SIZE - 2) /* behind the addresses */

/* hdr_len is only a hint, but a tap refuses a frame if it is less than the
 * Ethernet header. */
static uint16_t resized_hdr_len(int hdr_len, int by)
{
	hdr_len += by;
	if (hdr_len < ETH_HEADER_SIZE)
		return ETH_HEADER_SIZE;
	return hdr_len < UINT16_MAX ? (uint16_t)hdr_len : UINT16_MAX;
}

/* The offsets in the virtio-net header start at the first byte of the frame. */
static void correct_hdr(const struct frame *f, int by)
{
	struct virtio_net_hdr hdr = frame_vnet_hdr(f->data);

	if (hdr.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		hdr.csum_start = (uint16_t)(hdr.csum_start + by);
	if (hdr.hdr_len)
		hdr.hdr_len = resized_hdr_len(hdr.hdr_len, by);
	memcpy(f->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

/* Inserts @by bytes behind the addresses, or removes them if @by is
 * negative. */
static void resize(struct frame *f, int by)
{
	uint8_t *from = f->data - VNET_HDR_SIZE;

	memmove(from - by, from, VNET_HDR_SIZE + TAG_AT);
	f->data -= by;
	f->len += (uint32_t)by;
	f->l3 = (uint16_t)(f->l3 + by);
	if (f->head_len) {
		f->l4 = (uint16_t)(f->l4 + by);
		f->head_len = (uint16_t)(f->head_len + by);
	}
	correct_hdr(f, by);
}

static void read_tag(struct frame *f)
{
	f->tpid = f->tags ? get_be16(f->data + TAG_AT) : 0;
	f->tci = f->tags ? get_be16(f->data + TAG_AT + 2) : 0;
}

void tag_push(struct frame *f, uint16_t tpid, uint16_t tci)
{
	resize(f, VLAN_TAG_SIZE);
	put_be16(f->data + TAG_AT, tpid);
	put_be16(f->data + TAG_AT + 2, tci);
	f->tags++;
	read_tag(f);
}

void tag_pop(struct frame *f)
{
	resize(f, -VLAN_TAG_SIZE);
	f->tags--;
	read_tag(f);
}

void tag_rewrite(struct frame *f, uint16_t tpid, uint16_t tci)
{
	put_be16(f->data + TAG_AT, tpid);
	put_be16(f->data + TAG_AT + 2, tci);
	read_tag(f);
}
