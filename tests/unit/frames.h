/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames to test with, made from a recipe, and a second opinion on what a
 * frame says: slow, simple, and sharing no code with the switch.
 */
#ifndef TEST_FRAMES_H
#define TEST_FRAMES_H

#include "frame/frame.h"

/**
 * struct recipe - What to put in a frame; all zeros make 14 bytes
 * @tags:	VLAN tags: one is a customer's, of several the first a provider's
 * @tci:	Of the first tag; each one behind has one more
 * @type:	EtherType when there is no IP
 * @ip:		4, 6, or 0 for none
 * @ip_options:	Bytes of options of IPv4, a multiple of 4
 * @extensions:	IPv6 extension headers of 8 bytes: hop-by-hop, routing,
 *		destination options, in this order
 * @udp:	Else TCP
 * @tcp_options: Bytes, a multiple of 4
 * @payload:	Bytes of it; see payload_byte()
 * @payload_at:	Which of those comes first
 * @csum_only:	The TCP or UDP checksum is left to be finished
 * @gso_size:	The same, and the frame is to be cut
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

/** struct made - A frame and where it lives; large, so keep it static */
struct made {
	uint8_t room[VNET_HDR_SIZE + FRAME_SIZE_MAX + 64];
	struct frame frame;
};

/** frames_make() - Follow a recipe; returns the frame, not yet parsed */
struct frame *frames_make(struct made *made, struct recipe recipe);

/** frames_hdr(), frames_set_hdr() - The virtio-net header of a made frame */
struct virtio_net_hdr frames_hdr(const struct made *made);
void frames_set_hdr(struct made *made, struct virtio_net_hdr hdr);

/** payload_byte() - The n-th byte of every payload; repeats itself nowhere near */
uint8_t payload_byte(uint32_t n);

/**
 * struct seen - What a frame says
 * @csums_right: The IPv4 header's checksum, and that of TCP or UDP
 * @lens_right:	Every length agrees with the frame's
 * @payload:	Offset
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

/** frames_see() - Read a frame of frames_make(), or a piece of one */
struct seen frames_see(const uint8_t *data, uint32_t len);

/** slow_csum() - RFC 1071, as it is written there */
uint16_t slow_csum(const uint8_t *bytes, uint32_t len);

#endif /* TEST_FRAMES_H */
