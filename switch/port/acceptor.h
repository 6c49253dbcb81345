/* SPDX-License-Identifier: BSD-2-Clause */
/* A place where clients connect, watched by the loop. */
#ifndef PORT_ACCEPTOR_H
#define PORT_ACCEPTOR_H

#include <ev.h>

#include "port/address.h"

#define PEER_TEXT_SIZE	160

/**
 * struct acceptor - A listening socket
 * @accepted:	Somebody connected: @fd is non-blocking, and @arg's from now on
 * @turn_end:	Accepts when all else of the turn is done: then a client that has
 *		gone is known to have, and another may have its place
 * @pause:	Runs while no more can be accepted
 */
struct acceptor {
	struct ev_loop *loop;
	void (*accepted)(void *arg, int fd);
	void *arg;
	uint64_t *refused;
	ev_io ready;
	ev_prepare turn_end;
	ev_timer pause;
};

/**
 * acceptor_start() - Watch a listening socket, which stays the caller's
 * @refused:	Counts those for whom there was no descriptor
 */
void acceptor_start(struct acceptor *a, struct ev_loop *loop, int fd,
		    void (*accepted)(void *arg, int fd), void *arg,
		    uint64_t *refused);

/** acceptor_stop() - Nobody is accepted any more */
void acceptor_stop(struct acceptor *a);

/**
 * acceptor_peer() - Who is at the other end, for people
 *
 * The address of a TCP client; "pid 4711, uid 1000" of a Unix socket's.
 */
void acceptor_peer(int fd, char text[PEER_TEXT_SIZE]);

/** acceptor_uid() - The user at the other end of a Unix socket; else (uid_t)-1 */
uid_t acceptor_uid(int fd);

/** acceptor_path() - Where the other end's socket is, held in @peer; else NULL */
const char *acceptor_path(int fd, struct address *peer);

#endif /* PORT_ACCEPTOR_H */
