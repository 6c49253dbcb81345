/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moves batches of frames between descriptors and buffers.
 *
 * An engine handles descriptors on which each read returns one frame and each
 * write takes one, as on a tap.  It does not know about ports or the bridge.
 * There are two engines: `rw` uses read() and write() and works everywhere;
 * `uring` passes a round of reads and writes to the kernel in one system call,
 * if the kernel supports it (Linux 6.4) and permits it.
 *
 * The driver of another kind of descriptor reads and writes by itself: the
 * engine tells it when to read and how many frames, and lends it the buffers.
 *
 * In:   the frames of a descriptor arrive in order, in batches of at most
 *       IO_BATCH.  The driver may use the buffers until received() returns.  It
 *       may write to IO_HEADROOM bytes in front of each, for a VLAN tag and the
 *       headers that precede a frame in memory.
 * Out:  io_write() queues a batch, which is written before the iteration of the
 *       loop ends.  The bytes of the frames must stay valid until io_flush()
 *       returns, unless they are in a batch that is just being received: the
 *       engine keeps those.  Refused writes are reported by refused(), within
 *       any of these calls.
 * Fairness: the readable descriptors are served in turn, a batch each, and the
 *       number of frames that an iteration moves is limited: a busy descriptor
 *       delays others, and the control socket, by one iteration.  All writes of
 *       a received frame are done in the same iteration, however many they are;
 *       so a descriptor whose frames start to need many writes may make one
 *       iteration long.
 */
#ifndef IO_IO_H
#define IO_IO_H

#include "base/err.h"
#include "base/types.h"

#define IO_BATCH	32
#define IO_HEADROOM	32
#define IO_FRAME_MAX	(65536 + 128)	/* limit of one read, in bytes */

struct ev_loop;
struct io;
struct io_chan;

/**
 * struct io_user - Functions of a driver that the engine calls
 * @read:	NULL to use read(2); else fill up to @most buffers of
 *		IO_FRAME_MAX bytes, from the first on, and set their lengths.
 *		Return: the number filled; if less than @most, @errnum is set to
 *		the positive errno of the read that failed, ENODATA at the end
 *		of a stream.  Must not call io_*()
 * @received:	Called with a batch of @n frames, 1 or more.  May call io_*(),
 *		and io_close() even for its own channel
 * @refused:	One frame of io_write() was not written; @errnum is positive.
 *		Must not call io_*() except io_watch_writable()
 * @failed:	@n reads failed, and each lost a frame; later frames can still
 *		be read.  Must not call io_*().  NULL if there is a @read
 * @lost:	Reading failed permanently.  The descriptor is no longer
 *		watched, and the driver may only call io_close(), now or later
 * @writable:	Called once after io_watch_writable(), when a write may succeed
 */
struct io_user {
	size_t (*read)(void *arg, struct buf *bufs, size_t most, int *errnum);
	void (*received)(void *arg, struct buf *bufs, size_t n);
	void (*refused)(void *arg, int errnum);
	void (*failed)(void *arg, int errnum, size_t n);
	void (*lost)(void *arg, int errnum);
	void (*writable)(void *arg);
};

/**
 * io_new() - Start an engine
 * @loop:	The event loop that it runs under
 * @engine:	"rw", "uring", or "auto": uring if it works, else rw and a line
 *		in the log
 *
 * Return: the engine, or NULL with @err set
 */
struct io *io_new(struct ev_loop *loop, const char *engine, struct err *err);

/** io_free() - Stop an engine; all channels must be closed.  Takes NULL */
void io_free(struct io *io);

/** io_loop() - The event loop, for other watchers of a driver */
struct ev_loop *io_loop(const struct io *io);

/** io_engine() - Name of the engine in use, and why it was chosen */
const char *io_engine(const struct io *io);
const char *io_engine_why(const struct io *io);

/**
 * io_set_busy_poll() - Set for how long the loop does not sleep after a frame
 * @us:		Microseconds; 0, the default: sleep at once
 *
 * This saves the time of waking up, and keeps a core busy.
 */
void io_set_busy_poll(struct io *io, unsigned int us);

/**
 * io_open() - Watch a descriptor
 * @fd:		A non-blocking descriptor, which the driver closes after
 *		io_close()
 * @user:	The driver's functions, which must stay valid until io_close()
 * @arg:	First argument of these functions
 *
 * Return: the channel, or NULL with @err set
 */
struct io_chan *io_open(struct io *io, int fd, const struct io_user *user,
			void *arg, struct err *err);

/** io_close() - Flush, and stop calling the driver's functions.  Takes NULL */
void io_close(struct io_chan *chan);

/** io_write() - Queue frames to be written in order, one write each */
void io_write(struct io_chan *chan, const struct buf *bufs, size_t n);

/** io_count_writes() - Count @n frames that a driver wrote by itself */
void io_count_writes(struct io_chan *chan, size_t n);

/** io_flush() - Write the queued frames of all channels.  Takes NULL */
void io_flush(struct io *io);

/** io_watch_writable() - Call writable() once when a write may succeed again */
void io_watch_writable(struct io_chan *chan);

#endif /* IO_IO_H */
