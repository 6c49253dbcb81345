/* SPDX-License-Identifier: BSD-2-Clause */
/* Accepts connections on a listening socket, and describes their peers. */
#ifndef PORT_ACCEPTOR_H
#define PORT_ACCEPTOR_H

#include <ev.h>

#include "base/peer.h"
#include "port/address.h"

#define PEER_TEXT_SIZE	160

/**
 * struct acceptor - A listening socket
 * @accepted:	A client has connected; @fd is non-blocking, and the callee's
 * @refused:	See acceptor_start()
 * @ready:	A client is waiting to be accepted
 * @iteration_end:	Accepts it at the end of the loop iteration.  Disconnects of
 *		other clients are processed by then, and a new one can have
 *		their place
 * @pause:	Runs while descriptors or memory are short; nothing is accepted
 */
struct acceptor {
	struct ev_loop *loop;
	void (*accepted)(void *arg, int fd);
	void *arg;
	uint64_t *refused;
	ev_io ready;
	ev_prepare iteration_end;
	ev_timer pause;
};

/**
 * acceptor_start() - Accept on @fd, a listening socket that stays the caller's
 * @refused:	Counter of clients that were closed for want of a descriptor
 */
void acceptor_start(struct acceptor *a, struct ev_loop *loop, int fd,
		    void (*accepted)(void *arg, int fd), void *arg,
		    uint64_t *refused);

/** acceptor_stop() - Accept no more clients */
void acceptor_stop(struct acceptor *a);

/**
 * acceptor_peer() - Describe the peer of a connection, for people
 *
 * A TCP peer by its address; the peer of a Unix socket as "pid 4711, uid 1000".
 */
void acceptor_peer(int fd, char text[PEER_TEXT_SIZE]);

/** acceptor_process() - The process of a Unix socket's peer; else PEER_NONE */
struct peer acceptor_process(int fd);

/** acceptor_path() - Path of the peer's socket, stored in @peer; NULL if none */
const char *acceptor_path(int fd, struct address *peer);

#endif /* PORT_ACCEPTOR_H */
