/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A multicast group as a cable that all share who join it: QEMU's -netdev dgram
 * with a group as remote, and its -netdev socket,mcast=.
 *
 * One socket hears the group, of which there may be many on a host; another, with
 * an address of its own, sends to it.  What comes back from that address are our
 * own frames.
 */
#ifndef PORT_DGRAM_GROUP_H
#define PORT_DGRAM_GROUP_H

#include "port/address.h"
#include "port/claim.h"

/** struct dgram_group - The two sockets, and where the second sends from */
struct dgram_group {
	int hears;
	int sends;
	struct address self;
};

/**
 * dgram_group_find() - The interface to join on
 * @ifname:	Its name; "" for the one to which the host's routes lead
 *
 * Return: its number, 0 for the kernel to choose, or a negative errno with @err set
 */
int dgram_group_find(const struct address *group, const char *ifname,
		     struct err *err);

/**
 * dgram_group_open() - Join
 * @index:	The interface to do it on.  It is up, and has an address: what comes
 *		back is known by that
 * @claim:	The port's, which then has the group: two on one would hear one
 *		another, and go round for ever
 *
 * Return: 0, or a negative errno with @err set and nothing held
 */
int dgram_group_open(struct dgram_group *g, const struct address *group,
		     int index, struct claim *claim, struct err *err);

/** dgram_group_has_way() - Whether it can still be spoken to from @g->self */
bool dgram_group_has_way(const struct dgram_group *g,
			 const struct address *group, int index);

void dgram_group_close(struct dgram_group *g);

#endif /* PORT_DGRAM_GROUP_H */
