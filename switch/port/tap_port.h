/* SPDX-License-Identifier: BSD-2-Clause */
/* A tap port's inside, and the host's end of it (tap_host.c). */
#ifndef PORT_TAP_PORT_H
#define PORT_TAP_PORT_H

#include "port/link_watch.h"
#include "port/netns.h"
#include "port/netns_watch.h"
#include "port/tap_dev.h"

/**
 * struct tap - A tap port
 * @opened:	The device
 * @chan:	NULL when closed or lost
 * @io:		Of an open one
 * @netns:	Watches where it was made; NULL at home, and for what moved there
 * @tx_dropped:	What the host could not send there, as far as it was told
 * @made_in:	Where it was when it was opened
 * @is_in:	Where it is now, as far as we know
 * @link:	News of its interface, where the kernel lets us have them
 * @refresh:	In place of @link, where it does not
 */
struct tap {
	struct port port;
	struct tap_config config;
	struct tap_opened opened;
	struct io *io;
	struct io_chan *chan;
	struct netns_watch *netns;
	uint64_t tx_dropped;
	struct netns_id made_in;
	struct netns_id is_in;
	struct link_watch link;
	ev_timer refresh;
};

/**
 * tap_host_follow() - From now on, hear of what the host does at its end
 *
 * What it has done since the tap was opened is looked up.
 */
void tap_host_follow(struct tap *tap);

/** tap_host_ignore() - From now on, hear nothing of it; twice is fine */
void tap_host_ignore(struct tap *tap);

/** tap_host_get() - The interface as it is now; false where nothing tells */
bool tap_host_get(const struct tap *tap, struct link *now);

/** tap_host_refresh() - Ask the kernel what it is set to, wherever it is now */
void tap_host_refresh(struct tap *tap);

/** tap_host_note() - It has this MTU and is up or not; tells of what changed */
void tap_host_note(struct tap *tap, uint32_t mtu, bool up);

/** tap_host_is_up() - Whether it is now; which costs little */
bool tap_host_is_up(const struct tap *tap);

/** tap_host_netns() - Where it is now; zeros where nothing tells */
struct netns_id tap_host_netns(const struct tap *tap);

#endif /* PORT_TAP_PORT_H */
