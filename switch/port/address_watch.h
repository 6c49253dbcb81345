/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watches the host's addresses: when one is removed, sockets check whether they
 * can still send.
 *
 * A host that replaces an address removes it shortly before it adds the next.
 * So the checks run a moment later, and a few in each loop iteration.  A user
 * that has another reason to check asks for it here, and is called in the same
 * way.
 *
 * All functions must be called in the switch's own network namespace, the only
 * one that is watched.
 */
#ifndef PORT_ADDRESS_WATCH_H
#define PORT_ADDRESS_WATCH_H

#include <ev.h>
#include <sys/queue.h>

#include "base/types.h"

/**
 * struct address_watch - A user of one of the host's addresses
 * @is_on:	The watch is started
 * @is_due:	@refresh is to be called soon
 * @refresh:	Check the address.  It may start and stop this watch, but no
 *		other
 */
struct address_watch {
	TAILQ_ENTRY(address_watch) list;
	bool is_on;
	bool is_due;
	void (*refresh)(void *arg);
	void *arg;
};

/**
 * address_watch_start() - Call @refresh after an address was removed
 * @watch:	With @refresh and @arg set
 *
 * If the kernel does not report addresses, @refresh is called only after
 * address_watch_check_soon().
 */
void address_watch_start(struct address_watch *watch, struct ev_loop *loop);

/** address_watch_check_soon() - Call @refresh soon, unless the watch is stopped */
void address_watch_check_soon(struct address_watch *watch);

/** address_watch_stop() - Call @refresh no more; twice is fine */
void address_watch_stop(struct address_watch *watch);

#endif /* PORT_ADDRESS_WATCH_H */
