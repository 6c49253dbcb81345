/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many frames an iteration of the loop moves, and from which channels.
 *
 * Descriptors are watched level-triggered, so a batch may end anywhere.  Readable
 * channels stand in a queue.  At the end of each iteration the queue is served in
 * rounds: the first channels of the queue are asked for a batch each, and one that
 * may have more goes to the queue's end.  A round is the smaller the more
 * descriptors one frame may have to be written to, and the more writes the last
 * frames of that channel have taken: a GSO frame may be cut to dozens of pieces for
 * each.
 *
 * An iteration ends when all that waited have had a batch, and frames were moved
 * that are worth its own cost: ITERATION_SHARE, or SOLO_SHARE where one channel has
 * long been the only one, for then no other has to wait for it.
 */
#include <errno.h>

#include "base/time.h"
#include "io/engine.h"

/* Frames read and written */
#define ITERATION_BUDGET 2048 /* though some still wait */
#define ITERATION_SHARE	 64
#define SOLO_SHARE	 512
#define SOLO_ITERATIONS	 16

#define ROUND_BUDGET 4096 /* of a round that is flooded, some 5 ms */
#define DEPTH_FIRST  4
#define COST_SHRINK  4 /* by a part of so many with each batch that took less */

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

/* For one frame: its read, and a write to everybody else at least */
static size_t cost_of(const struct io_chan *c)
{
	return c->cost > c->io->chans ? c->cost : c->io->chans;
}

/* So many frames of a channel as fit in the round.  The first gets one, whatever
 * it costs: no frame is left half done. */
static size_t share_of(const struct io_chan *c, size_t frames, size_t budget)
{
	size_t n = budget / cost_of(c);

	if (!n && frames == IO_BATCH)
		return 1;
	n = n < frames ? n : frames;
	return n < c->depth ? n : c->depth;
}

static void want_batches(struct io *io)
{
	size_t frames = IO_BATCH, budget = ROUND_BUDGET, most;
	struct buf *bufs = io->bufs;
	struct io_chan *c;

	io->wanted = 0;
	while ((c = TAILQ_FIRST(&io->readable)) &&
	       (most = share_of(c, frames, budget))) {
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

/* To ask for what is not there costs as much as half a frame, and a batch that
 * is too small hides what could be merged. */
static size_t next_depth(size_t depth, const struct read_req *a)
{
	if (a->n == a->most)
		return 2 * depth < IO_BATCH ? 2 * depth : IO_BATCH;
	return a->n < depth / 2 ? depth / 2 : a->n + 1;
}

static void note_cost(struct io_chan *c, size_t cost)
{
	size_t less = c->cost - c->cost / COST_SHRINK;

	c->cost = cost > less ? cost : less;
}

static void hand_up(struct io *io, const struct read_req *a)
{
	struct io_chan *c = a->chan;
	size_t before = io->moved;

	if (!c)
		return;
	c->depth = next_depth(c->depth, a);
	/* Of a loss behind these frames the descriptor may tell no more. */
	if (a->n == a->most || (a->n && io_is_lost(a->errnum)))
		enqueue(c);
	/* The kernel may fail to describe one; the next is as good as any. */
	if (a->failed && c->user->failed)
		c->user->failed(c->arg, a->failed_errnum, a->failed);
	io->moved += a->n;
	if (a->n && io->last_active != c) {
		io->last_active = c;
		io->solo = 0;
	}
	if (a->n) {
		c->user->received(c->arg, a->bufs, a->n);
		if (a->chan) /* which may have been closed */
			note_cost(c, (io->moved - before) / a->n);
	} else if (io_is_lost(a->errnum)) {
		ev_io_stop(io->loop, &c->readable);
		c->user->lost(c->arg, a->errnum);
	}
}

/* What a driver has read ahead, its descriptor does not tell of any more. */
static void spin_or_sleep(struct io *io)
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
	want_batches(io);
	io->engine->read(io);
	for (size_t i = 0; i < io->wanted; i++)
		hand_up(io, &io->reads[i]);
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
	spin_or_sleep(io);
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

/* That there is such a watcher is all that counts. */
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
