/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream port's inside, for kinds that are one in another coat. */
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
 * @fd:		To accept from, or of a connection being made; -1 if neither
 * @watch:	Looks whether what is listened on is there, if it belongs to a link
 * @connected:	Writable when @fd is connected, or has failed to
 * @again:	Until the next attempt, which comes @wait_s after the last has
 *		failed; or until one that has no answer is given up for another
 * @handshakes: With who is still to prove the secret
 * @since_ms:	When the connection was made, by the monotonic clock
 * @peer:	Who is at the other end, for people
 * @why:	Why there is nobody, of the last attempt; 0 for no error
 * @connects:	How many connections there were
 * @rejected: Who found somebody here, may not come, or lacks the secret
 * @clients:	With the others of the listener that let it in
 * @from:	Likewise: its address
 */
struct stream {
	struct port port;
	struct stream_config config;
	struct io *io;
	struct stream_conn conn;
	int fd;
	struct acceptor acceptor;
	struct address_watch watch;
	ev_io connected;
	ev_timer again;
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
 * stream_use() - A connection is the port's; it is told to nobody
 *
 * Return: 0, or a negative errno with @err set and @fd still the caller's
 */
int stream_use(struct stream *s, int fd, struct err *err);

/** stream_join() - Of a port that is open already: who is there */
void stream_join(struct stream *s, int fd);

/** stream_connect_soon() - Open one that connects; the loop makes the attempts */
int stream_connect_soon(struct stream *s, struct err *err);

/** stream_connect_ended() - Its connection did: make another */
void stream_connect_ended(struct stream *s);

/** stream_connect_stop() - No more attempts; of any port */
void stream_connect_stop(struct stream *s);

/** stream_connect_wait_no_longer() - @reconnect_s may be shorter now */
void stream_connect_wait_no_longer(struct stream *s);

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
