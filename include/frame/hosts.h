/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that a frame names: the IP addresses of its sender and its
 * receiver, and the address that it asks for.  ARP (RFC 826), IPv4, IPv6,
 * neighbour discovery (RFC 4861).
 */
#ifndef FRAME_HOSTS_H
#define FRAME_HOSTS_H

#include "base/ip_address.h"
#include "frame/frame.h"

#define HOP_LIMIT_MAX	255

/**
 * struct hosts - The hosts that a frame names
 * @has_sender:	@sender is set; never to an unspecified address
 * @has_receiver: The same of @receiver
 * @asks:	The frame asks for the MAC address of another host
 * @hop_limit:	If @has_sender: how many routers the packet may still pass
 *		(TTL).  One with HOP_LIMIT_MAX has passed none; nor has ARP,
 *		which has that here
 * @sender:	IP address of the host that sent the packet
 * @receiver:	IP address of the host that a packet of IP is for
 * @target:	If @asks: the address that is asked for.  In IPv6 only its last
 *		three bytes are set: those that the group of the question has
 *		(RFC 4291 2.7.1)
 */
struct hosts {
	bool has_sender;
	bool has_receiver;
	bool asks;
	uint8_t hop_limit;
	struct ip_address sender;
	struct ip_address receiver;
	struct ip_address target;
};

/**
 * frame_hosts() - Read the hosts that a frame names
 * @f:		Parsed, with or without an error; need not be complete
 */
void frame_hosts(const struct frame *f, struct hosts *hosts);

/** hosts_ask_for() - Whether the frame asks for the host with this address */
bool hosts_ask_for(const struct hosts *hosts, const struct ip_address *address);

#endif /* FRAME_HOSTS_H */
