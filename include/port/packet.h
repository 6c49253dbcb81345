/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port on a network interface that somebody else has: packet(7).
 *
 * What the interface receives comes in, and what is sent here goes out of it.
 * The host goes on using it: it hears all that comes in, and what it sends there
 * itself does not come into the switch.  GSO frames and half-made checksums pass
 * both ways, and tags that the kernel took off are put back.
 *
 * The interface is promiscuous while it is a port.  One that is deleted is found
 * again when there is one of its name.  Nothing is padded: a real card's driver
 * does that, and nobody else needs it.
 */
#ifndef PORT_PACKET_H
#define PORT_PACKET_H

#include "port/passed_fd.h"
#include "port/port.h"

#define PACKET_IFNAME_SIZE 16

/**
 * struct packet_config - What is asked for; see tapctl(8), `port add`
 * @ifname:	The interface
 * @netns:	Where it is: a name, a process number or a path; NULL for our own;
 *		freed with the port
 * @offload:	Hand it frames with work left in them
 * @adopted:	A packet socket that is bound to an interface
 */
struct packet_config {
	char ifname[PACKET_IFNAME_SIZE];
	char *netns;
	bool offload;
	struct passed_fd passed;
};

/** packet_config() - A closed port's configuration, to be filled in */
struct packet_config *packet_config(struct port *port);

#endif /* PORT_PACKET_H */
