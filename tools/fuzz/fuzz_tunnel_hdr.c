/* SPDX-License-Identifier: BSD-2-Clause */
/* Input: a header that describes tunnels and a frame, as read from a tap. */
#include <endian.h>
#include <string.h>

#include "frame/parse.h"
#include "frame/tunnel_hdr.h"
#include "fuzz.h"

enum { OUTER_L4_MIN = 14 + 20, UDP_LEN = 8, INNER_IP_MIN = 20 };

/* The offsets for another tap lie within the frame, in the right order. */
static void check_offsets(const struct buf *frame)
{
	struct tunnel_hdr hdr;
	uint32_t outer, inner, l4;

	memcpy(&hdr, frame->data - TUNNEL_HDR_SIZE, sizeof(hdr));
	outer = le16toh(hdr.outer_l4);
	inner = le16toh(hdr.inner_l3);
	l4 = le16toh(hdr.vnet.csum_start);
	must(outer >= OUTER_L4_MIN && inner >= outer + UDP_LEN);
	must(l4 >= inner + INNER_IP_MIN && l4 < frame->len);
	must(frame->data[inner] >> 4 == 4 || frame->data[inner] >> 4 == 6);
}

/* Prepares it for another tap, and restores it for all other ports. */
static void check_write_and_undo(const struct buf *frame, bool has_tunnel)
{
	uint8_t before[VNET_HDR_SIZE];

	memcpy(before, frame->data - VNET_HDR_SIZE, VNET_HDR_SIZE);
	must(tunnel_hdr_write(frame) == has_tunnel);
	must(tunnel_hdr_has_tunnel(frame->data) == has_tunnel);
	if (has_tunnel)
		check_offsets(frame);
	tunnel_hdr_undo(frame);
	must(!memcmp(before, frame->data - VNET_HDR_SIZE, VNET_HDR_SIZE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of exactly this size, so that the address sanitizer sees overruns. */
	uint8_t *room = malloc(size > TUNNEL_HDR_SIZE ? size : TUNNEL_HDR_SIZE);
	struct buf buf = { room, (uint32_t)size };
	struct frame f;

	must(room);
	if (size)
		memcpy(room, data, size);
	tunnel_hdr_read(&buf);
	must(buf.data == room + TUNNEL_HDR_SIZE);
	must(buf.len == (size > TUNNEL_HDR_SIZE ? size - TUNNEL_HDR_SIZE : 0));

	f = (struct frame){ .data = buf.data, .len = buf.len };
	if (frame_parse(&f) == FRAME_OK)
		check_write_and_undo(&buf, f.needs & OFFLOAD_UDP_TUNNEL);
	free(room);
	return 0;
}
