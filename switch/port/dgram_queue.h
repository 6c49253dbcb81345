/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queue of frames in front of a connected datagram socket.
 *
 * A Unix socket holds few datagrams that are not read yet: eleven, unless the
 * reader is connected too (net.unix.max_dgram_qlen).  So frames that it does
 * not take at once wait here, up to DGRAM_QUEUE_SIZE bytes and for any time.
 * When the queue is full, frames are refused with EAGAIN.
 */
#ifndef PORT_DGRAM_QUEUE_H
#define PORT_DGRAM_QUEUE_H

#include <ev.h>

#include "frame/queue.h"
#include "port/port.h"

#define DGRAM_QUEUE_SIZE	262144	/* bytes, some 50 more for each frame */

/**
 * struct dgram_queue - The queue to one peer
 * @fd:		The socket
 * @waiting:	The queue; NULL if memory was short, and then no frame can wait
 * @room:	Runs while frames wait, until the socket has room
 */
struct dgram_queue {
	struct port *port;
	struct ev_loop *loop;
	int fd;
	struct frame_queue *waiting;
	ev_io room;
};

/** dgram_queue_open() - Open it; @fd stays the caller's.  False without memory */
bool dgram_queue_open(struct dgram_queue *o, struct port *port, struct ev_loop *loop,
		      int fd);

/** dgram_queue_close() - Refuse waiting frames, and close; twice is fine */
void dgram_queue_close(struct dgram_queue *o);

/** dgram_queue_bytes() - Bytes of the frames that wait */
size_t dgram_queue_bytes(const struct dgram_queue *o);

/**
 * dgram_queue_tx() - Send or queue frames, as port_ops.tx
 *
 * Return: 0, or the positive errno of the last frame that was refused
 */
int dgram_queue_tx(struct dgram_queue *o, const struct buf *frames, size_t n);

#endif /* PORT_DGRAM_QUEUE_H */
