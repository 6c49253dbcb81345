/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings of network interfaces, through rtnetlink (libmnl).
 *
 * Each function opens a netlink socket in the thread's namespace, sends a
 * request, waits for the kernel's answer and closes the socket.  Errors name
 * the interface, the request, and the kernel's own message if it has one
 * (extended ack).
 */
#ifndef PORT_LINK_H
#define PORT_LINK_H

#include "base/err.h"
#include "base/mac.h"
#include "base/prefix.h"
#include "base/types.h"

#define LINK_IFNAME_SIZE 16

struct nlmsghdr;

/** struct link - An interface and its settings */
struct link {
	int index;
	char ifname[LINK_IFNAME_SIZE];
	struct mac mac;
	uint32_t mtu;
	bool up;			/* IFF_UP */
	bool running;			/* it is up, and has a carrier */
	bool is_ethernet;
	bool has_altnames;
	uint64_t tx_dropped;		/* frames it could not send; only read */
	bool is_tun;			/* made through /dev/net/tun */
	bool has_packet_info;		/* the same, and without IFF_NO_PI */
	uint32_t queues;		/* in use, of a multi-queue tap */
};

/** enum link_part - Which members of struct link to set */
enum link_part {
	LINK_MAC = 1 << 0,
	LINK_MTU = 1 << 1,
	LINK_UP = 1 << 2,
};

/** link_get() - Read an interface; 0, or a negative errno: -ENODEV if none */
int link_get(const char *ifname, struct link *link, struct err *err);

/** link_parse() - Parse RTM_NEWLINK or RTM_DELLINK; false if it is incomplete */
bool link_parse(const struct nlmsghdr *message, struct link *link);

/** link_set() - Set the @parts of @link on @link->index, in one request */
int link_set(const char *ifname, const struct link *link, unsigned int parts,
	     struct err *err);

/** enum link_added - What adding an address did */
enum link_added {
	LINK_ADDRESS_ADDED,
	LINK_ADDRESS_EXISTS,		/* it existed before, and is not changed */
};

/**
 * link_add_address() - Add one; enum link_added, or a negative errno with @err
 * set
 */
int link_add_address(const char *ifname, int index,
		     const struct prefix *prefix, struct err *err);

int link_del_address(const char *ifname, int index,
		     const struct prefix *prefix, struct err *err);

/**
 * link_route_to() - The interface of the host's route to an address
 * @address:	In network order: 4 bytes for AF_INET, 16 for AF_INET6
 *
 * Return: its index; 0 if there is no route, or on errors
 */
int link_route_to(int family, const void *address);

/**
 * link_nsid() - Get the ID of another namespace in ours (NETNSA_NSID)
 * @netns:	A descriptor of that namespace
 *
 * If it has none, one is assigned, which the kernel removes with that
 * namespace.
 *
 * Return: the ID, or a negative errno with @err set
 */
int link_nsid(int netns, struct err *err);

#endif /* PORT_LINK_H */
