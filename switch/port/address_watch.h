/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News that the host has lost an address: whoever sends from one, looks.
 *
 * To lose it and to get another takes a moment, so nobody looks at once, and many
 * do not look in one iteration of the loop.  Who has another reason to doubt
 * its address looks by the same clock.
 *
 * All calls are made in our own network namespace, the only one that is watched.
 */
#ifndef PORT_ADDRESS_WATCH_H
#define PORT_ADDRESS_WATCH_H

#include <ev.h>
#include <sys/queue.h>

#include "base/types.h"

/**
 * struct address_watch - Somebody who sends from an address of this host
 * @is_on:	It is watched
 * @is_due:	It is to look
 * @refresh:	May start and stop this watch, and no other
 */
struct address_watch {
	TAILQ_ENTRY(address_watch) list;
	bool is_on;
	bool is_due;
	void (*refresh)(void *arg);
	void *arg;
};

/**
 * address_watch_start() - Hear of what is lost
 * @watch:	With @look and @arg set
 *
 * Where the kernel does not tell, only who doubts looks.
 */
void address_watch_start(struct address_watch *watch, struct ev_loop *loop);

/** address_watch_doubt() - Let it look soon; it may be off */
void address_watch_doubt(struct address_watch *watch);

/** address_watch_stop() - Twice is fine */
void address_watch_stop(struct address_watch *watch);

#endif /* PORT_ADDRESS_WATCH_H */
