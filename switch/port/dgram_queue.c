/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/dgram_queue.h"

#include <errno.h>

#include "port/mmsg.h"

static bool has_waiting(const struct dgram_queue *o)
{
	return o->waiting && frame_queue_count(o->waiting);
}

static int keep_all(struct dgram_queue *o, const struct buf *frames, size_t n)
{
	const bool own = o->port->sends_own;
	int last = 0;

	for (size_t i = 0; i < n; i++)
		if (!o->waiting ||
		    !frame_queue_add(o->waiting, frames[i], own, 0)) {
			o->port->events->refused(o->port, EAGAIN);
			last = EAGAIN;
		}
	if (has_waiting(o))
		ev_io_start(o->loop, &o->room);
	return last;
}

/* Sends the oldest waiting frames, or refuses them if the socket does. */
static void on_room(EV_P_ ev_io *w, int revents)
{
	struct dgram_queue *o = w->data;
	struct buf frames[IO_BATCH];
	size_t done = 0;
	size_t n = frame_queue_peek(o->waiting, frames, IO_BATCH,
				    &o->port->sends_own);

	(void)revents;
	mmsg_write(o->port, o->fd, NULL, frames, n, 0, &done);
	o->port->sends_own = false;
	while (done--)
		frame_queue_pop(o->waiting);
	if (!has_waiting(o))
		ev_io_stop(EV_A_ w);
}

bool dgram_queue_open(struct dgram_queue *o, struct port *port,
		      struct ev_loop *loop, int fd)
{
	*o = (struct dgram_queue){ .port = port, .loop = loop, .fd = fd };
	ev_io_init(&o->room, on_room, fd, EV_WRITE);
	o->room.data = o;
	o->waiting = frame_queue_new(DGRAM_QUEUE_SIZE, FRAME_QUEUE_ANY_TIME);
	return o->waiting;
}

void dgram_queue_close(struct dgram_queue *o)
{
	struct buf frame;

	if (!o->waiting)
		return;
	ev_io_stop(o->loop, &o->room);
	while (frame_queue_peek(o->waiting, &frame, 1, &o->port->sends_own)) {
		o->port->events->refused(o->port, ENOTCONN);
		frame_queue_pop(o->waiting);
	}
	o->port->sends_own = false;
	frame_queue_free(o->waiting);
	o->waiting = NULL;
}

size_t dgram_queue_bytes(const struct dgram_queue *o)
{
	return o->waiting ? frame_queue_bytes(o->waiting) : 0;
}

int dgram_queue_tx(struct dgram_queue *o, const struct buf *frames, size_t n)
{
	size_t done = 0;
	int last = 0, kept;

	if (!has_waiting(o))
		last = mmsg_write(o->port, o->fd, NULL, frames, n, 0, &done);
	kept = keep_all(o, frames + done, n - done);
	return kept ? kept : last;
}
