/* SPDX-License-Identifier: BSD-2-Clause */
/* What an engine is, between io.c and the engines. */
#ifndef IO_ENGINE_H
#define IO_ENGINE_H

#include "io/io.h"

/** struct io_engine - See io/io.h for what each call promises */
struct io_engine {
	const char *word;
	struct io *(*make)(struct ev_loop *loop, struct err *err);
	void (*free)(struct io *io);
	struct io_chan *(*open)(struct io *io, int fd,
				const struct io_user *user, void *arg,
				struct err *err);
	void (*close)(struct io_chan *chan);
	void (*write)(struct io_chan *chan, const struct buf *bufs, size_t n);
	void (*flush)(struct io *io);
	void (*watch_writable)(struct io_chan *chan);
};

/* Engines embed these two as the first member of their own. */
struct io {
	const struct io_engine *engine;
	struct ev_loop *loop;
	const char *why;
};

struct io_chan {
	struct io *io;
	const struct io_user *user;
	void *arg;
};

extern const struct io_engine io_rw;

#endif /* IO_ENGINE_H */
