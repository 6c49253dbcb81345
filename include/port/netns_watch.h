/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notices when somebody gives up a network namespace.
 *
 * A tap that was opened inside a namespace keeps that namespace alive for as
 * long as its descriptor is open, so the kernel will never say that it died.
 * (Moving the tap there would not, but takes 20 ms each.)  What can be noticed
 * is that the name, the process or the path is gone by which the user called
 * it.
 */
#ifndef PORT_NETNS_WATCH_H
#define PORT_NETNS_WATCH_H

#include "base/err.h"

struct ev_loop;
struct netns_watch;

/**
 * netns_watch_new() - Watch a namespace
 * @where:	As for netns_enter()
 * @gone:	Called once; may free the watch
 *
 * Return: the watch, or NULL with @err set
 */
struct netns_watch *netns_watch_new(struct ev_loop *loop, const char *where,
				    void (*gone)(void *arg), void *arg,
				    struct err *err);

/** netns_watch_free() - Stop watching; takes NULL */
void netns_watch_free(struct netns_watch *watch);

#endif /* PORT_NETNS_WATCH_H */
