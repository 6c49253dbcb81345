/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tap: to the host it is an Ethernet interface, to us a descriptor.
 *
 * Taps are opened with a virtio-net header of VNET_HDR_SIZE bytes and with the
 * widest offloads the kernel takes, so that a GSO frame of 64 KiB crosses the
 * switch as one frame.  Where that can be one in a tunnel, the header is the longer
 * one of frame/tunnel_hdr.h, of which nobody but this port knows.  A tap in another
 * network namespace is made there, not moved there.  Interface settings go through
 * rtnetlink.
 */
#ifndef PORT_TAP_H
#define PORT_TAP_H

#include <sys/types.h>

#include "base/mac.h"
#include "base/prefix.h"
#include "port/passed_fd.h"
#include "port/port.h"

#define TAP_IFNAME_SIZE	16
#define TAP_MTU_MIN	68
#define TAP_MTU_MAX	65521
#define TAP_ADDRESSES_MAX 64

/** enum tap_persist - Whether the interface outlives us */
enum tap_persist {
	TAP_PERSIST_AS_IS,
	TAP_PERSIST_ON,
	TAP_PERSIST_OFF,
};

/**
 * struct tap_config - What is asked for; see tapctl(8), `port add`
 * @ifname:	The interface's name; the port's own by default
 * @mac:	Set when @has_mac
 * @mtu:	0: as the kernel gives it
 * @addresses:	@address_count of them; freed with the port
 * @set_up:	Bring the interface up (IFF_UP)
 * @owner:	May attach to the tap without rights; (uid_t)-1 to leave it
 * @group:	Likewise; (gid_t)-1 to leave it
 * @netns:	A name, a process number or a path; NULL for our own; freed with
 *		the port
 * @offload:	Take frames with work left in them
 * @adopted:	A tap's descriptor to adopt; none to make or attach
 */
struct tap_config {
	char ifname[TAP_IFNAME_SIZE];
	bool has_mac;
	struct mac mac;
	uint32_t mtu;
	struct prefix *addresses;
	size_t address_count;
	bool set_up;
	uid_t owner;
	gid_t group;
	enum tap_persist persist;
	char *netns;
	bool offload;
	struct passed_fd passed;
};

/** tap_config() - A closed tap's configuration, to be filled in */
struct tap_config *tap_config(struct port *port);

/**
 * tap_set_patience() - How long to wait for interfaces that are busy, all together
 *
 * For a start, when no frame waits: what a switch had that was killed is free
 * in a moment.  0, as it is at first: not at all.
 */
void tap_set_patience(int ms);

#endif /* PORT_TAP_H */
