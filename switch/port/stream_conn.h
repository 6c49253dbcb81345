/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connected stream that carries a port's frames.
 *
 * What the other end does not take at once waits, up to STREAM_CONN_QUEUE bytes and
 * for any time; what finds no room is refused with EAGAIN.  So a peer that stalls
 * loses frames, and nobody else waits for it.
 */
#ifndef PORT_STREAM_CONN_H
#define PORT_STREAM_CONN_H

#include "base/bytebuf.h"
#include "frame/queue.h"
#include "io/io.h"
#include "port/port.h"

/* With 50 bytes or so for each frame; where GSO frames pass, for some 60 of them */
#define STREAM_CONN_QUEUE	1048576
#define STREAM_CONN_QUEUE_GSO	4194304

/**
 * struct stream_conn - A connection of a port
 * @ended:	The other end is gone, or speaks another language; stream_conn_close()
 *		is next
 * @header:	VNET_HDR_SIZE when GSO frames pass, else 0
 * @waiting:	Frames that the other end has not taken yet; NULL when it is closed
 * @first_sent:	Bytes of the first of them that have gone, with what is in front of
 *		it on the stream: its length, and @header
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
	struct frame_queue *waiting;
	size_t first_sent;
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

/** stream_conn_queued_bytes() - Of the frames that wait */
size_t stream_conn_queued_bytes(const struct stream_conn *conn);

/** stream_conn_tx() - As port_ops.tx */
void stream_conn_tx(struct stream_conn *conn, const struct buf *frames, size_t n);

#endif /* PORT_STREAM_CONN_H */
