/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches network interfaces for changes, in any network namespace.
 *
 * One rtnetlink socket receives the messages of all namespaces, with the number
 * that each has here (NETLINK_LISTEN_ALL_NSID).  It keeps no namespace alive.
 * Without CAP_NET_BROADCAST the kernel refuses that; then each namespace gets a
 * socket of its own.  Such a socket keeps the namespace alive, so that is done
 * only for namespaces that live as long anyway.
 *
 * All calls are made in the switch's own namespace.
 */
#ifndef PORT_LINK_WATCH_H
#define PORT_LINK_WATCH_H

#include <ev.h>
#include <sys/queue.h>

#include "port/link.h"
#include "port/netns.h"

struct link_space;

/**
 * struct link_watch - A watched interface
 * @in_bucket:	List of those whose indexes are in the same bucket
 * @due:	List of those that are due
 * @space:	Its namespace; NULL while it is not watched
 * @index:	Its index there; 0 for all interfaces of the namespace
 * @is_due:	See link_watch_due()
 * @changed:	@reported are the interface's settings; NULL if they must be
 *		read: it was deleted or moved away, or messages were lost.  May
 *		start and stop this watch, and no other
 */
struct link_watch {
	LIST_ENTRY(link_watch) list;
	LIST_ENTRY(link_watch) in_bucket;
	LIST_ENTRY(link_watch) due;
	struct link_space *space;
	int index;
	bool is_due;
	void (*changed)(void *arg, const struct link *reported);
	void *arg;
};

/**
 * link_watch_start() - Watch an interface
 * @watch:	With @index, @changed and @arg set
 * @netns:	A descriptor of its namespace; -1 for the switch's own
 * @is_kept:	Something else keeps the namespace alive as long as the watch
 *
 * Return: 0, or a negative errno with @err set
 */
int link_watch_start(struct link_watch *watch, struct ev_loop *loop, int netns,
		     bool is_kept, struct err *err);

/** link_watch_covers() - Whether that namespace is watched already */
bool link_watch_covers(struct netns_id netns);

/** link_watch_set_index() - Watch another interface of the same namespace */
void link_watch_set_index(struct link_watch *watch, int index);

/**
 * link_watch_due() - For @changed: whether the settings must be read
 *
 * If so, @changed is called again, with NULL, after all waiting messages.
 */
void link_watch_due(struct link_watch *watch, bool is_due);

/** link_watch_stop() - Twice is fine */
void link_watch_stop(struct link_watch *watch);

#endif /* PORT_LINK_WATCH_H */
