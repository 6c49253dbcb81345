/* SPDX-License-Identifier: BSD-2-Clause */
/* A tap port, for tap.c, and for tap_host.c, which follows the host's interface. */
#ifndef PORT_TAP_PORT_H
#define PORT_TAP_PORT_H

#include "port/link_watch.h"
#include "port/netns.h"
#include "port/netns_watch.h"
#include "port/tap_dev.h"

/**
 * struct tap - A tap port
 * @opened:	The device
 * @chan:	NULL when the port is closed or not present
 * @io:		Valid while the port is open
 * @netns:	Watches the namespace in which the tap was made; NULL for the
 *		switch's own, and when the tap has left it
 * @tx_dropped:	The interface's counter, when it was read last
 * @has_no_carrier: The port is set down, so the host's frames are dropped by its
 *		kernel
 * @made_in:	Namespace in which the tap was opened
 * @is_in:	Namespace in which it is now, as far as is known
 * @link:	Watches the interface, if the kernel allows that
 * @refresh:	Polls the tap, if the interface cannot be watched
 */
struct tap {
	struct port port;
	struct tap_config config;
	struct tap_opened opened;
	struct io *io;
	struct io_chan *chan;
	struct netns_watch *netns;
	uint64_t tx_dropped;
	bool has_no_carrier;
	struct netns_id made_in;
	struct netns_id is_in;
	struct link_watch link;
	ev_timer refresh;
};

/**
 * tap_host_follow() - Start to follow what the host does to the interface
 *
 * Changes since the tap was opened are looked up.
 */
void tap_host_follow(struct tap *tap);

/** tap_host_ignore() - Stop following; twice is fine */
void tap_host_ignore(struct tap *tap);

/** tap_host_get() - Read the interface's settings; false if they cannot be read */
bool tap_host_get(const struct tap *tap, struct link *now);

/**
 * tap_host_refresh() - Read its settings, in whichever namespace it is, and use
 * them
 */
void tap_host_refresh(struct tap *tap);

/** tap_host_note() - Use this MTU and state, and report a change to the owner */
void tap_host_note(struct tap *tap, uint32_t mtu, bool up);

/** tap_host_is_up() - Whether the interface is up; one cheap system call */
bool tap_host_is_up(const struct tap *tap);

/** tap_host_netns() - The tap's present namespace; zeros if it is unknown */
struct netns_id tap_host_netns(const struct tap *tap);

#endif /* PORT_TAP_PORT_H */
