/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests of the engines, to be included after cmocka.h: channels, the far
 * ends of their sockets, and numbered frames.  Each test runs with both
 * engines.
 */
#ifndef TEST_IO_FIXTURE_H
#define TEST_IO_FIXTURE_H

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/io.h"

#define ENDS_MAX   8
#define FRAME_SIZE 60000
#define PATIENCE   20000 /* iterations */

/**
 * struct end - A channel, and the far end of its socket
 * @to:		Received frames are written there; NULL: they are only counted
 * @writes:	How often each is written
 * @closes:	This end is closed when a frame is received here
 */
struct end {
	struct fixture *fixture;
	struct io_chan *chan;
	int fd, far;
	struct end *to, *closes;
	size_t writes;
	size_t batches, received, refused, failed, lost, writable;
	int errnum;
};

struct fixture {
	struct ev_loop *loop;
	struct io *io;
	struct end ends[ENDS_MAX];
	size_t count;
	struct end *order[64]; /* the ends that received batches, in order */
	size_t ordered;
};

static inline void end_close(struct end *e)
{
	io_close(e->chan);
	e->chan = NULL;
	close(e->fd);
}

static inline void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct end *e = arg;
	struct fixture *b = e->fixture;

	assert_true(n >= 1 && n <= IO_BATCH);
	if (b->ordered < 64)
		b->order[b->ordered++] = e;
	e->batches++;
	e->received += n;
	for (size_t i = 0; i < n; i++)
		bufs[i].data[-IO_HEADROOM] = 1;
	for (size_t k = 0; e->to && k < e->writes; k++)
		io_write(e->to->chan, bufs, n);
	if (e->closes && e->closes->chan)
		end_close(e->closes);
}

static inline void on_refused(void *arg, int errnum)
{
	struct end *e = arg;

	e->refused++;
	e->errnum = errnum;
}

static inline void on_failed(void *arg, int errnum, size_t n)
{
	struct end *e = arg;

	e->failed += n;
	e->errnum = errnum;
}

static inline void on_lost(void *arg, int errnum)
{
	struct end *e = arg;

	e->lost++;
	e->errnum = errnum;
	end_close(e);
}

static inline void on_writable(void *arg)
{
	struct end *e = arg;

	e->writable++;
}

static const struct io_user user = {
	.received = on_received,
	.refused = on_refused,
	.failed = on_failed,
	.lost = on_lost,
	.writable = on_writable,
};

static inline struct end *end_on(struct fixture *b, const struct io_user *as,
				 int fd, int far)
{
	struct end *e = &b->ends[b->count++];
	struct err err;

	*e = (struct end){ .fixture = b, .fd = fd, .far = far, .writes = 1 };
	e->chan = io_open(b->io, e->fd, as, e, &err);
	assert_non_null(e->chan);
	return e;
}

static inline struct end *end_open(struct fixture *b, const struct io_user *as)
{
	int pair[2];

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair),
		0);
	return end_on(b, as, pair[0], pair[1]);
}

static inline struct end *end_new(struct fixture *b)
{
	return end_open(b, &user);
}

static inline int fixture_make(void **state, const char *engine)
{
	struct fixture *b = calloc(1, sizeof(*b));
	struct err err;

	b->loop = ev_loop_new(EVFLAG_AUTO);
	b->io = io_new(b->loop, engine, &err);
	if (!b->io)
		print_message("%s\n", err.text);
	*state = b;
	return 0;
}

static inline int make_rw(void **state)
{
	return fixture_make(state, "rw");
}

static inline int make_uring(void **state)
{
	return fixture_make(state, "uring");
}

static inline int fixture_free(void **state)
{
	struct fixture *b = *state;

	for (size_t i = 0; i < b->count; i++) {
		if (b->ends[i].chan)
			end_close(&b->ends[i]);
		close(b->ends[i].far);
	}
	io_free(b->io);
	ev_loop_destroy(b->loop);
	free(b);
	return 0;
}

/* The fixture of a test; the test is skipped if io_uring cannot be used. */
static inline struct fixture *fixture(void **state)
{
	struct fixture *b = *state;

	if (!b->io)
		skip();
	return b;
}

static inline void run_iteration(struct fixture *b)
{
	ev_run(b->loop, EVRUN_NOWAIT);
}

/* Makes frame number @i, which determines its length and its bytes. */
static inline size_t frame(uint8_t *bytes, uint32_t i)
{
	size_t len = 60 + (i * 7919u) % (i % 5 ? 1400 : FRAME_SIZE - 60);

	memset(bytes, (int)(i & 0xff), len);
	memcpy(bytes, &i, sizeof(i));
	memcpy(bytes + len - sizeof(i), &i, sizeof(i));
	return len;
}

static inline bool send_frame(int fd, uint32_t i)
{
	uint8_t bytes[FRAME_SIZE];
	size_t len = frame(bytes, i);

	return send(fd, bytes, len, MSG_DONTWAIT) == (ssize_t)len;
}

/* Returns whether there was a frame; fails if it is not the complete number
 * @i. */
static inline bool take_frame(int fd, uint32_t i)
{
	uint8_t wanted[FRAME_SIZE], found[FRAME_SIZE];
	ssize_t len = recv(fd, found, sizeof(found), MSG_DONTWAIT);

	if (len < 0) {
		assert_int_equal(errno, EAGAIN);
		return false;
	}
	assert_int_equal(len, frame(wanted, i));
	assert_memory_equal(found, wanted, (size_t)len);
	return true;
}

#define BOTH(test)                                                             \
	{ "rw: " #test, test, make_rw, fixture_free, NULL },                   \
	{                                                                      \
		"uring: " #test, test, make_uring, fixture_free, NULL          \
	}

/* Six ends send to one another at the same time; all frames must arrive in
 * order. */
static inline void all_send(struct fixture *b, struct end *ends[6])
{
	uint32_t sent[6] = { 0 }, taken[6] = { 0 };

	for (size_t k = 0; k < 6; k++)
		ends[k]->to = ends[5 - k];
	for (int i = 0; i < 2000; i++) {
		for (size_t k = 0; k < 6; k++)
			while (sent[k] - taken[5 - k] < 10 + 5 * k &&
			       send_frame(ends[k]->far, sent[k]))
				sent[k]++;
		run_iteration(b);
		for (size_t k = 0; k < 6; k++)
			while (take_frame(ends[k]->far, taken[k]))
				taken[k]++;
	}
	for (size_t k = 0; k < 6; k++) {
		assert_true(taken[k] > 1000);
		assert_int_equal(ends[k]->refused, 0);
	}
}

#endif /* TEST_IO_FIXTURE_H */
