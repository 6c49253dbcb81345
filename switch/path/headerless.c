/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/headerless.h"

#include <string.h>

#include "base/log.h"
#include "frame/implied.h"
#include "frame/parse.h"

#define DEFAULT_MTU 1500

/* A warning is logged after so many successive frames whose checksum looks
 * unfinished.  A finished checksum looks unfinished once in 65,536 frames. */
#define SUSPICIONS_MAX 3

#define HELP                                                                    \
	"if the peer strips virtio-net headers, as libkrun does, add the port " \
	"with \"offload implied\""

static void warn(struct port *from, uint32_t packet_len)
{
	from->suspicions = SUSPICIONS_MAX;
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
static void check(struct port *from, const struct frame *f)
{
	if (f->packet_len > from->mtu) {
		warn(from, f->packet_len);
		return;
	}
	if (!(implied_hdr(f, DEFAULT_MTU).flags & VIRTIO_NET_HDR_F_NEEDS_CSUM))
		from->suspicions = 0;
	else if (++from->suspicions == SUSPICIONS_MAX)
		warn(from, f->packet_len);
}

static void write_hdr(const struct port *from, const struct frame *f)
{
	struct virtio_net_hdr hdr = implied_hdr(f, from->mtu);

	memcpy(f->data - VNET_HDR_SIZE, &hdr, VNET_HDR_SIZE);
}

void headerless_imply(const struct port *from, struct frame *f)
{
	if (from->implied && frame_parse(f) == FRAME_OK)
		write_hdr(from, f);
}

void headerless_received(struct port *from, const struct buf *bufs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct frame f = { .data = bufs[i].data, .len = bufs[i].len };

		if (from->implied) {
			headerless_imply(from, &f);
			continue;
		}
		if (from->suspicions == SUSPICIONS_MAX)
			return;
		if (f.len <= ETH_HEADER_SIZE + VLAN_TAG_SIZE + DEFAULT_MTU &&
		    f.len <= ETH_HEADER_SIZE + from->mtu)
			continue;
		if (frame_parse(&f) == FRAME_OK &&
		    (f.packet_len > DEFAULT_MTU || f.packet_len > from->mtu))
			check(from, &f);
	}
}
