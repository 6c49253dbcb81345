/* SPDX-License-Identifier: BSD-2-Clause */
/* Which engine serves, and the way to it. */
#include "io/io.h"

#include <errno.h>
#include <string.h>

#include "io/engine.h"

struct io *io_new(struct ev_loop *loop, const char *engine, struct err *err)
{
	struct io *io;

	if (strcmp(engine, "auto") != 0 && strcmp(engine, "rw") != 0) {
		err_say(err, EINVAL, "bad-value", 0,
			"no engine \"%s\": auto or rw", engine);
		return NULL;
	}
	io = io_rw.make(loop, err);
	if (!io)
		return NULL;
	io->engine = &io_rw;
	io->why = strcmp(engine, "auto") ? "asked for" : "works everywhere";
	return io;
}

void io_free(struct io *io)
{
	if (io)
		io->engine->free(io);
}

struct ev_loop *io_loop(const struct io *io)
{
	return io->loop;
}

const char *io_engine(const struct io *io)
{
	return io->engine->word;
}

const char *io_engine_why(const struct io *io)
{
	return io->why;
}

struct io_chan *io_open(struct io *io, int fd, const struct io_user *user,
			void *arg, struct err *err)
{
	return io->engine->open(io, fd, user, arg, err);
}

void io_close(struct io_chan *chan)
{
	if (chan)
		chan->io->engine->close(chan);
}

void io_write(struct io_chan *chan, const struct buf *bufs, size_t n)
{
	chan->io->engine->write(chan, bufs, n);
}

void io_flush(struct io *io)
{
	if (io)
		io->engine->flush(io);
}

void io_watch_writable(struct io_chan *chan)
{
	chan->io->engine->watch_writable(chan);
}
