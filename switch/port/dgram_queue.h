/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way out of a connected datagram socket.
 *
 * A Unix socket takes few datagrams that were not read yet: eleven, unless the
 * reader is connected too (net.unix.max_dgram_qlen).  So what it does not take at
 * once waits, up to DGRAM_QUEUE_SIZE bytes and for any time; what finds no room is
 * refused with EAGAIN.
 */
#ifndef PORT_DGRAM_QUEUE_H
#define PORT_DGRAM_QUEUE_H

#include <ev.h>

#include "frame/queue.h"
#include "port/port.h"

#define DGRAM_QUEUE_SIZE	262144	/* with 50 or so for each frame */

/**
 * struct dgram_queue - Frames on their way to one peer
 * @waiting:	NULL where memory was short: then nothing can wait
 * @room:	Watched while frames wait
 */
struct dgram_queue {
	struct port *port;
	struct ev_loop *loop;
	int fd;
	struct frame_queue *waiting;
	ev_io room;
};

/** dgram_queue_open() - @fd stays the caller's.  Return: false without memory */
bool dgram_queue_open(struct dgram_queue *o, struct port *port, struct ev_loop *loop,
		      int fd);

/** dgram_queue_close() - What waits is refused; twice is fine */
void dgram_queue_close(struct dgram_queue *o);

/** dgram_queue_bytes() - Of the frames that wait */
size_t dgram_queue_bytes(const struct dgram_queue *o);

/**
 * dgram_queue_tx() - As port_ops.tx
 *
 * Return: 0, or the positive errno of what was refused last
 */
int dgram_queue_tx(struct dgram_queue *o, const struct buf *frames, size_t n);

#endif /* PORT_DGRAM_QUEUE_H */
