/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/stream_conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "frame/framing.h"
#include "frame/hello.h"

#define DEAD_AFTER_S 30 /* without a sign of life from another machine */

/* Returns whether something came; else @errnum says why not. */
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
			 "its peer asks for a secret: give this end the same "
			 "(secret_file)");
	else if (conn->bad_len)
		port_log(conn->port, LOG_LEVEL_WARN,
			 "its peer sent a length of %u: no such frame",
			 conn->bad_len);
	conn->ended(conn->port);
}

/* The first frame that waits is done with; next is the one behind it. */
static void drop_first(struct stream_conn *conn)
{
	bytebuf_drop(&conn->out, conn->first_left);
	conn->first_left = 0;
	if (conn->out.len)
		conn->first_left =
			FRAMING_SIZE + get_be32(bytebuf_front(&conn->out));
}

static void drop_sent(struct stream_conn *conn, size_t len)
{
	while (len && len >= conn->first_left) {
		len -= conn->first_left;
		drop_first(conn);
	}
	bytebuf_drop(&conn->out, len);
	conn->first_left -= len;
}

/* What waited longest goes first.  When the other end is gone, reading says so. */
static void on_writable(void *arg)
{
	struct stream_conn *conn = arg;
	ssize_t len = send(conn->fd, bytebuf_front(&conn->out), conn->out.len,
			   MSG_NOSIGNAL);

	if (len < 0 && errno != EAGAIN && errno != EINTR)
		return;
	if (len > 0)
		drop_sent(conn, (size_t)len);
	if (conn->out.len)
		io_watch_writable(conn->chan);
}

static const struct io_user stream_conn_user = {
	.read = on_read,
	.received = on_received,
	.lost = on_lost,
	.writable = on_writable,
};

/* Small frames are not to wait for more; and who is gone without a word is to be
 * noticed.  On a Unix socket these fail, and are not needed. */
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

int stream_conn_open(struct stream_conn *conn, struct io *io, int fd,
		     struct err *err)
{
	set_tcp_options(fd);
	conn->fd = fd;
	conn->bad_len = 0;
	conn->first_left = 0;
	if (!bytebuf_init(&conn->in, FRAMING_BACKLOG) ||
	    !bytebuf_init(&conn->out, conn->header ? STREAM_CONN_QUEUE_GSO
						   : STREAM_CONN_QUEUE))
		err_set(err, ENOMEM, "connect port \"%s\"", conn->port->name);
	else
		conn->chan = io_open(io, fd, &stream_conn_user, conn, err);
	if (conn->chan)
		return 0;
	bytebuf_free(&conn->in);
	bytebuf_free(&conn->out);
	return -ENOMEM;
}

void stream_conn_close(struct stream_conn *conn)
{
	struct port *port = conn->port;

	if (!conn->chan)
		return;
	io_close(conn->chan);
	conn->chan = NULL;
	while (conn->first_left) {
		port->sends_own = conn->out.marked == conn->first_left;
		port->events->refused(port, ENOTCONN);
		drop_first(conn);
	}
	port->sends_own = false;
	close(conn->fd);
	bytebuf_free(&conn->in);
	bytebuf_free(&conn->out);
}

/* The frame's length, and its bytes from its header on, from @sent on */
static bool keep(struct stream_conn *conn, const uint8_t head[FRAMING_SIZE],
		 const struct buf *frame, size_t sent)
{
	const uint8_t *bytes = frame->data - conn->header;
	size_t len = frame->len + conn->header;
	size_t skip = sent > FRAMING_SIZE ? sent - FRAMING_SIZE : 0;
	const bool mark = conn->port->sends_own;

	if (conn->out.len + FRAMING_SIZE + len - sent > conn->out.size ||
	    (mark && conn->out.marked))
		return false;
	if (!conn->out.len)
		conn->first_left = FRAMING_SIZE + len - sent;
	if (sent < FRAMING_SIZE)
		bytebuf_put(&conn->out, head + sent, FRAMING_SIZE - sent);
	bytebuf_put(&conn->out, bytes + skip, len - skip);
	if (mark)
		bytebuf_mark(&conn->out);
	return true;
}

/* What of these frames @sent bytes did not cover */
static void keep_rest(struct stream_conn *conn, uint8_t heads[][FRAMING_SIZE],
		      const struct buf *frames, size_t n, size_t sent)
{
	for (size_t i = 0; i < n; i++) {
		size_t whole = FRAMING_SIZE + conn->header + frames[i].len;

		if (sent >= whole)
			sent -= whole;
		else if (keep(conn, heads[i], &frames[i], sent))
			sent = 0;
		else
			conn->port->events->refused(conn->port, EAGAIN);
	}
	if (conn->out.len)
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
	if (!conn->out.len)
		sent = sendmsg(conn->fd, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		refuse_all(conn, n, EIO);
		return;
	}
	keep_rest(conn, heads, frames, n, sent > 0 ? (size_t)sent : 0);
}

void stream_conn_tx(struct stream_conn *conn, const struct buf *frames,
		    size_t n)
{
	if (!conn->chan) {
		refuse_all(conn, n, EIO);
		return;
	}
	io_wrote(conn->chan, n);
	while (n) {
		size_t some = n < IO_BATCH ? n : IO_BATCH;

		send_batch(conn, frames, some);
		frames += some;
		n -= some;
	}
}
