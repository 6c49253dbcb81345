/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream port's state, shared by the files of this kind and by patch ports. */
#ifndef PORT_STREAM_PORT_H
#define PORT_STREAM_PORT_H

#include <sys/queue.h>

#include "port/acceptor.h"
#include "port/address_watch.h"
#include "port/handshake.h"
#include "port/stream.h"
#include "port/stream_conn.h"

/**
 * struct stream - A stream port
 * @fd:		Listening socket, or that of an attempt to connect; -1 if
 *		neither
 * @watch:	Checks that the interface of a link-local address still exists
 * @writable:	Runs until the attempt of @fd has succeeded or failed
 * @retry:	Runs until the next attempt, which follows @wait_s after the
 *		last one has failed; or until an attempt without an answer is
 *		given up
 * @handshakes: Connections whose peers have yet to prove the secret
 * @since_ms:	Time at which the connection was made, by the monotonic clock
 * @peer:	The connected peer, for people
 * @why:	Error of the last attempt, as for handshake_why(); 0 for none
 * @connects:	Number of connections so far
 * @rejected:	Number of peers that were rejected: another one is connected,
 *		their address is not allowed, or they did not prove the secret
 * @clients:	Entry in the list of the listener that accepted it
 * @from:	Address of that listener's client
 */
struct stream {
	struct port port;
	struct stream_config config;
	struct io *io;
	struct stream_conn conn;
	int fd;
	struct acceptor acceptor;
	struct address_watch watch;
	ev_io writable;
	ev_timer retry;
	struct handshakes handshakes;
	double wait_s;
	int64_t since_ms;
	char peer[PEER_TEXT_SIZE];
	int why;
	uint64_t connects;
	uint64_t rejected;
	LIST_ENTRY(stream) clients;
	struct address from;
};

/**
 * stream_use() - Begin to use a connection, without a report to the port's
 * owner
 *
 * Return: 0, or a negative errno with @err set and @fd still the caller's
 */
int stream_use(struct stream *s, int fd, struct err *err);

/** stream_join() - Use a connection of an open port, and report it; takes @fd */
void stream_join(struct stream *s, int fd);

/**
 * stream_connect_start() - Open a port that connects; the loop makes the
 * attempts
 */
int stream_connect_start(struct stream *s, struct err *err);

/** stream_connect_ended() - The connection has ended: make another */
void stream_connect_ended(struct stream *s);

/** stream_connect_stop() - Make no more attempts; for ports of any role */
void stream_connect_stop(struct stream *s);

/** stream_connect_limit_wait() - Apply a change of @reconnect_s */
void stream_connect_limit_wait(struct stream *s);

void stream_init(struct port *port);
int stream_open(struct port *port, struct io *io, struct err *err);
void stream_close(struct port *port);
void stream_undo(struct port *port);
void stream_free(struct port *port);
void stream_tx(struct port *port, const struct buf *frames, size_t n);
bool stream_is_equal(const struct port *port, const struct port *wanted);
int stream_swap(struct port *port, struct port *wanted, struct err *err);
void stream_show(const struct port *port, struct writer *out);

#endif /* PORT_STREAM_PORT_H */
