/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface between scheduler.c, which decides what is read and when, and
 * the engines. */
#ifndef IO_ENGINE_H
#define IO_ENGINE_H

#include <errno.h>
#include <ev.h>
#include <sys/queue.h>

#include "io/io.h"

#define IO_WRITES 256 /* writes that can be queued before a flush */

/**
 * struct read_req - A request to read a batch from a channel
 * @chan:	The channel; NULL after it was closed
 * @most:	Number of frames at most
 * @bufs:	Array of @most; the engine fills @n of them, in order
 * @errnum:	Positive errno of the read that failed, if @n is less than @most
 * @failed:	Number of reads that failed and lost a frame
 * @failed_errnum: Positive errno of the last of these
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

/** struct write_req - A frame to write */
struct write_req {
	struct io_chan *chan;
	struct buf buf;
};

/**
 * struct io_engine - An engine
 * @word:	Its name
 * @write:	Do all queued writes; they are complete when it returns
 * @read:	Do all queued writes and all requests of @reads.  The buffers
 *		read are kept until the writes that are queued before the next
 *		read() are done
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
 * struct io - State common to the engines, which embed it as their first member
 * @why:	Why the engine was chosen
 * @serve:	Runs at the end of each iteration of the loop
 * @readable:	Queue of channels to be read from, @queued of them
 * @chans:	Number of open channels
 * @moved:	Frames read and written in this iteration
 * @reads:	Read requests of this round, @wanted of them, with buffers in
 *		@bufs
 * @writes:	Writes queued by io_write(), @queued_writes of them
 * @last_active: The last channel from which frames were read
 * @solo:	Number of iterations since another channel was
 * @spin:	An idle watcher: while it is active, the loop does not sleep
 * @busy_poll_ns: For how long the loop does not sleep after a frame
 * @spin_until_ns: Until when it does not, by the monotonic clock
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
 * struct io_chan - A watched descriptor
 * @file_index:	Set and used by the uring engine
 * @is_queued:	It is in the queue of readable channels
 * @depth:	Frames to request the next time
 * @cost:	Reads and writes that one of its recent frames took, decaying
 */
struct io_chan {
	struct io *io;
	const struct io_user *user;
	void *arg;
	int fd;
	int file_index;
	bool is_queued;
	size_t depth;
	size_t cost;
	TAILQ_ENTRY(io_chan) queue;
	ev_io readable;
	ev_io writable;
};

/** io_is_lost() - Whether an errno means that the device no longer exists */
static inline bool io_is_lost(int errnum)
{
	return errnum == EBADFD || errnum == EBADF || errnum == ENODEV ||
	       errnum == ENODATA;
}

/** read_req_end() - Record the errno of a read, which may have lost a frame */
static inline void read_req_end(struct read_req *req, int errnum)
{
	req->errnum = errnum;
	if (errnum == EAGAIN || errnum == EINTR || errnum == ENOMEM ||
	    io_is_lost(errnum))
		return;
	req->failed++;
	req->failed_errnum = errnum;
}

/** read_req_by_driver() - Let the driver read into the req->most buffers */
static inline void read_req_by_driver(struct read_req *req)
{
	req->errnum = EAGAIN;
	req->n = req->chan->user->read(req->chan->arg, req->bufs, req->most,
				       &req->errnum);
}

extern const struct io_engine engine_rw, engine_uring;

/* scheduler.c: which channels are read, when, and how many frames of each */
void scheduler_start(struct io *io);
void scheduler_stop(struct io *io);
void scheduler_add(struct io_chan *chan);
void scheduler_del(struct io_chan *chan);

#endif /* IO_ENGINE_H */
