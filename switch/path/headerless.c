/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/headerless.h"

#include <string.h>

#include "base/log.h"
#include "frame/implied.h"
#include "frame/parse.h"

#define USUAL_MTU 1500

/* Frames in a row with an unfinished checksum that call for a warning.  A
 * finished checksum looks unfinished once in 65,536 frames. */
#define SUSPICIONS_ENOUGH 3

#define HELP                                                                    \
	"if the peer strips virtio-net headers, as libkrun does, add the port " \
	"with \"offload implied\""

static void warn(struct port *from, uint32_t packet_len)
{
	from->suspicions = SUSPICIONS_ENOUGH;
	if (from->mtu < PORT_MTU_MAX)
		log_warn("port %s: received a packet of %u bytes, its MTU is "
			 "%u: " HELP,
			 from->name, packet_len, from->mtu);
	else
		log_warn(
			"port %s: received packets with unfinished checksums: " HELP,
			from->name);
}

/* If no MTU was configured, only unfinished checksums show a missing header. */
static void look_at(struct port *from, const struct frame *f)
{
	if (f->packet_len > from->mtu) {
		warn(from, f->packet_len);
		return;
	}
	if (!(implied_hdr(f, USUAL_MTU).flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		from->suspicions = 0;
	else if (++from->suspicions == SUSPICIONS_ENOUGH)
		warn(from, f->packet_len);
}

static void write_hdr(const struct port *from, const struct frame *f)
{
	struct virtio_net_hdr hdr = implied_hdr(f, from->mtu);

	memcpy(f->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

void headerless_received(struct port *from, const struct buf *bufs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct frame f = { .data = bufs[i].data, .len = bufs[i].len };

		if (!from->implied && from->suspicions == SUSPICIONS_ENOUGH)
			return;
		if (!from->implied &&
		    f.len <= ETH_HEADER_SIZE + VLAN_TAG_SIZE + USUAL_MTU &&
		    f.len <= ETH_HEADER_SIZE + from->mtu)
			continue;
		if (frame_parse(&f) != FRAME_OK)
			continue;
		if (from->implied)
			write_hdr(from, &f);
		else if (f.packet_len > USUAL_MTU || f.packet_len > from->mtu)
			look_at(from, &f);
	}
}
