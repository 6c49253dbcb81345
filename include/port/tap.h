/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tap: to the host it is an Ethernet interface, to the switch a descriptor.
 *
 * Taps are opened with a virtio-net header of VNET_HDR_SIZE bytes and with all
 * offloads that the kernel has, so that a GSO frame of 64 KiB crosses the
 * switch as one frame.  With offloads for UDP tunnels, the header is the longer
 * one of frame/tunnel_hdr.h, which only this driver sees.  A tap in another
 * network namespace is made there, not moved there.  Interface settings go
 * through rtnetlink.
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

/** enum tap_persist - Whether the interface outlives the switch */
enum tap_persist {
	TAP_PERSIST_AS_IS,
	TAP_PERSIST_ON,
	TAP_PERSIST_OFF,
};

/**
 * struct tap_config - Configuration; see tapctl(8), `port add`
 * @ifname:	The interface's name; the port's own by default
 * @mac:	Set when @has_mac
 * @mtu:	0 to leave the kernel's default
 * @addresses:	@address_count of them; freed with the port
 * @set_up:	Bring the interface up (IFF_UP)
 * @owner:	User that may attach to the tap without CAP_NET_ADMIN; (uid_t)-1
 *		to leave it as it is
 * @group:	The same for a group; (gid_t)-1 to leave it as it is
 * @netns:	Namespace in which to make it, as for netns_enter(); NULL for
 *		the switch's own; freed with the port
 * @offload:	Take GSO frames and unfinished checksums
 * @passed:	A tap's descriptor to use; none to make or attach to a tap
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

/** tap_config() - A closed tap's configuration, for the caller to fill in */
struct tap_config *tap_config(struct port *port);

/** tap_configured() - The configuration of a port; NULL if it is no tap */
const struct tap_config *tap_configured(const struct port *port);

/**
 * tap_set_busy_timeout() - How long to wait for busy interfaces, in total
 * @ms:		Milliseconds; 0, the initial value, not to wait
 *
 * For the start of the switch, when waiting delays no frames: taps of a switch
 * that was killed are free a moment later.
 */
void tap_set_busy_timeout(int ms);

#endif /* PORT_TAP_H */
