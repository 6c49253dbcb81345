/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News of network interfaces, in whatever namespace they are.
 *
 * One rtnetlink socket hears of all of them, by the numbers that their
 * namespaces have here (NETLINK_LISTEN_ALL_NSID).  It keeps no namespace alive:
 * one that its users hold by nothing else may end.  Where the kernel refuses
 * that, for want of CAP_NET_BROADCAST, a namespace has a socket of its own;
 * which keeps it alive, and so is for those only that are kept anyway.
 *
 * All calls are made in our own namespace.
 */
#ifndef PORT_LINK_WATCH_H
#define PORT_LINK_WATCH_H

#include <ev.h>
#include <sys/queue.h>

#include "port/link.h"
#include "port/netns.h"

struct link_space;

/**
 * struct link_watch - An interface that somebody wants to hear of
 * @near:	Among those whose interfaces' numbers are in the same bucket
 * @due:	Among those that are due
 * @space:	Its namespace; NULL while it is not watched
 * @index:	Its number there; 0 for all interfaces of the namespace
 * @is_due:	It is to be looked up: see link_watch_due()
 * @changed:	@news is what it is set to; NULL where that must be looked up:
 *		it is deleted or was moved away, or there was more than the kernel
 *		keeps.  May start and stop this watch, and no other
 */
struct link_watch {
	LIST_ENTRY(link_watch) list;
	LIST_ENTRY(link_watch) near;
	LIST_ENTRY(link_watch) due;
	struct link_space *space;
	int index;
	bool is_due;
	void (*changed)(void *arg, const struct link *news);
	void *arg;
};

/**
 * link_watch_start() - Hear of an interface
 * @watch:	With @index, @changed and @arg set
 * @netns:	A descriptor of its namespace; -1 for our own
 * @is_kept:	The namespace lives as long as the watch, whatever we do
 *
 * Return: 0, or a negative errno with @err set
 */
int link_watch_start(struct link_watch *watch, struct ev_loop *loop, int netns,
		     bool is_kept, struct err *err);

/** link_watch_hears() - Whether news of that namespace come already */
bool link_watch_hears(struct netns_id netns);

/** link_watch_aim() - At another interface of the same namespace */
void link_watch_aim(struct link_watch *watch, int index);

/**
 * link_watch_due() - For @changed: what is set must be looked up, or no longer
 *
 * Then @changed is called again, without news, when the news that have come are read.
 */
void link_watch_due(struct link_watch *watch, bool is_due);

/** link_watch_stop() - Twice is fine */
void link_watch_stop(struct link_watch *watch);

#endif /* PORT_LINK_WATCH_H */
