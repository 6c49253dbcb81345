/* SPDX-License-Identifier: BSD-2-Clause */
/* Input: a virtio-net header and a frame, as read from a tap. */
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#include "base/bytes.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "fuzz.h"

static struct buf pieces[SEGMENT_MAX];

/* RFC 1071, as it is written there; a sum that is equal to 0 is returned as 0 */
static uint32_t slow_sum(const uint8_t *bytes, uint32_t len)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum = (sum + (i % 2 ? bytes[i] : bytes[i] * 256u)) % 0xffff;
	return sum;
}

/* The sums of the whole frame and of a piece may differ only by the length in the
 * pseudo-header. */
static void check_csum(const struct frame *f, const struct buf *piece)
{
	uint32_t offset = f->needs & OFFLOAD_USO ? 6 : 16;
	uint32_t l4_len = piece->len - f->l4;
	uint32_t begun = get_be16(f->data + f->l4 + offset);
	uint32_t pseudo = begun + 0xffff - (f->len - f->l4) % 0xffff + l4_len;

	must((pseudo + slow_sum(piece->data + f->l4, l4_len)) % 0xffff == 0);
}

/* The sum of the pseudo-header of an IP packet with @len bytes */
static uint32_t pseudo_sum(const uint8_t *ip, uint32_t protocol, uint32_t len)
{
	bool is_v4 = *ip >> 4 == 4;

	return protocol + len % 0xffff +
	       slow_sum(ip + (is_v4 ? 12 : 8), is_v4 ? 8 : 32);
}

/* The outer header, whatever is inside: lengths, and checksums if it has any */
static void check_outer(const struct frame *f, const struct buf *piece)
{
	const uint8_t *ip = piece->data + f->l3, *l4 = ip + 40;
	uint32_t protocol = ip[6];

	if (f->type == ETH_P_IP) {
		l4 = ip + (*ip & 15) * 4;
		protocol = ip[9];
		must(get_be16(ip + 2) == piece->len - f->l3);
		must(!slow_sum(ip, (uint32_t)(l4 - ip)));
	} else if (f->type == ETH_P_IPV6) {
		must(get_be16(ip + 4) == piece->len - f->l3 - 40);
	} else {
		return;
	}
	if (protocol == IPPROTO_UDP && l4 - piece->data < f->l4 &&
	    get_be16(l4 + 6)) {
		uint32_t len = (uint32_t)(piece->data + piece->len - l4);

		must(get_be16(l4 + 4) == len);
		must((pseudo_sum(ip, protocol, len) + slow_sum(l4, len)) %
			     0xffff ==
		     0);
	}
}

static void check_piece(const struct frame *f, const struct buf *piece)
{
	static const uint8_t no_hdr[FRAME_HEADROOM];
	struct frame got = { .data = piece->data, .len = piece->len };

	must(!memcmp(piece->data - FRAME_HEADROOM, no_hdr, FRAME_HEADROOM));
	must(frame_parse(&got) == FRAME_OK);
	must(!got.needs && got.l3 == f->l3 && got.tci == f->tci);
	must(got.packet_len <= f->packet_len);
	if (!f->gso_size)
		return;
	if (frame_vnet_hdr(f->data).flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		check_csum(f, piece);
	check_outer(f, piece);
}

/* No part of the payload is lost, repeated, or out of order. */
static void check_payload(const struct frame *f, size_t count)
{
	uint32_t at = f->head_len;

	for (size_t i = 0; i < count; i++) {
		uint32_t len = pieces[i].len - f->head_len;

		must(at + len <= f->len);
		if (f->gso_size || !f->needs)
			must(!memcmp(pieces[i].data + f->head_len, f->data + at,
				     len));
		at += len;
	}
	must(at == f->len);
}

/* For ports that take GSO frames: each one is valid, and no segment is lost. */
static void check_bundles(const struct frame *f, uint8_t *room, size_t count)
{
	size_t n = segment_make(f, true, room, pieces), left = count;

	for (size_t i = 0; i < n; i++) {
		struct frame got = { .data = pieces[i].data,
				     .len = pieces[i].len };

		must(frame_parse(&got) == FRAME_OK);
		must(!(got.needs & ~OFFLOAD_ALL) && got.l3 == f->l3);
		must(got.packet_len <= f->packet_len);
		must(segment_count(&got) <= left);
		left -= segment_count(&got);
	}
	must(!left);
}

static void check(const struct frame *f)
{
	/* Of exactly this size, so that the address sanitizer sees overruns. */
	uint8_t *room = malloc(segment_room(f));
	const uint8_t *end = room;
	size_t count;

	must(room);
	must(segment_count(f) <= SEGMENT_MAX);
	count = segment_make(f, false, room, pieces);
	must(count == segment_count(f));
	for (size_t i = 0; i < count; i++) {
		must(pieces[i].data == end + FRAME_HEADROOM);
		end = pieces[i].data + pieces[i].len;
		check_piece(f, &pieces[i]);
	}
	must((size_t)(end - room) == segment_room(f));
	check_payload(f, count);
	check_bundles(f, room, count);
	free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f;

	if (size < VNET_HDR_SIZE)
		return 0;
	/* Frames are only read; libFuzzer would notice a write. */
	f.data = (uint8_t *)(uintptr_t)data + VNET_HDR_SIZE;
	f.len = (uint32_t)(size - VNET_HDR_SIZE);
	if (frame_parse(&f) == FRAME_OK)
		check(&f);
	return 0;
}
