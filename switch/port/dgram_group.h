/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A multicast group as a segment shared by all its members: QEMU's -netdev
 * dgram with a group as remote, and its -netdev socket,mcast=.
 *
 * One socket, bound to the group, receives; several on a host can do so.
 * Another one, with its own address, sends.  Frames received from that address
 * are our own, looped back by the kernel.
 */
#ifndef PORT_DGRAM_GROUP_H
#define PORT_DGRAM_GROUP_H

#include "port/address.h"
#include "port/claim.h"

/**
 * struct dgram_group - The sockets of a member
 * @rx_fd:	The one that receives; -1 if closed
 * @tx_fd:	The one that sends; -1 if closed
 * @self:	The address of @tx_fd
 */
struct dgram_group {
	int rx_fd;
	int tx_fd;
	struct address self;
};

/**
 * dgram_group_find() - Find the interface on which to join a group
 * @ifname:	Its name; "" to use the host's route to the group
 *
 * Return: its index; 0 to let the kernel choose; or a negative errno with @err
 * set
 */
int dgram_group_find(const struct address *group, const char *ifname,
		     struct err *err);

/**
 * dgram_group_open() - Open the sockets and join the group
 * @index:	The interface.  It must be up and have an address, by which our
 *		own frames are recognized
 * @claim:	The port's, which then has the group: with two ports in one
 *		group, frames would loop for ever
 *
 * Return: 0, or a negative errno with @err set and nothing held
 */
int dgram_group_open(struct dgram_group *g, const struct address *group,
		     int index, struct claim *claim, struct err *err);

/** dgram_group_can_send() - Whether @g->self can still send to the group */
bool dgram_group_can_send(const struct dgram_group *g,
			  const struct address *group, int index);

void dgram_group_close(struct dgram_group *g);

#endif /* PORT_DGRAM_GROUP_H */
