/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/wire.h"

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
static bool receive(struct wire *wire, int *errnum)
{
	size_t room;
	uint8_t *at = backlog_room(&wire->in, &room);
	ssize_t len = recv(wire->fd, at, room, 0);

	if (len > 0) {
		backlog_grow(&wire->in, (size_t)len);
		return true;
	}
	if (!len || (errno != EAGAIN && errno != EINTR))
		*errnum = ENODATA;
	return false;
}

static size_t take(struct wire *wire, struct buf *bufs, size_t most,
		   int *errnum)
{
	size_t n;

	wire->bad_len = framing_take(&wire->in, wire->header, bufs, most, &n);
	if (wire->bad_len)
		*errnum = ENODATA;
	return n;
}

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct wire *wire = arg;
	size_t n = take(wire, bufs, most, errnum);

	if (n < most && !wire->bad_len && receive(wire, errnum))
		n += take(wire, bufs + n, most - n, errnum);
	return n;
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct wire *wire = arg;

	wire->port->events->received(wire->port, bufs, n);
}

static void on_lost(void *arg, int errnum)
{
	struct wire *wire = arg;

	(void)errnum;
	if (wire->bad_len == HELLO_LENGTH)
		port_log(wire->port, LOG_LEVEL_WARN,
			 "its peer asks for a secret: give this end the same "
			 "(secret_file)");
	else if (wire->bad_len)
		port_log(wire->port, LOG_LEVEL_WARN,
			 "its peer sent a length of %u: no such frame",
			 wire->bad_len);
	wire->ended(wire->port);
}

/* The first frame that waits is done with; next is the one behind it. */
static void drop_first(struct wire *wire)
{
	backlog_drop(&wire->out, wire->first_left);
	wire->first_left = 0;
	if (wire->out.len)
		wire->first_left =
			FRAMING_SIZE + get_be32(backlog_front(&wire->out));
}

static void drop_sent(struct wire *wire, size_t len)
{
	while (len && len >= wire->first_left) {
		len -= wire->first_left;
		drop_first(wire);
	}
	backlog_drop(&wire->out, len);
	wire->first_left -= len;
}

/* What waited longest goes first.  When the other end is gone, reading says so. */
static void on_writable(void *arg)
{
	struct wire *wire = arg;
	ssize_t len = send(wire->fd, backlog_front(&wire->out), wire->out.len,
			   MSG_NOSIGNAL);

	if (len < 0 && errno != EAGAIN && errno != EINTR)
		return;
	if (len > 0)
		drop_sent(wire, (size_t)len);
	if (wire->out.len)
		io_watch_writable(wire->chan);
}

static const struct io_user wire_user = {
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

int wire_open(struct wire *wire, struct io *io, int fd, struct err *err)
{
	set_tcp_options(fd);
	wire->fd = fd;
	wire->bad_len = 0;
	wire->first_left = 0;
	if (!backlog_init(&wire->in, FRAMING_BACKLOG) ||
	    !backlog_init(&wire->out,
			  wire->header ? WIRE_QUEUE_SUPER : WIRE_QUEUE))
		err_set(err, ENOMEM, "connect port \"%s\"", wire->port->name);
	else
		wire->chan = io_open(io, fd, &wire_user, wire, err);
	if (wire->chan)
		return 0;
	backlog_free(&wire->in);
	backlog_free(&wire->out);
	return -ENOMEM;
}

void wire_close(struct wire *wire)
{
	struct port *port = wire->port;

	if (!wire->chan)
		return;
	io_close(wire->chan);
	wire->chan = NULL;
	while (wire->first_left) {
		port->sends_own = wire->out.marked == wire->first_left;
		port->events->refused(port, ENOTCONN);
		drop_first(wire);
	}
	port->sends_own = false;
	close(wire->fd);
	backlog_free(&wire->in);
	backlog_free(&wire->out);
}

/* The frame's length, and its bytes from its header on, from @sent on */
static bool keep(struct wire *wire, const uint8_t head[FRAMING_SIZE],
		 const struct buf *frame, size_t sent)
{
	const uint8_t *bytes = frame->data - wire->header;
	size_t len = frame->len + wire->header;
	size_t skip = sent > FRAMING_SIZE ? sent - FRAMING_SIZE : 0;
	const bool mark = wire->port->sends_own;

	if (wire->out.len + FRAMING_SIZE + len - sent > wire->out.size ||
	    (mark && wire->out.marked))
		return false;
	if (!wire->out.len)
		wire->first_left = FRAMING_SIZE + len - sent;
	if (sent < FRAMING_SIZE)
		backlog_put(&wire->out, head + sent, FRAMING_SIZE - sent);
	backlog_put(&wire->out, bytes + skip, len - skip);
	if (mark)
		backlog_mark(&wire->out);
	return true;
}

/* What of these frames @sent bytes did not cover */
static void keep_rest(struct wire *wire, uint8_t heads[][FRAMING_SIZE],
		      const struct buf *frames, size_t n, size_t sent)
{
	for (size_t i = 0; i < n; i++) {
		size_t whole = FRAMING_SIZE + wire->header + frames[i].len;

		if (sent >= whole)
			sent -= whole;
		else if (keep(wire, heads[i], &frames[i], sent))
			sent = 0;
		else
			wire->port->events->refused(wire->port, EAGAIN);
	}
	if (wire->out.len)
		io_watch_writable(wire->chan);
}

static void refuse_all(struct wire *wire, size_t n, int errnum)
{
	while (n--)
		wire->port->events->refused(wire->port, errnum);
}

static void send_batch(struct wire *wire, const struct buf *frames, size_t n)
{
	uint8_t heads[IO_BATCH][FRAMING_SIZE];
	struct iovec parts[2 * IO_BATCH];
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 * n };
	ssize_t sent = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = frames[i].len + wire->header;

		framing_write(heads[i], (uint32_t)len);
		parts[2 * i] = (struct iovec){ heads[i], FRAMING_SIZE };
		parts[2 * i + 1] =
			(struct iovec){ frames[i].data - wire->header, len };
	}
	if (!wire->out.len)
		sent = sendmsg(wire->fd, &message, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		refuse_all(wire, n, EIO);
		return;
	}
	keep_rest(wire, heads, frames, n, sent > 0 ? (size_t)sent : 0);
}

void wire_tx(struct wire *wire, const struct buf *frames, size_t n)
{
	if (!wire->chan) {
		refuse_all(wire, n, EIO);
		return;
	}
	io_wrote(wire->chan, n);
	while (n) {
		size_t some = n < IO_BATCH ? n : IO_BATCH;

		send_batch(wire, frames, some);
		frames += some;
		n -= some;
	}
}
