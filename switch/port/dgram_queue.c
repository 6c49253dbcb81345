/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/dgram_queue.h"

#include <errno.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "port/mmsg.h"

static bool keep(struct dgram_queue *o, const struct buf *frame)
{
	uint8_t head[FRAMING_SIZE];
	const size_t room = o->waiting.size - o->waiting.len;
	const bool mark = o->port->sends_own;

	if (room < FRAMING_SIZE + frame->len || (mark && o->waiting.marked))
		return false;
	framing_write(head, frame->len);
	bytebuf_put(&o->waiting, head, FRAMING_SIZE);
	bytebuf_put(&o->waiting, frame->data, frame->len);
	if (mark)
		bytebuf_mark(&o->waiting);
	return true;
}

static int keep_all(struct dgram_queue *o, const struct buf *frames, size_t n)
{
	int last = 0;

	for (size_t i = 0; i < n; i++)
		if (!keep(o, &frames[i])) {
			o->port->events->refused(o->port, EAGAIN);
			last = EAGAIN;
		}
	if (o->waiting.len)
		ev_io_start(o->loop, &o->room);
	return last;
}

/* Whether the frame that waits at @at is of the switch's own */
static bool is_own(const struct dgram_queue *o, const uint8_t *at)
{
	return at + FRAMING_SIZE + get_be32(at) ==
	       bytebuf_front(&o->waiting) + o->waiting.marked;
}

/* Those that have waited longest, as they lie; one of the switch's own alone.  The
 * port sends them from now on. */
static size_t first_ones(const struct dgram_queue *o,
			 struct buf frames[IO_BATCH])
{
	uint8_t *at = bytebuf_front(&o->waiting);
	const uint8_t *end = at + o->waiting.len;
	size_t n = 0;

	o->port->sends_own = at < end && is_own(o, at);
	while (n < IO_BATCH && at < end) {
		if (n && (o->port->sends_own || is_own(o, at)))
			break;
		frames[n].len = get_be32(at);
		frames[n].data = at + FRAMING_SIZE;
		at += FRAMING_SIZE + frames[n++].len;
	}
	return n;
}

static void on_room(EV_P_ ev_io *w, int revents)
{
	struct dgram_queue *o = w->data;
	struct buf frames[IO_BATCH];
	size_t n = first_ones(o, frames), done = 0;

	(void)revents;
	mmsg_write(o->port, o->fd, NULL, frames, n, 0, &done);
	o->port->sends_own = false;
	for (size_t i = 0; i < done; i++)
		bytebuf_drop(&o->waiting, FRAMING_SIZE + frames[i].len);
	if (!o->waiting.len)
		ev_io_stop(EV_A_ w);
}

bool dgram_queue_open(struct dgram_queue *o, struct port *port,
		      struct ev_loop *loop, int fd)
{
	*o = (struct dgram_queue){ .port = port, .loop = loop, .fd = fd };
	ev_io_init(&o->room, on_room, fd, EV_WRITE);
	o->room.data = o;
	return bytebuf_init(&o->waiting, DGRAM_QUEUE_SIZE);
}

void dgram_queue_close(struct dgram_queue *o)
{
	struct buf frames[IO_BATCH];
	size_t n;

	if (!o->waiting.bytes)
		return;
	ev_io_stop(o->loop, &o->room);
	while ((n = first_ones(o, frames)))
		for (size_t i = 0; i < n; i++) {
			o->port->events->refused(o->port, ENOTCONN);
			bytebuf_drop(&o->waiting, FRAMING_SIZE + frames[i].len);
		}
	bytebuf_free(&o->waiting);
}

int dgram_queue_tx(struct dgram_queue *o, const struct buf *frames, size_t n)
{
	size_t done = 0;
	int last = 0, kept;

	if (!o->waiting.len)
		last = mmsg_write(o->port, o->fd, NULL, frames, n, 0, &done);
	kept = keep_all(o, frames + done, n - done);
	return kept ? kept : last;
}
