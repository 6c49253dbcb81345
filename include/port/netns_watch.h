/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports when the name, path or process of a network namespace disappears.
 *
 * A tap that was made inside a namespace keeps that namespace alive while its
 * descriptor is open, so the kernel never reports its end.  (A tap moved there
 * would not, but moving takes 20 ms for each.)  Instead, this watches the name,
 * the path or the process by which the user named the namespace.
 */
#ifndef PORT_NETNS_WATCH_H
#define PORT_NETNS_WATCH_H

#include "base/err.h"

struct ev_loop;
struct netns_watch;

/**
 * netns_watch_new() - Watch a namespace
 * @where:	As for netns_enter()
 * @disappeared: Called once, when the name, path or process has disappeared;
 *		may free the watch
 *
 * Return: the watch, or NULL with @err set
 */
struct netns_watch *netns_watch_new(struct ev_loop *loop, const char *where,
				    void (*disappeared)(void *arg), void *arg,
				    struct err *err);

/** netns_watch_free() - Stop watching; takes NULL */
void netns_watch_free(struct netns_watch *watch);

#endif /* PORT_NETNS_WATCH_H */
