/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The read/write engine: works on every kernel.
 *
 * Frames of a round lie one behind another in one arena: small ones share few
 * cache lines, and a superframe takes the room of many.
 */
#include <errno.h>
#include <stdlib.h>

#include "io/engine.h"
#include "io/sys.h"

#define ARENA_SIZE (512 * 1024) /* seven superframes, many small ones */
#define ALIGNMENT  64		/* a cache line */
#define NOTES	   256		/* writes that may await a flush */

/* A frame to be written. */
struct note {
	struct buf buf;
	int fd;
	struct io_chan *chan;
};

/**
 * struct rw - The engine
 * @notes:	What io_write() left for io_flush(), @noted of them
 */
struct rw {
	struct io io;
	uint8_t *arena;
	size_t noted;
	struct note notes[NOTES];
};

static struct io *rw_make(struct err *err)
{
	struct rw *rw = calloc(1, sizeof(*rw));

	if (!rw) {
		err_set(err, ENOMEM, "start the engine");
		return NULL;
	}
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

static void rw_open(struct io_chan *chan)
{
	(void)chan;
}

/* All in one loop: see io/sys.h for why. */
static void rw_flush(struct io *io)
{
	struct rw *rw = (struct rw *)io;
	size_t n = rw->noted;

	rw->noted = 0;
	for (size_t i = 0; i < n; i++) {
		const struct note *note = &rw->notes[i];
		long ret = sys_write(note->fd, note->buf.data, note->buf.len);

		if (ret < 0)
			note->chan->user->refused(note->chan->arg, (int)-ret);
	}
}

static void rw_close(struct io_chan *chan)
{
	rw_flush(chan->io);
}

/* Until the batch is full, the arena is, or nothing is left.  Returns where the
 * arena is free. */
static uint8_t *read_batch(struct io_ask *ask, uint8_t *at, const uint8_t *end)
{
	ask->errnum = EAGAIN;
	while (ask->n < ask->most && end - at >= ALIGNMENT + IO_FRAME_MAX) {
		long len =
			sys_read(ask->chan->fd, at + IO_HEADROOM, IO_FRAME_MAX);

		if (len <= 0) {
			ask->errnum = len ? (int)-len : ENODATA;
			break;
		}
		ask->bufs[ask->n++] =
			(struct buf){ at + IO_HEADROOM, (uint32_t)len };
		at += ((size_t)len + IO_HEADROOM + ALIGNMENT - 1) &
		      ~(size_t)(ALIGNMENT - 1);
	}
	return at;
}

static void rw_read(struct io *io, struct io_ask *asks, size_t n)
{
	struct rw *rw = (struct rw *)io;
	uint8_t *at = rw->arena;

	rw_flush(io);
	for (size_t i = 0; i < n; i++)
		at = read_batch(&asks[i], at, rw->arena + ARENA_SIZE);
}

static void rw_write(struct io_chan *chan, const struct buf *bufs, size_t n)
{
	struct rw *rw = (struct rw *)chan->io;

	for (size_t i = 0; i < n; i++) {
		if (rw->noted == NOTES)
			rw_flush(&rw->io);
		rw->notes[rw->noted++] =
			(struct note){ bufs[i], chan->fd, chan };
	}
}

const struct io_engine engine_rw = {
	.word = "rw",
	.round = IO_BATCH,
	.make = rw_make,
	.free = rw_free,
	.open = rw_open,
	.close = rw_close,
	.read = rw_read,
	.write = rw_write,
	.flush = rw_flush,
};
