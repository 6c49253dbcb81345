/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The io_uring engine: one system call per round.
 *
 * The call does the writes queued in the last round and the reads of this one.
 * All requests have RWF_NOWAIT, so each has succeeded or failed when the system
 * call returns (failures are reported by task work, which COOP_TASKRUN runs at
 * that moment).  No request is ever in flight: buffers are free at once, and a
 * channel can be closed at any time.
 *
 * Multishot reads into a shared buffer ring are not faster here: they poll the
 * device for each frame, read as many frames as they like, and end when buffers
 * run out.
 *
 * The frames of a round are in one half of the pool, while those of the
 * previous round are written from the other.  If built with POISON, buffers are
 * overwritten directly after they were written, so that tests notice if the
 * kernel read them later.
 *
 * Descriptors and the pool are registered with the ring, which saves a tenth of
 * the time.  If registration fails, they are used unregistered.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/engine.h"

#define ENTRIES	      256 /* requests per system call */
#define SLOTS	      (2 * IO_BATCH)
#define FILES_MAX     (PORT_MAX + 64)
#define NO_FILE_INDEX (-1)

/* An odd number of cache lines, so that frames do not all use the same few sets
 * of the cache. */
#define LINE 64
#define SLOT_SIZE                                                              \
	(((size_t)(IO_HEADROOM + IO_FRAME_MAX + LINE - 1) / LINE | 1) * LINE)
#define PAGE	  4096
#define POOL_SIZE ((SLOTS * SLOT_SIZE + PAGE - 1) / PAGE * PAGE)

/**
 * struct uring - The engine
 * @half:	First slot of this round: 0 or IO_BATCH
 * @result:	Result of the read into each slot: bytes or a negative errno
 * @free_indices: Free indices of the table of registered descriptors
 * @free_count:	Number of these
 * @is_pool_registered: The pool is registered
 */
struct uring {
	struct io io;
	struct io_uring ring;
	uint8_t *pool;
	unsigned int half;
	int result[SLOTS];
	int free_indices[FILES_MAX];
	size_t free_count;
	bool is_pool_registered;
};

static uint8_t *slot(const struct uring *u, size_t i)
{
	return u->pool + i * SLOT_SIZE + IO_HEADROOM;
}

/* The user data of a read is its slot, that of a write the address of its
 * channel, which is above all slots. */
static void reap(struct uring *u)
{
	struct io_uring_cqe *cqe;
	unsigned int head, n = 0;

	io_uring_for_each_cqe(&u->ring, head, cqe)
	{
		n++;
		if (cqe->user_data < SLOTS) {
			u->result[cqe->user_data] = cqe->res;
		} else if (cqe->res < 0) {
			struct io_chan *c = io_uring_cqe_get_data(cqe);

			c->user->refused(c->arg, -cqe->res);
		}
	}
	io_uring_cq_advance(&u->ring, n);
}

/* The kernel accepts a part of the requests if memory is short: submit the
 * rest. */
static void submit(struct uring *u)
{
	while (io_uring_sq_ready(&u->ring)) {
		io_uring_submit(&u->ring);
		reap(u);
	}
}

static struct io_uring_sqe *request(struct uring *u)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&u->ring);

	if (sqe)
		return sqe;
	submit(u);
	return io_uring_get_sqe(&u->ring);
}

static void add_request(struct uring *u, const struct io_chan *chan,
			bool is_write, struct buf buf, uint64_t user_data)
{
	bool is_in_pool = u->is_pool_registered && buf.data >= u->pool &&
			  buf.data < u->pool + POOL_SIZE;
	bool is_registered = chan->file_index != NO_FILE_INDEX;
	struct io_uring_sqe *sqe = request(u);
	int op;

	if (is_write)
		op = is_in_pool ? IORING_OP_WRITE_FIXED : IORING_OP_WRITE;
	else
		op = is_in_pool ? IORING_OP_READ_FIXED : IORING_OP_READ;
	io_uring_prep_rw(op, sqe, is_registered ? chan->file_index : chan->fd,
			 buf.data, buf.len, 0);
	sqe->rw_flags = RWF_NOWAIT;
	sqe->flags = (is_registered ? IOSQE_FIXED_FILE : 0) |
		     (is_write ? IOSQE_CQE_SKIP_SUCCESS : 0);
	sqe->user_data = user_data;
}

static void add_read(struct uring *u, const struct io_chan *chan,
		     unsigned int at)
{
	struct buf buf = { slot(u, at), IO_FRAME_MAX };

	u->result[at] = -EAGAIN;
	add_request(u, chan, false, buf, at);
}

static void add_reads(struct uring *u, const struct read_req *req,
		      unsigned int at)
{
	if (req->chan->user->read)
		return;
	for (unsigned int i = at; i < at + req->most; i++)
		add_read(u, req->chan, i);
}

/* A frame may arrive during the reads of its channel, so a read that found none
 * may precede one that did. */
static void collect(const struct uring *u, struct read_req *req,
		    unsigned int at)
{
	for (unsigned int i = at; i < at + req->most; i++) {
		int result = u->result[i];

		if (result > 0)
			req->bufs[req->n++] =
				(struct buf){ slot(u, i), (uint32_t)result };
		else
			read_req_end(req, result ? -result : ENODATA);
	}
}

static void read_by_driver(struct uring *u, struct read_req *req,
			   unsigned int at)
{
	for (size_t i = 0; i < req->most; i++)
		req->bufs[i] = (struct buf){ slot(u, at + i), IO_FRAME_MAX };
	read_req_by_driver(req);
	for (size_t i = 0; i < req->most; i++)
		u->result[at + i] = i < req->n ? (int)req->bufs[i].len : 0;
}

static void poison(const struct uring *u, unsigned int half)
{
#ifdef POISON
	for (unsigned int i = half; i < half + IO_BATCH; i++)
		if (u->result[i] > 0)
			memset(slot(u, i), 0xdb, (size_t)u->result[i]);
#else
	(void)u;
	(void)half;
#endif
}

static void add_writes(struct uring *u)
{
	struct io *io = &u->io;
	size_t n = io->queued_writes;

	io->queued_writes = 0;
	for (size_t i = 0; i < n; i++)
		add_request(u, io->writes[i].chan, true, io->writes[i].buf,
			    (uintptr_t)io->writes[i].chan);
}

static void uring_write(struct io *io)
{
	struct uring *u = (struct uring *)io;

	add_writes(u);
	submit(u);
}

static void uring_read(struct io *io)
{
	struct uring *u = (struct uring *)io;
	unsigned int written = u->half, at = IO_BATCH - u->half;

	u->half = at;
	add_writes(u);
	for (size_t i = 0; i < io->wanted; i++) {
		add_reads(u, &io->reads[i], at);
		at += (unsigned int)io->reads[i].most;
	}
	submit(u);
	poison(u, written);
	at = u->half;
	for (size_t i = 0; i < io->wanted; i++) {
		if (io->reads[i].chan->user->read)
			read_by_driver(u, &io->reads[i], at);
		else
			collect(u, &io->reads[i], at);
		at += (unsigned int)io->reads[i].most;
	}
}

static void uring_open(struct io_chan *chan)
{
	struct uring *u = (struct uring *)chan->io;
	int index;

	chan->file_index = NO_FILE_INDEX;
	if (chan->user->read || !u->free_count)
		return;
	index = u->free_indices[u->free_count - 1];
	if (io_uring_register_files_update(&u->ring, (unsigned int)index,
					   &chan->fd, 1) < 1)
		return;
	u->free_count--;
	chan->file_index = index;
}

static void unregister_file(struct uring *u, int index)
{
	int none = -1;

	io_uring_register_files_update(&u->ring, (unsigned int)index, &none, 1);
}

static void uring_close(struct io_chan *chan)
{
	struct uring *u = (struct uring *)chan->io;

	if (chan->file_index == NO_FILE_INDEX)
		return;
	unregister_file(u, chan->file_index);
	u->free_indices[u->free_count++] = chan->file_index;
}

/* A tap's interface is removed with its last descriptor, so unregistering must
 * close the file at once, which older kernels may not do.  Tested with a
 * pipe. */
static bool closes_at_once(struct uring *u)
{
	struct pollfd end = { .fd = -1 };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	if (io_uring_register_files_update(&u->ring, 0, &ends[1], 1) == 1) {
		unregister_file(u, 0);
		end.fd = ends[0];
	}
	close(ends[1]);
	poll(&end, 1, 0);
	close(ends[0]);
	return end.revents & POLLHUP;
}

/* Each of these may fail: the engine works without. */
static void register_buffers_and_files(struct uring *u)
{
	struct iovec pool = { u->pool, POOL_SIZE };

	io_uring_register_ring_fd(&u->ring);
	u->is_pool_registered = !io_uring_register_buffers(&u->ring, &pool, 1);
	if (io_uring_register_files_sparse(&u->ring, FILES_MAX))
		return;
	if (!closes_at_once(u)) {
		io_uring_unregister_files(&u->ring);
		return;
	}
	while (u->free_count < FILES_MAX) {
		u->free_indices[u->free_count] = (int)u->free_count;
		u->free_count++;
	}
}

/* Reading a tap that has no interface yet fails with EBADFD, but only if taps
 * support RWF_NOWAIT: since Linux 6.4. */
static int check_support(struct uring *u, struct err *err)
{
	struct io_chan chan = { .file_index = NO_FILE_INDEX };
	int ret;

	chan.fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (chan.fd < 0)
		return err_set(err, errno, "try io_uring on /dev/net/tun");
	add_read(u, &chan, 0);
	ret = io_uring_submit(&u->ring);
	if (ret > 0)
		reap(u);
	close(chan.fd);
	if (ret < 0)
		return err_set(err, -ret, "use io_uring");
	if (u->result[0] == -EBADFD)
		return 0;
	return err_set(err, -u->result[0], "read a tap by io_uring");
}

static int set_up(struct uring *u, struct err *err)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SUBMIT_ALL,
	};
	int ret = io_uring_queue_init_params(ENTRIES, &u->ring, &params);

	if (ret)
		return err_set(err, -ret, "set up io_uring");
	u->pool = aligned_alloc(PAGE, POOL_SIZE);
	if (!u->pool) {
		ret = err_set(err, ENOMEM, "set up io_uring");
	} else {
		register_buffers_and_files(u);
		ret = check_support(u, err);
	}
	if (ret)
		io_uring_queue_exit(&u->ring);
	return ret;
}

static struct io *uring_make(struct err *err)
{
	struct uring *u = calloc(1, sizeof(*u));

	if (!u) {
		err_set(err, ENOMEM, "start the engine");
		return NULL;
	}
	if (!set_up(u, err))
		return &u->io;
	free(u->pool);
	free(u);
	return NULL;
}

static void uring_free(struct io *io)
{
	struct uring *u = (struct uring *)io;

	io_uring_queue_exit(&u->ring);
	free(u->pool);
	free(u);
}

const struct io_engine engine_uring = {
	.word = "uring",
	.make = uring_make,
	.free = uring_free,
	.open = uring_open,
	.close = uring_close,
	.read = uring_read,
	.write = uring_write,
};
