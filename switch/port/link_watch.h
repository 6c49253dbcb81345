/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notices that something about the network interfaces of a namespace changed.
 * What it was, is for the caller to see: so nothing is missed when much changes.
 */
#ifndef PORT_LINK_WATCH_H
#define PORT_LINK_WATCH_H

#include <ev.h>

#include "base/err.h"

/** struct link_watch - A namespace's interfaces */
struct link_watch {
	struct ev_loop *loop;
	void (*changed)(void *arg);
	void *arg;
	ev_io news;
};

/** link_watch_start() - Of the namespace in which the thread is now */
int link_watch_start(struct link_watch *watch, struct ev_loop *loop,
		     void (*changed)(void *arg), void *arg, struct err *err);
void link_watch_stop(struct link_watch *watch);

#endif /* PORT_LINK_WATCH_H */
