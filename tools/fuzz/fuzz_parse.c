/* SPDX-License-Identifier: BSD-2-Clause */
/* Input: a virtio-net header and a frame, as read from a tap. */
#include <string.h>

#include "frame/implied.h"
#include "frame/parse.h"
#include "frame/segment.h"
#include "fuzz.h"

static bool claims_nothing(const uint8_t *data)
{
	static const uint8_t zeros[VNET_HDR_SIZE];

	return !memcmp(data, zeros, VNET_HDR_SIZE);
}

static void check_ethernet(const struct frame *f)
{
	must(f->tags <= VLAN_TAGS_MAX);
	must(f->l3 == ETH_HEADER_SIZE + f->tags * VLAN_TAG_SIZE);
	must(f->l3 <= f->len);
	must(f->tags || !f->tci);
	must(!memcmp(&f->dst, f->data, sizeof(f->dst)));
}

static void check_gso_frame(const struct frame *f)
{
	must(f->needs & OFFLOAD_CSUM && f->needs != OFFLOAD_CSUM);
	must(f->l3 < f->l4 && f->l4 < f->head_len && f->head_len < f->len);
	must(f->packet_len > (uint32_t)f->head_len - f->l3);
	must(f->packet_len <= (uint32_t)f->head_len - f->l3 + f->gso_size);
	must(segment_count(f) <= SEGMENT_MAX);
	must(segment_room(f) <= SEGMENT_ROOM_MAX);
}

static void check_whole(const struct frame *f)
{
	must(!f->needs || f->needs == OFFLOAD_CSUM ||
	     f->needs == OFFLOAD_SWITCH);
	must(!f->l4 && !f->head_len);
	must(segment_count(f) == 1);
}

static void check_implied(const struct frame *f)
{
	struct virtio_net_hdr hdr = implied_hdr(f, 1500);

	must(!hdr.gso_type == !hdr.gso_size);
	must(hdr.gso_size <= 1500 && (!hdr.gso_size || f->packet_len > 1500));
	must(!hdr.flags || hdr.csum_start + hdr.csum_offset + 2u <= f->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f;

	if (size < VNET_HDR_SIZE)
		return 0;
	/* The parser writes nothing; libFuzzer would notice it. */
	f.data = (uint8_t *)(uintptr_t)data + VNET_HDR_SIZE;
	f.len = (uint32_t)(size - VNET_HDR_SIZE);

	must(frame_parse(&f) == f.error);
	must((f.error == FRAME_RUNT) == (f.len < ETH_HEADER_SIZE));
	if (f.error == FRAME_RUNT)
		return 0;
	check_ethernet(&f);
	if (f.error != FRAME_OK) {
		must(f.error == FRAME_BAD_OFFLOAD || f.error == FRAME_BAD_CSUM);
		must(!claims_nothing(data));
		must(!f.needs && !f.gso_size);
		return 0;
	}
	must(f.packet_len <= f.len - f.l3);
	if (claims_nothing(data))
		check_implied(&f);
	if (f.gso_size)
		check_gso_frame(&f);
	else
		check_whole(&f);
	return 0;
}
