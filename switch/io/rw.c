/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The read/write engine: works on every kernel.
 *
 * Descriptors are watched level-triggered, so a batch may end anywhere.  Frames
 * of a batch lie one behind another in one arena: small ones share few cache
 * lines, and a superframe takes the room of many.
 *
 * What one turn of the loop may take is TURN_WRITES writes, shared by all
 * descriptors that had something to read in the turn before.
 */
#include <errno.h>
#include <ev.h>
#include <stdlib.h>

#include "io/engine.h"
#include "io/sys.h"

#define ARENA_SIZE  (512 * 1024) /* seven superframes, many small ones */
#define ALIGNMENT   64		 /* a cache line */
#define BATCH_FIRST 8
#define TURN_WRITES 2048
#define NOTES	    256 /* writes that may await a flush */

/* A frame to be written. */
struct note {
	struct buf buf;
	int fd;
	struct io_chan *chan;
};

/**
 * struct rw - The engine
 * @writes:	Ever; to see what a batch caused
 * @turn:	Of the loop, when a reader was last called
 * @readers:	Called in this turn
 * @readers_before: Called in the turn before
 * @notes:	What io_write() left for io_flush(), @noted of them
 */
struct rw {
	struct io io;
	uint8_t *arena;
	size_t writes;
	unsigned int turn;
	size_t readers;
	size_t readers_before;
	size_t noted;
	struct note notes[NOTES];
};

struct rw_chan {
	struct io_chan chan;
	int fd;
	size_t batch; /* frames to read at a time */
	ev_io readable;
	ev_io writable;
};

static struct rw *rw_of(const struct rw_chan *c)
{
	return (struct rw *)c->chan.io;
}

/* Writes that one reader's batch may cause in this turn. */
static size_t budget_of_turn(struct rw *rw)
{
	unsigned int turn = ev_iteration(rw->io.loop);

	if (turn != rw->turn) {
		rw->turn = turn;
		rw->readers_before = rw->readers;
		rw->readers = 0;
	}
	rw->readers++;
	if (rw->readers_before > TURN_WRITES)
		return 1;
	return rw->readers_before ? TURN_WRITES / rw->readers_before
				  : TURN_WRITES;
}

/* Reads until the batch is full, the arena is, or nothing is left: then
 * @errnum is set. */
static size_t read_batch(struct rw_chan *c, size_t most, struct buf *bufs,
			 int *errnum)
{
	uint8_t *at = rw_of(c)->arena;
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

/* A batch grows while its writes stay well within the budget. */
static void adapt(struct rw_chan *c, size_t writes, size_t budget,
		  bool was_full)
{
	if (writes > budget && c->batch > 1)
		c->batch /= 2;
	else if (was_full && writes * 2 <= budget && c->batch < IO_BATCH)
		c->batch *= 2;
}

static void on_readable(EV_P_ ev_io *w, int revents)
{
	struct rw_chan *c = w->data;
	struct rw *rw = rw_of(c);
	struct buf bufs[IO_BATCH];
	size_t budget = budget_of_turn(rw);
	size_t most = c->batch < budget ? c->batch : budget;
	size_t before = rw->writes;
	int errnum = EAGAIN;
	size_t n;

	(void)revents;
	n = read_batch(c, most, bufs, &errnum);
	if (n) {
		c->chan.user->received(c->chan.arg, bufs, n);
		adapt(c, rw->writes - before, budget, n == c->batch);
	} else if (errnum != EAGAIN && errnum != EINTR) {
		ev_io_stop(EV_A_ w);
		c->chan.user->lost(c->chan.arg, errnum);
	}
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
	return &rw->io;
}

static void rw_free(struct io *io)
{
	struct rw *rw = (struct rw *)io;

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
	c->batch = BATCH_FIRST;
	ev_io_init(&c->readable, on_readable, fd, EV_READ);
	ev_io_init(&c->writable, on_writable, fd, EV_WRITE);
	c->readable.data = c;
	c->writable.data = c;
	ev_io_start(io->loop, &c->readable);
	return &c->chan;
}

/* All in one loop: see io/sys.h for why.  Nothing is noted meanwhile. */
static void rw_flush(struct io *io)
{
	struct rw *rw = (struct rw *)io;
	size_t n = rw->noted;

	rw->noted = 0;
	rw->writes += n;
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
	struct ev_loop *loop = chan->io->loop;

	rw_flush(chan->io);
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
