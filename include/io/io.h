/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moves batches of frames between descriptors and buffers.
 *
 * An engine knows descriptors on which one read is one frame and one write is
 * one frame, as on a tap.  It knows no port and no bridge.  There are two: `rw`
 * uses read() and write() and works everywhere; `uring` hands the kernel a round
 * of them in one system call, where the kernel can (Linux 6.4) and may.
 *
 * Where a descriptor is of another kind, its driver reads and writes for itself:
 * the engine says when and how much, and lends the buffers.
 *
 * In:  a descriptor's frames arrive as batches of at most IO_BATCH, in order.
 *      Buffers are borrowed until received() returns.  IO_HEADROOM bytes in
 *      front of each may be written to: a VLAN tag, and what a frame has in
 *      front.
 * Out: io_write() notes a batch, which is written before the turn of the loop
 *      ends.  Its bytes are borrowed until io_flush() has returned; those of
 *      frames that are just being received need none, the engine sees to it.
 *      What is refused is told through refused(), within any of these calls.
 * Fairness: readable descriptors get a batch each, one after another, and what
 *      a turn of the loop may move is bounded: a busy descriptor delays another,
 *      and the control socket, by a turn.  One frame is never parted between
 *      turns, however many writes it takes; and who begins to send such that take
 *      many may make one turn long.
 */
#ifndef IO_IO_H
#define IO_IO_H

#include "base/err.h"
#include "base/types.h"

#define IO_BATCH	32
#define IO_HEADROOM	32
#define IO_FRAME_MAX	(65536 + 128)	/* bytes of one read, at most */

struct ev_loop;
struct io;
struct io_chan;

/**
 * struct io_user - What a driver wants to hear
 * @read:	NULL, or how to read instead of read(2): fill some of @most
 *		buffers from the first on, each of IO_FRAME_MAX bytes, and set
 *		their lengths.  Return: how many; where less than @most, @errnum is
 *		set to the positive errno that ended it, ENODATA at the end of a
 *		stream.  No call to io in here
 * @received:	A batch of @n, 1 or more
 * @refused:	One frame of io_write() was not written; @errnum is positive.  No
 *		call to io but io_watch_writable() in here
 * @failed:	@n reads failed, and the frame of each is gone; the next may be
 *		read.  No call to io in here.  NULL where the driver reads itself
 * @lost:	Reading failed for good; the engine has stopped watching, and the
 *		driver can do no more than io_close(), now or later
 * @writable:	After io_watch_writable(); once
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
 * @engine:	"rw", "uring", or "auto": uring where it works, else rw and a line
 *		in the log
 *
 * Return: the engine, or NULL with @err set
 */
struct io *io_new(struct ev_loop *loop, const char *engine, struct err *err);

/** io_free() - All channels are closed by now */
void io_free(struct io *io);

/** io_loop() - The loop it runs under, for what else a driver watches */
struct ev_loop *io_loop(const struct io *io);

/** io_engine() - The word for the engine in use, and why it was chosen */
const char *io_engine(const struct io *io);
const char *io_engine_why(const struct io *io);

/**
 * io_set_busy_poll() - Do not sleep for some time after a frame
 * @us:		Microseconds; 0, as at first: sleep at once
 *
 * Saves the time that waking up takes, and costs a core's.
 */
void io_set_busy_poll(struct io *io, unsigned int us);

/**
 * io_open() - Watch a descriptor
 * @fd:		Non-blocking; stays the driver's, to be closed after io_close()
 *
 * Return: the channel, or NULL with @err set
 */
struct io_chan *io_open(struct io *io, int fd, const struct io_user *user,
			void *arg, struct err *err);

/** io_close() - Flush and stop; nothing is called back afterwards.  Takes NULL */
void io_close(struct io_chan *chan);

/** io_write() - Note frames to be written, one write each, in order */
void io_write(struct io_chan *chan, const struct buf *bufs, size_t n);

/** io_wrote() - A driver wrote frames by itself: they count for the turn */
void io_wrote(struct io_chan *chan, size_t n);

/** io_flush() - Write what was noted, for all; takes NULL */
void io_flush(struct io *io);

/** io_watch_writable() - Say once when the descriptor takes writes again */
void io_watch_writable(struct io_chan *chan);

#endif /* IO_IO_H */
