/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The read/write engine: works on every kernel.
 *
 * The frames of a round are read into one arena, one after another, so that
 * small ones use few cache lines.  The arena has room for a round of the
 * longest frames; otherwise the last channel of each round might never get a
 * buffer.
 */
#include <errno.h>
#include <stdlib.h>

#include "io/engine.h"
#include "io/sys.h"

#define ALIGNMENT  64 /* a cache line */
#define ARENA_SIZE (IO_BATCH * (ALIGNMENT + IO_FRAME_MAX))

struct rw {
	struct io io;
	uint8_t *arena;
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

static void rw_close(struct io_chan *chan)
{
	(void)chan;
}

/* All in one loop: io/sys.h says why. */
static void rw_write(struct io *io)
{
	size_t n = io->queued_writes;

	io->queued_writes = 0;
	for (size_t i = 0; i < n; i++) {
		const struct write_req *req = &io->writes[i];
		const struct io_chan *c = req->chan;
		long ret = sys_write(c->fd, req->buf.data, req->buf.len);

		if (ret < 0)
			c->user->refused(c->arg, (int)-ret);
	}
}

/* The driver may fill each buffer completely. */
static uint8_t *read_by_driver(struct read_req *req, uint8_t *at)
{
	for (size_t i = 0; i < req->most; i++) {
		req->bufs[i] = (struct buf){ at + IO_HEADROOM, IO_FRAME_MAX };
		at += ALIGNMENT + IO_FRAME_MAX;
	}
	read_req_by_driver(req);
	return at;
}

/* Reads until the batch or the arena is full, or no frame is left.  Returns the
 * start of the free part of the arena. */
static uint8_t *read_batch(struct read_req *req, uint8_t *at,
			   const uint8_t *end)
{
	req->errnum = EAGAIN;
	while (req->n < req->most && end - at >= ALIGNMENT + IO_FRAME_MAX) {
		long len =
			sys_read(req->chan->fd, at + IO_HEADROOM, IO_FRAME_MAX);

		if (len <= 0) {
			read_req_end(req, len ? (int)-len : ENODATA);
			break;
		}
		req->bufs[req->n++] =
			(struct buf){ at + IO_HEADROOM, (uint32_t)len };
		at += ((size_t)len + IO_HEADROOM + ALIGNMENT - 1) &
		      ~(size_t)(ALIGNMENT - 1);
	}
	return at;
}

static void rw_read(struct io *io)
{
	uint8_t *arena = ((struct rw *)io)->arena, *at = arena;

	rw_write(io);
	for (size_t i = 0; i < io->wanted; i++)
		at = io->reads[i].chan->user->read
			     ? read_by_driver(&io->reads[i], at)
			     : read_batch(&io->reads[i], at,
					  arena + ARENA_SIZE);
}

const struct io_engine engine_rw = {
	.word = "rw",
	.make = rw_make,
	.free = rw_free,
	.open = rw_open,
	.close = rw_close,
	.write = rw_write,
	.read = rw_read,
};
