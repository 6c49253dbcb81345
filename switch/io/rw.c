/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The read/write engine: works on every kernel.
 *
 * Descriptors are watched level-triggered, so a batch may end anywhere.  Frames
 * of a batch lie one behind another in one arena: small ones share few cache
 * lines, and a superframe takes the room of many.
 *
 * What is readable stands in a queue and gets one batch when its turn comes.
 * The queue is served at the end of each turn of the loop until TURN_WRITES
 * writes were made; who is left comes first in the next.  A batch is the
 * smaller the more descriptors one frame may have to be written to.
 */
#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "io/engine.h"
#include "io/sys.h"

#define ARENA_SIZE   (512 * 1024) /* seven superframes, many small ones */
#define ALIGNMENT    64		  /* a cache line */
#define TURN_WRITES  2048
#define BATCH_WRITES 8192 /* of a batch that is flooded */
#define BATCH_LEAST  8
#define NOTES	     256 /* writes that may await a flush */

/* A frame to be written. */
struct note {
	struct buf buf;
	int fd;
	struct io_chan *chan;
};

struct rw_chan {
	struct io_chan chan;
	int fd;
	bool is_queued;
	TAILQ_ENTRY(rw_chan) queue;
	ev_io readable;
	ev_io writable;
};

/**
 * struct rw - The engine
 * @serve:	Runs at the end of each turn
 * @readable:	Those that wait for their batch
 * @chans:	How many there are
 * @moves:	Frames read and written in this turn
 * @notes:	What io_write() left for io_flush(), @noted of them
 */
struct rw {
	struct io io;
	uint8_t *arena;
	ev_prepare serve;
	TAILQ_HEAD(rw_queue, rw_chan) readable;
	size_t chans;
	size_t moves;
	size_t noted;
	struct note notes[NOTES];
};

/* Reads until the batch is full, the arena is, or nothing is left: then
 * @errnum is set. */
static size_t read_batch(struct rw_chan *c, size_t most, struct buf *bufs,
			 int *errnum)
{
	uint8_t *at = ((struct rw *)c->chan.io)->arena;
	const uint8_t *end = at + ARENA_SIZE;
	size_t n = 0;

	while (n < most && end - at >= ALIGNMENT + IO_FRAME_MAX) {
		long len = sys_read(c->fd, at + IO_HEADROOM, IO_FRAME_MAX);

		if (len <= 0) {
			*errnum = len ? (int)-len : ENODATA;
			break;
		}
		bufs[n++] = (struct buf){ at + IO_HEADROOM, (uint32_t)len };
		at += ((size_t)len + IO_HEADROOM + ALIGNMENT - 1) &
		      ~(size_t)(ALIGNMENT - 1);
	}
	return n;
}

static size_t batch_size(const struct rw *rw)
{
	size_t n = BATCH_WRITES / (rw->chans + 1);

	if (n < BATCH_LEAST)
		return BATCH_LEAST;
	return n < IO_BATCH ? n : IO_BATCH;
}

/* The kernel may fail to describe one frame; a device that is gone says so. */
static bool is_lost(int errnum)
{
	return errnum == EBADFD || errnum == EBADF || errnum == ENODEV ||
	       errnum == ENODATA;
}

static void serve_one(struct rw *rw, struct rw_chan *c)
{
	struct buf bufs[IO_BATCH];
	int errnum = EAGAIN;
	size_t n = read_batch(c, batch_size(rw), bufs, &errnum);

	rw->moves += n;
	if (n) {
		c->chan.user->received(c->chan.arg, bufs, n);
	} else if (is_lost(errnum)) {
		ev_io_stop(rw->io.loop, &c->readable);
		c->chan.user->lost(c->chan.arg, errnum);
	}
}

static void on_serve(EV_P_ ev_prepare *w, int revents)
{
	struct rw *rw = w->data;
	struct rw_chan *c;

	(void)loop;
	(void)revents;
	rw->moves = 0;
	while (rw->moves < TURN_WRITES && (c = TAILQ_FIRST(&rw->readable))) {
		TAILQ_REMOVE(&rw->readable, c, queue);
		c->is_queued = false;
		serve_one(rw, c);
	}
}

static void on_readable(EV_P_ ev_io *w, int revents)
{
	struct rw_chan *c = w->data;
	struct rw *rw = (struct rw *)c->chan.io;

	(void)loop;
	(void)revents;
	if (!c->is_queued)
		TAILQ_INSERT_TAIL(&rw->readable, c, queue);
	c->is_queued = true;
}

static void on_writable(EV_P_ ev_io *w, int revents)
{
	struct rw_chan *c = w->data;

	(void)revents;
	ev_io_stop(EV_A_ w);
	c->chan.user->writable(c->chan.arg);
}

static struct io *rw_make(struct ev_loop *loop, struct err *err)
{
	struct rw *rw = calloc(1, sizeof(*rw));

	if (!rw) {
		err_set(err, ENOMEM, "start the engine");
		return NULL;
	}
	rw->io.loop = loop;
	rw->arena = aligned_alloc(ALIGNMENT, ARENA_SIZE);
	if (!rw->arena) {
		err_set(err, ENOMEM, "start the engine");
		free(rw);
		return NULL;
	}
	TAILQ_INIT(&rw->readable);
	ev_prepare_init(&rw->serve, on_serve);
	rw->serve.data = rw;
	ev_prepare_start(loop, &rw->serve);
	return &rw->io;
}

static void rw_free(struct io *io)
{
	struct rw *rw = (struct rw *)io;

	ev_prepare_stop(io->loop, &rw->serve);
	free(rw->arena);
	free(rw);
}

static struct io_chan *rw_open(struct io *io, int fd,
			       const struct io_user *user, void *arg,
			       struct err *err)
{
	struct rw_chan *c = calloc(1, sizeof(*c));

	if (!c) {
		err_set(err, ENOMEM, "watch a descriptor");
		return NULL;
	}
	c->chan = (struct io_chan){ io, user, arg };
	c->fd = fd;
	ev_io_init(&c->readable, on_readable, fd, EV_READ);
	ev_io_init(&c->writable, on_writable, fd, EV_WRITE);
	c->readable.data = c;
	c->writable.data = c;
	ev_io_start(io->loop, &c->readable);
	((struct rw *)io)->chans++;
	return &c->chan;
}

/* All in one loop: see io/sys.h for why. */
static void rw_flush(struct io *io)
{
	struct rw *rw = (struct rw *)io;
	size_t n = rw->noted;

	rw->noted = 0;
	rw->moves += n;
	for (size_t i = 0; i < n; i++) {
		const struct note *note = &rw->notes[i];
		long ret = sys_write(note->fd, note->buf.data, note->buf.len);

		if (ret < 0)
			note->chan->user->refused(note->chan->arg, (int)-ret);
	}
}

static void rw_close(struct io_chan *chan)
{
	struct rw_chan *c = (struct rw_chan *)chan;
	struct rw *rw = (struct rw *)chan->io;
	struct ev_loop *loop = rw->io.loop;

	rw_flush(chan->io);
	if (c->is_queued)
		TAILQ_REMOVE(&rw->readable, c, queue);
	rw->chans--;
	ev_io_stop(loop, &c->readable);
	ev_io_stop(loop, &c->writable);
	free(c);
}

static void rw_write(struct io_chan *chan, const struct buf *bufs, size_t n)
{
	struct rw *rw = (struct rw *)chan->io;
	int fd = ((struct rw_chan *)chan)->fd;

	for (size_t i = 0; i < n; i++) {
		if (rw->noted == NOTES)
			rw_flush(&rw->io);
		rw->notes[rw->noted++] = (struct note){ bufs[i], fd, chan };
	}
}

static void rw_watch_writable(struct io_chan *chan)
{
	struct rw_chan *c = (struct rw_chan *)chan;

	ev_io_start(chan->io->loop, &c->writable);
}

const struct io_engine io_rw = {
	.word = "rw",
	.make = rw_make,
	.free = rw_free,
	.open = rw_open,
	.close = rw_close,
	.write = rw_write,
	.flush = rw_flush,
	.watch_writable = rw_watch_writable,
};
