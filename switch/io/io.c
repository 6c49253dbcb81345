/* SPDX-License-Identifier: BSD-2-Clause */
/* Chooses the engine, and passes calls on to it. */
#include "io/io.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "io/engine.h"

static struct io *start(const struct io_engine *engine, const char *why,
			struct ev_loop *loop, struct err *err)
{
	struct io *io = engine->make(err);

	if (!io)
		return NULL;
	io->engine = engine;
	io->loop = loop;
	snprintf(io->why, sizeof(io->why), "%s", why);
	scheduler_start(io);
	return io;
}

static struct io *start_best(struct ev_loop *loop, struct err *err)
{
	struct err why_not;
	struct io *io = start(&engine_uring, "the fastest that works here",
			      loop, &why_not);

	if (io)
		return io;
	log_info("engine rw: %s", why_not.text);
	return start(&engine_rw, why_not.text, loop, err);
}

struct io *io_new(struct ev_loop *loop, const char *engine, struct err *err)
{
	if (!strcmp(engine, "auto"))
		return start_best(loop, err);
	if (!strcmp(engine, engine_rw.word))
		return start(&engine_rw, "requested", loop, err);
	if (!strcmp(engine, engine_uring.word))
		return start(&engine_uring, "requested", loop, err);
	err_say(err, EINVAL, "bad-value", 0,
		"unknown engine \"%s\": expected auto, rw or uring", engine);
	return NULL;
}

void io_free(struct io *io)
{
	if (!io)
		return;
	scheduler_stop(io);
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

void io_set_busy_poll(struct io *io, unsigned int us)
{
	io->busy_poll_ns = INT64_C(1000) * us;
	io->spin_until_ns = 0;
}

struct io_chan *io_open(struct io *io, int fd, const struct io_user *user,
			void *arg, struct err *err)
{
	struct io_chan *chan = calloc(1, sizeof(*chan));

	if (!chan) {
		err_set(err, ENOMEM, "watch a descriptor");
		return NULL;
	}
	chan->io = io;
	chan->user = user;
	chan->arg = arg;
	chan->fd = fd;
	io->engine->open(chan);
	scheduler_add(chan);
	return chan;
}

void io_close(struct io_chan *chan)
{
	if (!chan)
		return;
	io_flush(chan->io);
	chan->io->engine->close(chan);
	scheduler_del(chan);
	free(chan);
}

void io_watch_writable(struct io_chan *chan)
{
	ev_io_start(chan->io->loop, &chan->writable);
}
