/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A network interface's settings, through rtnetlink (libmnl).
 *
 * Each call opens a netlink socket in the namespace the thread is in, asks,
 * waits for the kernel's answer and closes it.  Errors name the interface, what
 * was tried, and the kernel's own words where it gives them (extended ack).
 */
#ifndef PORT_LINK_H
#define PORT_LINK_H

#include "base/err.h"
#include "base/mac.h"
#include "base/prefix.h"
#include "base/types.h"

#define LINK_IFNAME_SIZE 16

struct nlmsghdr;

/** struct link - An interface, and what it is set to */
struct link {
	int index;
	char ifname[LINK_IFNAME_SIZE];
	struct mac mac;
	uint32_t mtu;
	bool up;			/* IFF_UP */
	bool running;			/* it is up, and has a carrier */
	bool is_ethernet;
	bool has_altnames;
	uint64_t tx_dropped;		/* what it could not send; only read */
	bool is_tun;			/* made through /dev/net/tun */
	bool has_packet_info;		/* and without IFF_NO_PI */
	uint32_t queues;		/* of one for several: that somebody has */
};

/** enum link_part - Which members of struct link to set */
enum link_part {
	LINK_MAC = 1 << 0,
	LINK_MTU = 1 << 1,
	LINK_UP = 1 << 2,
};

/** link_get() - Read an interface; 0, or a negative errno: -ENODEV if none */
int link_get(const char *ifname, struct link *link, struct err *err);

/** link_parse() - RTM_NEWLINK or RTM_DELLINK; false when it does not tell all */
bool link_parse(const struct nlmsghdr *message, struct link *link);

/** link_set() - Set the @parts of @link on @link->index, in one request */
int link_set(const char *ifname, const struct link *link, unsigned int parts,
	     struct err *err);

/** enum link_added - What adding an address did */
enum link_added {
	LINK_ADDRESS_ADDED,
	LINK_ADDRESS_THERE,		/* and it stays as it was */
};

/** link_add_address() - Return: of enum link_added, or a negative errno */
int link_add_address(const char *ifname, int index,
		     const struct prefix *prefix, struct err *err);

int link_del_address(const char *ifname, int index,
		     const struct prefix *prefix, struct err *err);

/**
 * link_towards() - The interface that is the way to an address
 * @address:	In network order: 4 bytes of AF_INET, or 16 of AF_INET6
 *
 * Return: its number; 0 where there is none, or the kernel does not tell
 */
int link_towards(int family, const void *address);

/**
 * link_nsid() - The number by which our namespace knows another
 * @netns:	Its descriptor
 *
 * It is given one, which the kernel forgets when that namespace ends.
 *
 * Return: the number, or a negative errno with @err set
 */
int link_nsid(int netns, struct err *err);

#endif /* PORT_LINK_H */
