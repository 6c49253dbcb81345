/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connected stream that carries a port's frames.
 *
 * What the other end does not take at once waits, up to STREAM_CONN_QUEUE bytes; what
 * finds no room is refused with EAGAIN.  So a peer that stalls loses frames, and
 * nobody else waits for it.  Of the switch's own frames one may wait, so that it is
 * known when it is refused later.
 */
#ifndef PORT_STREAM_CONN_H
#define PORT_STREAM_CONN_H

#include "base/bytebuf.h"
#include "io/io.h"
#include "port/port.h"

#define STREAM_CONN_QUEUE	1048576
#define STREAM_CONN_QUEUE_GSO 4194304	/* where GSO frames pass: 64 of them */

/**
 * struct stream_conn - A connection of a port
 * @ended:	The other end is gone, or speaks another language; stream_conn_close()
 *		is next
 * @header:	VNET_HDR_SIZE when GSO frames pass, else 0
 * @first_left:	Bytes of @out that are of its first frame, which may have begun to go
 * @bad_len:	What it claimed that a frame has, which none has; or 0
 */
struct stream_conn {
	struct port *port;
	void (*ended)(struct port *port);
	size_t header;
	uint32_t bad_len;
	int fd;
	struct io_chan *chan;
	struct bytebuf in;
	struct bytebuf out;
	size_t first_left;
};

/**
 * stream_conn_open() - Frames pass from now on
 * @port, @ended, @header: of @conn are set
 * @fd:		Non-blocking; taken over, unless opening fails
 */
int stream_conn_open(struct stream_conn *conn, struct io *io, int fd, struct err *err);

/** stream_conn_close() - What waits is refused; twice is fine */
void stream_conn_close(struct stream_conn *conn);

/** stream_conn_is_open() - Between the two */
static inline bool stream_conn_is_open(const struct stream_conn *conn)
{
	return conn->chan;
}

/** stream_conn_tx() - As port_ops.tx */
void stream_conn_tx(struct stream_conn *conn, const struct buf *frames, size_t n);

#endif /* PORT_STREAM_CONN_H */
