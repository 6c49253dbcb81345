/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way out of a connected datagram socket.
 *
 * A Unix socket takes few datagrams that were not read yet: eleven, unless the
 * reader is connected too (net.unix.max_dgram_qlen).  So what it does not take at
 * once waits, up to OUTBOX_SIZE bytes; what finds no room is refused with EAGAIN.
 * Of the switch's own frames one may wait, so that it is known when it is refused
 * later.
 */
#ifndef PORT_OUTBOX_H
#define PORT_OUTBOX_H

#include <ev.h>

#include "base/backlog.h"
#include "port/port.h"

#define OUTBOX_SIZE	262144

/**
 * struct outbox - Frames on their way to one peer
 * @waiting:	Each behind its length, as frame/framing.h has it
 * @room:	Watched while frames wait
 */
struct outbox {
	struct port *port;
	struct ev_loop *loop;
	int fd;
	struct backlog waiting;
	ev_io room;
};

/** outbox_open() - @fd stays the caller's.  Return: false without memory */
bool outbox_open(struct outbox *o, struct port *port, struct ev_loop *loop,
		 int fd);

/** outbox_close() - What waits is refused; twice is fine */
void outbox_close(struct outbox *o);

/**
 * outbox_tx() - As port_ops.tx
 *
 * Return: 0, or the positive errno of what was refused last
 */
int outbox_tx(struct outbox *o, const struct buf *frames, size_t n);

#endif /* PORT_OUTBOX_H */
