/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides how many frames an iteration of the loop moves, and from which
 * channels.
 *
 * Descriptors are watched level-triggered, so a batch may end anywhere.
 * Readable channels are put in a queue.  At the end of each iteration the queue
 * is served in rounds: a batch is read from each of the first channels, and a
 * channel that may have more frames goes to the end of the queue.  A round
 * reads fewer frames if a frame may have to be written to many descriptors, or
 * if recent frames of a channel took many writes: a GSO frame may be cut into
 * dozens of pieces for each port.
 *
 * An iteration ends when every channel that was queued at its start has had a
 * batch, and enough frames were moved to outweigh the fixed cost of an
 * iteration: ITERATION_SHARE, or SOLO_SHARE if one channel has been the only
 * active one for some time, since then no other is kept waiting.
 */
#include <errno.h>

#include "base/time.h"
#include "io/engine.h"

/* Frames read and written */
#define ITERATION_BUDGET 2048 /* limit, even if channels are still queued */
#define ITERATION_SHARE	 64
#define SOLO_SHARE	 512
#define SOLO_ITERATIONS	 16

#define ROUND_BUDGET 4096 /* reads and writes; about 5 ms if all is flooded */
#define DEPTH_FIRST  4
#define COST_SHRINK  4 /* a cheaper batch reduces the cost by this fraction */

static void enqueue(struct io_chan *c)
{
	if (c->is_queued)
		return;
	TAILQ_INSERT_TAIL(&c->io->readable, c, queue);
	c->io->queued++;
	c->is_queued = true;
}

static void dequeue(struct io_chan *c)
{
	if (!c->is_queued)
		return;
	TAILQ_REMOVE(&c->io->readable, c, queue);
	c->io->queued--;
	c->is_queued = false;
}

/* Cost of a frame: its read, and at least a write to each other channel */
static size_t cost_of(const struct io_chan *c)
{
	return c->cost > c->io->chans ? c->cost : c->io->chans;
}

/* Number of frames of a channel that fit in the round.  The first channel gets
 * at least one, whatever it costs, since the writes of a frame are not
 * divided. */
static size_t frames_to_read(const struct io_chan *c, size_t frames,
			     size_t budget)
{
	size_t n = budget / cost_of(c);

	if (!n && frames == IO_BATCH)
		return 1;
	n = n < frames ? n : frames;
	return n < c->depth ? n : c->depth;
}

static void request_batches(struct io *io)
{
	size_t frames = IO_BATCH, budget = ROUND_BUDGET, most;
	struct buf *bufs = io->bufs;
	struct io_chan *c;

	io->wanted = 0;
	while ((c = TAILQ_FIRST(&io->readable)) &&
	       (most = frames_to_read(c, frames, budget))) {
		dequeue(c);
		io->reads[io->wanted++] = (struct read_req){ .chan = c,
							     .most = most,
							     .bufs = bufs };
		bufs += most;
		frames -= most;
		budget -=
			budget < most * cost_of(c) ? budget : most * cost_of(c);
	}
}

/* A read that finds no frame costs half as much as one that does; but frames in
 * different batches cannot be merged. */
static size_t next_depth(size_t depth, const struct read_req *a)
{
	if (a->n == a->most)
		return 2 * depth < IO_BATCH ? 2 * depth : IO_BATCH;
	return a->n < depth / 2 ? depth / 2 : a->n + 1;
}

static void update_cost(struct io_chan *c, size_t cost)
{
	size_t less = c->cost - c->cost / COST_SHRINK;

	c->cost = cost > less ? cost : less;
}

static void deliver(struct io *io, const struct read_req *a)
{
	struct io_chan *c = a->chan;
	size_t before = io->moved;

	if (!c)
		return;
	c->depth = next_depth(c->depth, a);
	/* The descriptor may not report a loss again that follows these
	 * frames. */
	if (a->n == a->most || (a->n && io_is_lost(a->errnum)))
		enqueue(c);
	/* The kernel may fail to describe one frame; the next can be read. */
	if (a->failed && c->user->failed)
		c->user->failed(c->arg, a->failed_errnum, a->failed);
	io->moved += a->n;
	if (a->n && io->last_active != c) {
		io->last_active = c;
		io->solo = 0;
	}
	if (a->n) {
		c->user->received(c->arg, a->bufs, a->n);
		if (a->chan) /* else it was closed meanwhile */
			update_cost(c, (io->moved - before) / a->n);
	} else if (io_is_lost(a->errnum)) {
		ev_io_stop(io->loop, &c->readable);
		c->user->lost(c->arg, a->errnum);
	}
}

/* A queued channel keeps the loop awake: its driver may have read ahead, and
 * then the descriptor is not readable any more. */
static void set_spinning(struct io *io)
{
	int64_t now_ns = io->busy_poll_ns ? time_now_ns() : 0;

	if (io->moved)
		io->spin_until_ns = now_ns + io->busy_poll_ns;
	if (io->queued || now_ns < io->spin_until_ns)
		ev_idle_start(io->loop, &io->spin);
	else
		ev_idle_stop(io->loop, &io->spin);
}

static void serve_round(struct io *io)
{
	request_batches(io);
	io->engine->read(io);
	for (size_t i = 0; i < io->wanted; i++)
		deliver(io, &io->reads[i]);
}

static void on_serve(EV_P_ ev_prepare *w, int revents)
{
	struct io *io = w->data;
	size_t share =
		io->solo++ < SOLO_ITERATIONS ? ITERATION_SHARE : SOLO_SHARE;
	size_t waiting = io->queued;

	(void)loop;
	(void)revents;
	io->moved = 0;
	while (io->queued && io->moved < ITERATION_BUDGET &&
	       (waiting || io->moved < share)) {
		serve_round(io);
		waiting -= waiting < io->wanted ? waiting : io->wanted;
	}
	io->wanted = 0;
	io_flush(io);
	set_spinning(io);
}

static void on_readable(EV_P_ ev_io *w, int revents)
{
	(void)loop;
	(void)revents;
	enqueue(w->data);
}

static void on_writable(EV_P_ ev_io *w, int revents)
{
	struct io_chan *c = w->data;

	(void)revents;
	ev_io_stop(EV_A_ w);
	c->user->writable(c->arg);
}

/* An active idle watcher is all that is needed to keep the loop awake. */
static void on_spin(EV_P_ ev_idle *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

void scheduler_start(struct io *io)
{
	TAILQ_INIT(&io->readable);
	ev_idle_init(&io->spin, on_spin);
	ev_prepare_init(&io->serve, on_serve);
	io->serve.data = io;
	ev_prepare_start(io->loop, &io->serve);
}

void scheduler_stop(struct io *io)
{
	ev_idle_stop(io->loop, &io->spin);
	ev_prepare_stop(io->loop, &io->serve);
}

void scheduler_add(struct io_chan *c)
{
	ev_io_init(&c->readable, on_readable, c->fd, EV_READ);
	ev_io_init(&c->writable, on_writable, c->fd, EV_WRITE);
	c->readable.data = c;
	c->writable.data = c;
	c->depth = DEPTH_FIRST;
	ev_io_start(c->io->loop, &c->readable);
	c->io->chans++;
}

void scheduler_del(struct io_chan *c)
{
	struct io *io = c->io;

	for (size_t i = 0; i < io->wanted; i++)
		if (io->reads[i].chan == c)
			io->reads[i].chan = NULL;
	dequeue(c);
	if (io->last_active == c)
		io->last_active = NULL;
	ev_io_stop(io->loop, &c->readable);
	ev_io_stop(io->loop, &c->writable);
	io->chans--;
}
