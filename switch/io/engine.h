/* SPDX-License-Identifier: BSD-2-Clause */
/* What an engine is, between scheduler.c, which says what to move, and them. */
#ifndef IO_ENGINE_H
#define IO_ENGINE_H

#include <errno.h>
#include <ev.h>
#include <sys/queue.h>

#include "io/io.h"

#define IO_WRITES 256 /* writes that may await a flush */

/**
 * struct read_req - A batch wanted from a channel
 * @chan:	NULL once it was closed
 * @most:	So many frames at most
 * @bufs:	Room for so many; the engine fills @n of them, in order
 * @errnum:	Set where @n is less than @most
 * @failed:	Reads that failed for a frame, the last with @failed_errnum
 */
struct read_req {
	struct io_chan *chan;
	size_t most;
	struct buf *bufs;
	size_t n;
	int errnum;
	size_t failed;
	int failed_errnum;
};

/** struct write_req - A frame to be written */
struct write_req {
	struct io_chan *chan;
	struct buf buf;
};

/**
 * struct io_engine - Moves what it is told to
 * @write:	Write what is queued: done when it returns
 * @read:	The same; then read, for all of @reads.  What was read stays as it is
 *		until what is queued before the next read() is written
 */
struct io_engine {
	const char *word;
	struct io *(*make)(struct err *err);
	void (*free)(struct io *io);
	void (*open)(struct io_chan *chan);
	void (*close)(struct io_chan *chan);
	void (*write)(struct io *io);
	void (*read)(struct io *io);
};

/**
 * struct io - What every engine has; they embed it as their first member
 * @serve:	Runs at the end of each iteration
 * @readable:	Those that wait for their batch, @queued of them
 * @chans:	How many there are
 * @moved:	Frames read and written in this iteration
 * @reads:	Of this round, @wanted of them, with their buffers in @bufs
 * @writes:	What io_write() left, @queued_writes of them
 * @last_active: The channel that was read last, and in how many iterations no other
 *		was: @solo
 * @spin:	Keeps the loop from sleeping
 * @busy_poll_ns: For so long after the last frame; 0: not at all
 * @spin_until_ns: By the monotonic clock
 */
struct io {
	const struct io_engine *engine;
	struct ev_loop *loop;
	char why[sizeof(((struct err *)0)->text)];
	ev_prepare serve;
	TAILQ_HEAD(io_queue, io_chan) readable;
	size_t queued;
	size_t chans;
	size_t moved;
	struct read_req reads[IO_BATCH];
	size_t wanted;
	struct buf bufs[IO_BATCH];
	struct write_req writes[IO_WRITES];
	size_t queued_writes;
	const struct io_chan *last_active;
	size_t solo;
	ev_idle spin;
	int64_t busy_poll_ns;
	int64_t spin_until_ns;
};

/**
 * struct io_chan - A descriptor
 * @number:	For the engine to remember it by
 * @depth:	Frames to ask for the next time
 * @cost:	What was read and written for one of its frames lately
 */
struct io_chan {
	struct io *io;
	const struct io_user *user;
	void *arg;
	int fd;
	int number;
	bool is_queued;
	size_t depth;
	size_t cost;
	TAILQ_ENTRY(io_chan) queue;
	ev_io readable;
	ev_io writable;
};

/** io_is_lost() - Whether the device is gone */
static inline bool io_is_lost(int errnum)
{
	return errnum == EBADFD || errnum == EBADF || errnum == ENODEV ||
	       errnum == ENODATA;
}

/** read_req_end() - Why no more was read; a frame may have gone with that */
static inline void read_req_end(struct read_req *req, int errnum)
{
	req->errnum = errnum;
	if (errnum == EAGAIN || errnum == EINTR || errnum == ENOMEM ||
	    io_is_lost(errnum))
		return;
	req->failed++;
	req->failed_errnum = errnum;
}

/** read_req_let_user() - Let the driver read into buffers of req->most */
static inline void read_req_let_user(struct read_req *req)
{
	req->errnum = EAGAIN;
	req->n = req->chan->user->read(req->chan->arg, req->bufs, req->most,
				       &req->errnum);
}

extern const struct io_engine engine_rw, engine_uring;

/* scheduler.c: who is read from, when, and how much. */
void scheduler_start(struct io *io);
void scheduler_stop(struct io *io);
void scheduler_add(struct io_chan *chan);
void scheduler_del(struct io_chan *chan);

#endif /* IO_ENGINE_H */
