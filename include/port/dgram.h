/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dgram port: each datagram is one frame, without any header.  QEMU's -netdev
 * dgram over a Unix socket or UDP works like this, as do the UDP links of GNS3,
 * dynamips and VDE, and vfkit and libkrun, whose clients first send a greeting
 * of four bytes.
 *
 * Over UDP, a port sends from one address to another one, or to a multicast
 * group that it has joined.  Over a Unix socket it has one peer: the configured
 * one, or the first one that sends.  The port checks every DGRAM_REFRESH_S
 * whether that peer still exists, as the kernel does not report its end.
 */
#ifndef PORT_DGRAM_H
#define PORT_DGRAM_H

#include "port/endpoint.h"
#include "port/passed_fd.h"
#include "port/port.h"

#define DGRAM_REFRESH_S	1.0
#define DGRAM_IFNAME_SIZE 16

/** enum dgram_role - How a port gets its socket and its peer */
enum dgram_role {
	DGRAM_TO,			/* a configured peer */
	DGRAM_LEARN,			/* the first one that sends; Unix only */
	DGRAM_GROUP,			/* a multicast group; UDP only */
	DGRAM_PASSED,			/* a passed descriptor */
	DGRAM_CLIENT,			/* a listener's client */
};

/**
 * struct dgram_config - Configuration; see tapctl(8), `port add`
 * @local:	The port's own address
 * @remote:	The peer of DGRAM_TO, or the group of DGRAM_GROUP
 * @ifname:	The interface on which to join a group; "" for the kernel's
 *		choice
 * @passed:	A connected datagram socket
 */
struct dgram_config {
	enum dgram_role role;
	struct endpoint local;
	struct address remote;
	char ifname[DGRAM_IFNAME_SIZE];
	struct passed_fd passed;
};

/** dgram_config() - A closed port's configuration, for the caller to fill in */
struct dgram_config *dgram_config(struct port *port);

#endif /* PORT_DGRAM_H */
