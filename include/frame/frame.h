/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An Ethernet frame as it travels through the switch.
 *
 * The bytes belong to the driver that read them.  The VNET_HDR_SIZE bytes in
 * front of them are always there and always hold a virtio-net header (virtio
 * 1.2, 5.1.6; without num_buffers, for which a read from a tap would cost 3 %
 * more): the kernel's own where the port has one, zeros elsewhere.  So a frame
 * can be written with its header in one piece, and one without needs no other
 * path.  The header is in the byte order of this machine, as a tap's is.
 * FRAME_HEADROOM bytes in front are there, those before the header to be written
 * to by whoever sends the frame.
 *
 * No frame check sequence: taps have none.
 */
#ifndef FRAME_FRAME_H
#define FRAME_FRAME_H

#include <linux/virtio_net.h>
#include <string.h>

#include "base/mac.h"
#include "base/types.h"

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5 /* since Linux 6.2; 6.1 lacks the name */
#endif

#define VNET_HDR_SIZE	10		/* struct virtio_net_hdr */
#define FRAME_HEADROOM	24		/* with what stands in front of that */
#define ETH_HEADER_SIZE	14
#define VLAN_TAG_SIZE	4
#define VLAN_TAGS_MAX	3		/* two of a customer in a provider's */
/* IPv6, whose length leaves its own header out, is the longest */
#define FRAME_SIZE_MAX	(ETH_HEADER_SIZE + VLAN_TAGS_MAX * VLAN_TAG_SIZE + 40 + 65535)

/**
 * enum offload - What a frame leaves for later, and what a port takes over
 * @OFFLOAD_CSUM:	A TCP or UDP checksum that is only begun
 * @OFFLOAD_TSO4:	TCP over IPv4, longer than the MTU
 * @OFFLOAD_TSO6:	TCP over IPv6, longer than the MTU
 * @OFFLOAD_TSO_ECN:	The same with CWR set, which only the first piece keeps
 * @OFFLOAD_USO:	UDP datagrams of one size, one after another
 * @OFFLOAD_OLD_TAG: Any of them behind a tag that Linux does not know as one: it
 *		could not cut such a frame, so no port takes it over
 * @OFFLOAD_SWITCH: What a virtio-net header does not tell Linux, so that only
 *		another switch can do it: SCTP's CRC32c, cutting inside a tunnel
 *		or into IP fragments
 * @OFFLOAD_UDP_TUNNEL: Cutting inside a tunnel in UDP, of which Linux can be told
 *		by a longer header: see frame/tunnel_hdr.h
 */
enum offload {
	OFFLOAD_CSUM = 1 << 0,
	OFFLOAD_TSO4 = 1 << 1,
	OFFLOAD_TSO6 = 1 << 2,
	OFFLOAD_TSO_ECN = 1 << 3,
	OFFLOAD_USO = 1 << 4,
	OFFLOAD_ALL = (1 << 5) - 1,
	OFFLOAD_OLD_TAG = 1 << 5,
	OFFLOAD_SWITCH = 1 << 6,
	OFFLOAD_UDP_TUNNEL = 1 << 7,
};

/** enum frame_error - Why a frame cannot be read */
enum frame_error {
	FRAME_OK,
	FRAME_RUNT,			/* no whole Ethernet header */
	FRAME_OVERSIZE,			/* longer than FRAME_SIZE_MAX */
	FRAME_BAD_OFFLOAD,		/* its virtio-net header contradicts it */
	FRAME_BAD_CSUM,			/* nobody could finish its checksum */
};

/**
 * struct frame - A frame and what frame_parse() found in it
 * @data:	From the destination address on
 * @len:	Bytes of @data
 * @error:	FRAME_OK, or why only @data and @len may be used
 * @needs:	Of enum offload: what an egress port must take over
 * @tags:	VLAN tags in front of @type: VLAN_TAGS_MAX at most as it came, and
 *		one that the switch put there
 * @type:	EtherType behind the tags, host order; below 0x600 a length
 * @tpid:	The outer tag's EtherType, host order; 0 without one
 * @tci:	Its control information, likewise
 * @l3:		Offset of what @type names
 * @l4:		Offset of the TCP or UDP header to be cut behind, in a tunnel the
 *		inner one.  It and the next two are 0 where there is nothing to cut
 * @head_len:	Bytes that each piece has of its own: up to the payload
 * @gso_size:	Bytes of payload to a piece
 * @packet_len:	Bytes from @l3 on, of the longest piece where there are pieces:
 *		what an MTU limits
 */
struct frame {
	uint8_t *data;
	uint32_t len;
	enum frame_error error;
	uint8_t needs;
	uint8_t tags;
	uint16_t type;
	uint16_t tpid;
	uint16_t tci;
	uint16_t l3;
	uint16_t l4;
	uint16_t head_len;
	uint16_t gso_size;
	uint32_t packet_len;
	struct mac dst;
	struct mac src;
};

/** frame_vnet_hdr() - A copy of the header in front of a frame's bytes */
static inline struct virtio_net_hdr frame_vnet_hdr(const uint8_t *data)
{
	struct virtio_net_hdr hdr;

	memcpy(&hdr, data - VNET_HDR_SIZE, sizeof(hdr));
	return hdr;
}

#endif /* FRAME_FRAME_H */
