/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/stream_conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame/framing.h"
#include "frame/hello.h"

#define DEAD_AFTER_S 30	 /* without an answer from another machine */
#define WRITE_MAX    128 /* waiting frames for one system call */

/* Returns whether bytes were received; else an end sets @errnum. */
static bool receive(struct stream_conn *conn, int *errnum)
{
	size_t room;
	uint8_t *at = bytebuf_room(&conn->in, &room);
	ssize_t len = recv(conn->fd, at, room, 0);

	if (len > 0) {
		bytebuf_grow(&conn->in, (size_t)len);
		return true;
	}
	if (!len || (errno != EAGAIN && errno != EINTR))
		*errnum = ENODATA;
	return false;
}

static size_t take(struct stream_conn *conn, struct buf *bufs, size_t most,
		   int *errnum)
{
	size_t n;

	conn->bad_len = framing_take(&conn->in, conn->header, bufs, most, &n);
	if (conn->bad_len)
		*errnum = ENODATA;
	return n;
}

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct stream_conn *conn = arg;
	size_t n = take(conn, bufs, most, errnum);

	if (n < most && !conn->bad_len && receive(conn, errnum))
		n += take(conn, bufs + n, most - n, errnum);
	return n;
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct stream_conn *conn = arg;

	conn->port->events->received(conn->port, bufs, n);
}

static void on_lost(void *arg, int errnum)
{
	struct stream_conn *conn = arg;

	(void)errnum;
	if (conn->bad_len == HELLO_LENGTH)
		port_log(conn->port, LOG_LEVEL_WARN,
			 "its peer requires a secret: give this end the same "
			 "one (secret_file)");
	else if (conn->bad_len)
		port_log(conn->port, LOG_LEVEL_WARN,
			 "its peer sent an invalid frame length, %u",
			 conn->bad_len);
	conn->ended(conn->port);
}

static bool has_waiting(const struct stream_conn *conn)
{
	return conn->waiting && frame_queue_count(conn->waiting);
}

/* Bytes of a frame on the stream, with its length field */
static size_t framed_len(const struct stream_conn *conn,
			 const struct buf *frame)
{
	return FRAMING_SIZE + conn->header + frame->len;
}

static void drop_sent(struct stream_conn *conn, const struct buf *frames,
		      size_t len)
{
	len += conn->first_sent;
	while (len && len >= framed_len(conn, frames)) {
		len -= framed_len(conn, frames++);
		frame_queue_pop(conn->waiting);
	}
	conn->first_sent = len;
}

/* The length field of each frame is written in front of it, in the queue. */
static ssize_t send_waiting(struct stream_conn *conn, const struct buf *frames,
			    size_t n)
{
	struct iovec parts[WRITE_MAX];
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = n };

	for (size_t i = 0; i < n; i++) {
		size_t len = framed_len(conn, &frames[i]);
		uint8_t *head = frames[i].data - conn->header - FRAMING_SIZE;
		size_t gone = i ? 0 : conn->first_sent;

		framing_write(head, (uint32_t)(len - FRAMING_SIZE));
		parts[i] = (struct iovec){ head + gone, len - gone };
	}
	return sendmsg(conn->fd, &message, MSG_NOSIGNAL);
}

/* Sends waiting frames in order, as many as the socket takes.  If the peer has
 * disconnected, reading reports it. */
static void on_writable(void *arg)
{
	struct stream_conn *conn = arg;
	struct buf frames[WRITE_MAX];
	ssize_t len;
	size_t n;
	bool own;

	do {
		n = frame_queue_peek(conn->waiting, frames, WRITE_MAX, &own);
		len = send_waiting(conn, frames, n);
		if (len < 0 && errno != EAGAIN && errno != EINTR)
			return;
		if (len > 0)
			drop_sent(conn, frames, (size_t)len);
	} while (len > 0 && !conn->first_sent && has_waiting(conn));
	if (has_waiting(conn))
		io_watch_writable(conn->chan);
}

static const struct io_user stream_conn_user = {
	.read = on_read,
	.received = on_received,
	.lost = on_lost,
	.writable = on_writable,
};

/* Small frames are sent at once, and a peer that has silently disappeared is
 * detected.  On a Unix socket these options fail, and are not needed. */
static void set_tcp_options(int fd)
{
	const int one = 1, idle = DEAD_AFTER_S / 2, apart = DEAD_AFTER_S / 6,
		  probes = 3;
	const unsigned int dead_ms = DEAD_AFTER_S * 1000;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &apart, sizeof(apart));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_ms,
		   sizeof(dead_ms));
}

static void free_memory(struct stream_conn *conn)
{
	bytebuf_free(&conn->in);
	frame_queue_free(conn->waiting);
	conn->waiting = NULL;
}

int stream_conn_open(struct stream_conn *conn, struct io *io, int fd,
		     struct err *err)
{
	set_tcp_options(fd);
	conn->fd = fd;
	conn->bad_len = 0;
	conn->first_sent = 0;
	conn->waiting = frame_queue_new(conn->header ? STREAM_CONN_QUEUE_GSO
						     : STREAM_CONN_QUEUE,
					FRAME_QUEUE_ANY_TIME);
	if (!bytebuf_init(&conn->in, FRAMING_BACKLOG) || !conn->waiting)
		err_set(err, ENOMEM, "connect port \"%s\"", conn->port->name);
	else
		conn->chan = io_open(io, fd, &stream_conn_user, conn, err);
	if (conn->chan)
		return 0;
	free_memory(conn);
	return -ENOMEM;
}

void stream_conn_close(struct stream_conn *conn)
{
	struct port *port = conn->port;
	struct buf first;

	if (!conn->chan)
		return;
	io_close(conn->chan);
	conn->chan = NULL;
	while (frame_queue_peek(conn->waiting, &first, 1, &port->sends_own)) {
		port->events->refused(port, ENOTCONN);
		frame_queue_pop(conn->waiting);
	}
	port->sends_own = false;
	close(conn->fd);
	free_memory(conn);
}

size_t stream_conn_queued_bytes(const struct stream_conn *conn)
{
	return conn->waiting ? frame_queue_bytes(conn->waiting) : 0;
}

/* Queues the frames that @sent bytes do not cover.  A frame that is partly sent
 * is the first one in an empty queue, which has room for it. */
static void keep_rest(struct stream_conn *conn, const struct buf *frames,
		      size_t n, size_t sent)
{
	const bool own = conn->port->sends_own;

	for (size_t i = 0; i < n; i++) {
		size_t len = framed_len(conn, &frames[i]);

		if (sent >= len) {
			sent -= len;
		} else if (frame_queue_add(conn->waiting, frames[i], own, 0)) {
			conn->first_sent += sent;
			sent = 0;
		} else {
			conn->port->events->refused(conn->port, EAGAIN);
		}
	}
	if (has_waiting(conn))
		io_watch_writable(conn->chan);
}

static void refuse_all(struct stream_conn *conn, size_t n, int errnum)
{
	while (n--)
		conn->port->events->refused(conn->port, errnum);
}

static void send_batch(struct stream_conn *conn, const struct buf *frames,
		       size_t n)
{
	uint8_t heads[IO_BATCH][FRAMING_SIZE];
	struct iovec parts[2 * IO_BATCH];
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 * n };
	ssize_t sent = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = frames[i].len + conn->header;

		framing_write(heads[i], (uint32_t)len);
		parts[2 * i] = (struct iovec){ heads[i], FRAMING_SIZE };
		parts[2 * i + 1] =
			(struct iovec){ frames[i].data - conn->header, len };
	}
	if (!has_waiting(conn))
		sent = sendmsg(conn->fd, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		refuse_all(conn, n, EIO);
		return;
	}
	keep_rest(conn, frames, n, sent > 0 ? (size_t)sent : 0);
}

void stream_conn_tx(struct stream_conn *conn, const struct buf *frames,
		    size_t n)
{
	if (!conn->chan) {
		refuse_all(conn, n, EIO);
		return;
	}
	io_count_writes(conn->chan, n);
	while (n) {
		size_t some = n < IO_BATCH ? n : IO_BATCH;

		send_batch(conn, frames, some);
		frames += some;
		n -= some;
	}
}
