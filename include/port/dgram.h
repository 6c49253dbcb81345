/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Datagrams, each a frame and nothing else: QEMU's -netdev dgram over a Unix
 * socket or UDP, the UDP cables of GNS3, dynamips and VDE, and what vfkit and
 * libkrun speak, whose clients first send a greeting of four bytes.
 *
 * UDP goes from one address to one other, or to a multicast group and from it to
 * all that joined it.  A Unix socket has one peer, which is
 * named or is whoever speaks first; it is looked after every DGRAM_REFRESH_S, for
 * nothing tells of its end.
 */
#ifndef PORT_DGRAM_H
#define PORT_DGRAM_H

#include "port/endpoint.h"
#include "port/passed_fd.h"
#include "port/port.h"

#define DGRAM_REFRESH_S	1.0
#define DGRAM_IFNAME_SIZE 16

/** enum dgram_role - How a port comes by its socket and its peer */
enum dgram_role {
	DGRAM_TO,			/* a peer that is named */
	DGRAM_LEARN,			/* whoever speaks first, Unix only */
	DGRAM_GROUP,			/* a multicast group, UDP only */
	DGRAM_ADOPTED,
	DGRAM_CLIENT,			/* of a listener */
};

/**
 * struct dgram_config - What is asked for; see tapctl(8), `port add`
 * @local:	Ours
 * @remote:	The peer, with DGRAM_TO; the group
 * @ifname:	The interface to join a group on; "" for the kernel's choice
 * @adopted:	A connected datagram socket
 */
struct dgram_config {
	enum dgram_role role;
	struct endpoint local;
	struct address remote;
	char ifname[DGRAM_IFNAME_SIZE];
	struct passed_fd passed;
};

/** dgram_config() - A closed port's configuration, to be filled in */
struct dgram_config *dgram_config(struct port *port);

#endif /* PORT_DGRAM_H */
