/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connected stream that carries a port's frames.
 *
 * What the other end does not take at once waits, up to WIRE_QUEUE bytes; what
 * finds no room is refused with EAGAIN.  So a peer that stalls loses frames, and
 * nobody else waits for it.  Of the switch's own frames one may wait, so that it is
 * known when it is refused later.
 */
#ifndef PORT_WIRE_H
#define PORT_WIRE_H

#include "base/backlog.h"
#include "io/io.h"
#include "port/port.h"

#define WIRE_QUEUE	1048576
#define WIRE_QUEUE_SUPER 4194304	/* where GSO frames pass: 64 of them */

/**
 * struct wire - A connection of a port
 * @ended:	The other end is gone, or speaks another language; wire_close()
 *		is next
 * @header:	VNET_HDR_SIZE when GSO frames pass, else 0
 * @first_left:	Bytes of @out that are of its first frame, which may have begun to go
 * @bad_len:	What it claimed that a frame has, which none has; or 0
 */
struct wire {
	struct port *port;
	void (*ended)(struct port *port);
	size_t header;
	uint32_t bad_len;
	int fd;
	struct io_chan *chan;
	struct backlog in;
	struct backlog out;
	size_t first_left;
};

/**
 * wire_open() - Frames pass from now on
 * @port, @ended, @header: of @wire are set
 * @fd:		Non-blocking; taken over, unless opening fails
 */
int wire_open(struct wire *wire, struct io *io, int fd, struct err *err);

/** wire_close() - What waits is refused; twice is fine */
void wire_close(struct wire *wire);

/** wire_is_open() - Between the two */
static inline bool wire_is_open(const struct wire *wire)
{
	return wire->chan;
}

/** wire_tx() - As port_ops.tx */
void wire_tx(struct wire *wire, const struct buf *frames, size_t n);

#endif /* PORT_WIRE_H */
