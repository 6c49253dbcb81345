/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes frames for tests from a recipe, and reads them independently: slowly,
 * simply, and without code of the switch.
 */
#ifndef TEST_FRAMES_H
#define TEST_FRAMES_H

#include "frame/frame.h"

/**
 * struct recipe - Contents of a frame; all zeros make 14 bytes
 * @tags:	Number of VLAN tags; if there are several, the first is an S-tag
 * @tci:	Control information of the first tag; each further one has one
 *		more
 * @type:	EtherType if there is no IP
 * @ip:		4, 6, or 0 for none
 * @ip_options:	Bytes of options of IPv4, a multiple of 4
 * @extensions:	IPv6 extension headers of 8 bytes: hop-by-hop, routing,
 *		destination options, in this order
 * @dst_options: Bytes of further IPv6 destination options, a multiple of 8
 * @udp:	UDP, else TCP
 * @tcp_options: Bytes of TCP options, a multiple of 4
 * @payload:	Bytes of payload; see payload_byte()
 * @payload_at:	Index of the first byte of the payload
 * @csum_only:	The TCP or UDP checksum is partial
 * @gso_size:	If not 0: the same, and the frame is a GSO frame
 */
struct recipe {
	struct mac dst;
	struct mac src;
	unsigned int tags;
	uint16_t tci;
	uint16_t type;
	unsigned int ip;
	unsigned int ip_options;
	uint16_t ip_id;
	unsigned int extensions;
	uint32_t dst_options;
	bool udp;
	unsigned int tcp_options;
	uint8_t tcp_flags;
	uint32_t tcp_seq;
	uint32_t payload;
	uint32_t payload_at;
	bool csum_only;
	bool ecn;
	uint16_t gso_size;
};

enum { TCP_FIN = 0x01, TCP_PSH = 0x08, TCP_ACK = 0x10, TCP_CWR = 0x80 };

/** struct made - A frame and its memory; large, so keep it static */
struct made {
	uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX + 64];
	struct frame frame;
};

/** frames_make() - Make a frame from a recipe; returns it, not yet parsed */
struct frame *frames_make(struct made *made, struct recipe recipe);

/** frames_hdr(), frames_set_hdr() - The virtio-net header of a made frame */
struct virtio_net_hdr frames_hdr(const struct made *made);
void frames_set_hdr(struct made *made, struct virtio_net_hdr hdr);

/** payload_byte() - The n-th byte of every payload, with a very long period */
uint8_t payload_byte(uint32_t n);

/**
 * struct seen - The fields of a frame
 * @csums_right: The checksums of the IPv4 header and of TCP or UDP are right
 * @lens_right:	All length fields agree with the length of the frame
 * @payload:	Offset of the payload
 */
struct seen {
	bool csums_right;
	bool lens_right;
	uint32_t l3;
	uint32_t l4;
	uint32_t payload;
	uint16_t ip_id;
	uint32_t tcp_seq;
	uint8_t tcp_flags;
};

/** frames_see() - Read a frame of frames_make(), or a segment of one */
struct seen frames_see(const uint8_t *data, uint32_t len);

/** slow_csum() - The checksum as RFC 1071 describes it */
uint16_t slow_csum(const uint8_t *bytes, uint32_t len);

#endif /* TEST_FRAMES_H */
