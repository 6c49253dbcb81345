/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A packet port: an existing network interface, through a packet(7) socket.
 *
 * The port receives what the interface receives, and sends through it.
 * The host goes on using the interface: it receives the same frames, and what
 * it sends itself is not received by the port.  GSO frames and unfinished
 * checksums pass in both directions, and VLAN tags that the kernel has removed
 * are restored.
 *
 * The interface is promiscuous while the port is open.  If it is deleted, the
 * port waits for another one of its name.  Short frames are not padded: drivers
 * of network cards do that, and other interfaces do not need it.
 */
#ifndef PORT_PACKET_H
#define PORT_PACKET_H

#include "port/passed_fd.h"
#include "port/port.h"

#define PACKET_IFNAME_SIZE 16

/**
 * struct packet_config - Configuration; see tapctl(8), `port add`
 * @ifname:	The interface
 * @netns:	Its namespace, as for netns_enter(); NULL for the switch's own;
 *		freed with the port
 * @offload:	Send GSO frames and unfinished checksums to it
 * @passed:	A packet socket that is bound to an interface
 */
struct packet_config {
	char ifname[PACKET_IFNAME_SIZE];
	char *netns;
	bool offload;
	struct passed_fd passed;
};

/** packet_config() - A closed port's configuration, for the caller to fill in */
struct packet_config *packet_config(struct port *port);

#endif /* PORT_PACKET_H */
