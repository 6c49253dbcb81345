/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connected stream that carries a port's frames.
 *
 * Frames that the socket does not take at once wait in a queue of
 * STREAM_CONN_QUEUE bytes, for any time.  When it is full, frames are refused
 * with EAGAIN.  So a peer that stalls loses frames, and no other port waits for
 * it.
 */
#ifndef PORT_STREAM_CONN_H
#define PORT_STREAM_CONN_H

#include "base/bytebuf.h"
#include "frame/queue.h"
#include "io/io.h"
#include "port/port.h"

/* Bytes, with some 50 more counted for each frame; 60 GSO frames or so in the
 * other */
#define STREAM_CONN_QUEUE	1048576
#define STREAM_CONN_QUEUE_GSO	4194304

/**
 * struct stream_conn - A connection of a port
 * @ended:	The peer has disconnected, or sent an invalid length; the callee
 *		must call stream_conn_close()
 * @header:	VNET_HDR_SIZE if frames have virtio-net headers, else 0
 * @bad_len:	The invalid length that the peer sent; 0 for none
 * @in:		Received bytes that are not a whole frame yet
 * @waiting:	Frames that the socket has not taken yet; NULL if closed
 * @first_sent:	Bytes of the first waiting frame that are sent, counted from its
 *		length field on the stream
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
 * stream_conn_open() - Begin to send and receive frames
 * @conn:	With @port, @ended and @header set
 * @fd:		Non-blocking; owned by @conn, unless this fails
 *
 * Return: 0, or a negative errno with @err set
 */
int stream_conn_open(struct stream_conn *conn, struct io *io, int fd, struct err *err);

/** stream_conn_close() - Close it; waiting frames are refused.  Twice is fine */
void stream_conn_close(struct stream_conn *conn);

/** stream_conn_is_open() - Whether it is open */
static inline bool stream_conn_is_open(const struct stream_conn *conn)
{
	return conn->chan;
}

/** stream_conn_queued_bytes() - Bytes of the frames that wait */
size_t stream_conn_queued_bytes(const struct stream_conn *conn);

/** stream_conn_tx() - For port_ops.tx */
void stream_conn_tx(struct stream_conn *conn, const struct buf *frames, size_t n);

#endif /* PORT_STREAM_CONN_H */
