/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An Ethernet frame on its way through the switch.
 *
 * The bytes belong to the driver that read them.  They do not include a frame
 * check sequence, as on taps.
 *
 * A virtio-net header of VNET_HDR_SIZE bytes (virtio 1.2, 5.1.6) always
 * precedes the frame in memory: the kernel's where the port has such headers,
 * else zeros.  So header and frame can be written in one piece, and frames
 * without a header take the same path.  The header is in host byte order, as a
 * tap's is; it lacks num_buffers, which would make a read from a tap 3 %
 * slower.
 *
 * There are FRAME_HEADROOM bytes in front of the frame; a driver that sends it
 * may overwrite those in front of the virtio-net header.
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
#define FRAME_HEADROOM	24		/* that header, and space in front */
#define ETH_HEADER_SIZE	14
#define VLAN_TAG_SIZE	4
#define VLAN_TAGS_MAX	3		/* a provider's, two of a customer */
#define TAGS_PUSHED_MAX	2		/* a VLAN's, a VLAN's for mirrors */
/* IPv6 is the longest: its length leaves out its own header of 40 bytes */
#define FRAME_SIZE_MAX                                                         \
	(ETH_HEADER_SIZE + VLAN_TAGS_MAX * VLAN_TAG_SIZE + 40 + 65535)

/**
 * enum offload - Work that a frame still needs, or that a port's peer does
 * @OFFLOAD_CSUM:	Finish a partial TCP or UDP checksum
 * @OFFLOAD_TSO4:	Segment TCP over IPv4
 * @OFFLOAD_TSO6:	Segment TCP over IPv6
 * @OFFLOAD_TSO_ECN:	Segment TCP with CWR set, which only the first segment
 *		keeps
 * @OFFLOAD_USO:	Cut UDP into datagrams of one size
 * @OFFLOAD_OLD_TAG: Any of these behind a VLAN tag that Linux does not
 *		recognise: it could not segment such a frame, so no port
 *		supports it
 * @OFFLOAD_SWITCH: Work that a virtio-net header cannot ask of Linux, so that
 *		only another tapswitch does it: SCTP's CRC32c, segmentation
 *		inside a tunnel, IP fragmentation
 * @OFFLOAD_UDP_TUNNEL: Segment inside a UDP tunnel, which a longer header can
 *		ask of Linux: see frame/tunnel_hdr.h
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
	FRAME_RUNT,			/* shorter than an Ethernet header */
	FRAME_OVERSIZE,			/* longer than FRAME_SIZE_MAX */
	FRAME_BAD_OFFLOAD,		/* contradicts its virtio-net header */
	FRAME_BAD_CSUM,			/* its checksum cannot be finished */
};

/**
 * struct frame - A frame and its fields, filled by frame_parse()
 * @data:	The bytes from the destination address on
 * @len:	Bytes of @data
 * @id:		Number of the frame, from 1, which copies of it keep; frames that
 *		are merged get that of the first.  0 after frame_parse(), which
 *		does not know it
 * @error:	FRAME_OK, or why only @data and @len may be used
 * @needs:	Bits of enum offload: work that an egress port's peer must do,
 *		or else the switch
 * @tags:	Number of VLAN tags in front of @type: VLAN_TAGS_MAX at most as
 *		received, and TAGS_PUSHED_MAX at most that the switch pushes
 * @type:	EtherType behind the tags, in host order; below 0x600 a length
 * @tpid:	EtherType of the outer tag, in host order; 0 if there is no tag
 * @tci:	Control information of the outer tag, in host order; 0 if none
 * @l3:		Offset of the header that @type names
 * @l4:		GSO frame: offset of its TCP or UDP header, the inner one in a
 *		tunnel; else 0, as are @head_len and @gso_size
 * @head_len:	Bytes in front of the payload, which each segment has, too
 * @gso_size:	Bytes of payload in each segment but the last
 * @packet_len:	Bytes from @l3 on, of the longest segment of a GSO frame: what
 *		an MTU limits
 * @dst:	Destination address
 * @src:	Source address
 */
struct frame {
	uint8_t *data;
	uint32_t len;
	uint64_t id;
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

/** frame_vnet_hdr() - Copy the virtio-net header in front of a frame's bytes */
static inline struct virtio_net_hdr frame_vnet_hdr(const uint8_t *data)
{
	struct virtio_net_hdr hdr;

	memcpy(&hdr, data - VNET_HDR_SIZE, sizeof(hdr));
	return hdr;
}

#endif /* FRAME_FRAME_H */
