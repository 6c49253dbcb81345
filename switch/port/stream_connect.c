/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream port that connects, and repeats that until it succeeds. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/time.h"
#include "port/denied.h"
#include "port/stream_port.h"

#define WAIT_FIRST_S 0.1 /* doubled after each attempt that fails */

/* A shorter connection counts as an attempt that failed. */
#define LASTING_MS 5000

static void stop_attempt(struct stream *s)
{
	ev_io_stop(io_loop(s->io), &s->writable);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static void note_failure(struct stream *s, int errnum)
{
	if (errnum != s->why)
		port_log(&s->port, LOG_LEVEL_INFO, "not connected: %s",
			 handshake_why(errnum));
	s->why = errnum;
}

static void retry_later(struct stream *s, int errnum)
{
	stop_attempt(s);
	note_failure(s, errnum);
	s->retry.repeat = s->wait_s;
	ev_timer_again(io_loop(s->io), &s->retry);
	s->wait_s *= 2;
	if (s->wait_s > s->config.reconnect_s)
		s->wait_s = s->config.reconnect_s;
}

void stream_connect_ended(struct stream *s)
{
	if (time_now_ms() - s->since_ms >= LASTING_MS)
		s->wait_s = WAIT_FIRST_S;
	s->why = ECONNRESET;
	retry_later(s, ECONNRESET);
}

/* If the peer's port is a free one of this host, TCP may choose it for our own
 * end, and then connects us to ourselves (RFC 9293 3.5, simultaneous open). */
static bool is_self_connected(int fd)
{
	struct address ours = { .len = sizeof(ours.storage) };
	struct address theirs = { .len = sizeof(theirs.storage) };

	return !getsockname(fd, &ours.any, &ours.len) &&
	       !getpeername(fd, &theirs.any, &theirs.len) &&
	       ours.any.sa_family != AF_UNIX && address_equal(&ours, &theirs);
}

/* A reset avoids TIME_WAIT, which would keep a server from listening there. */
static void abort_self_connection(struct stream *s)
{
	const struct linger at_once = { .l_onoff = 1 };

	setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	retry_later(s, ECONNREFUSED);
}

static void join_or_retry(struct stream *s, int fd)
{
	stream_join(s, fd);
	if (!stream_conn_is_open(&s->conn))
		retry_later(s, ENOMEM);
}

static void on_connected(struct stream *s)
{
	const struct secret *secret = &s->config.endpoint.secret;
	int fd = s->fd;

	ev_io_stop(io_loop(s->io), &s->writable);
	ev_timer_stop(io_loop(s->io), &s->retry);
	if (is_self_connected(fd)) {
		abort_self_connection(s);
		return;
	}
	s->fd = -1;
	if (secret_is_set(secret))
		handshakes_begin(&s->handshakes, fd, secret, HELLO_CONNECTED);
	else
		join_or_retry(s, fd);
}

static void on_handshake(void *arg, int fd, const char *who, int errnum)
{
	struct stream *s = arg;

	(void)who;
	if (!errnum) {
		join_or_retry(s, fd);
		return;
	}
	s->rejected++;
	close(fd);
	retry_later(s, errnum);
}

static void on_writable(EV_P_ ev_io *w, int revents)
{
	struct stream *s = w->data;
	int errnum = 0;
	socklen_t len = sizeof(errnum);

	(void)loop;
	(void)revents;
	getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &errnum, &len);
	if (errnum)
		retry_later(s, errnum);
	else
		on_connected(s);
}

static void attempt(struct stream *s)
{
	struct address to;
	struct err why;
	int ret = address_resolve_scope(&s->config.endpoint.address, &to, &why);

	s->fd = descriptor_claim(
		socket(to.any.sa_family,
		       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	if (s->fd < 0) {
		retry_later(s, errno);
	} else if (ret) {
		retry_later(s, -ret);
	} else if (!connect(s->fd, &to.any, to.len)) {
		on_connected(s);
	} else if (errno == EINPROGRESS) {
		ev_io_set(&s->writable, s->fd, EV_WRITE);
		ev_io_start(io_loop(s->io), &s->writable);
		s->retry.repeat = s->config.reconnect_s;
		ev_timer_again(io_loop(s->io), &s->retry);
	} else {
		retry_later(s, errno);
	}
}

/* An attempt without an answer is given up here: TCP's own timeout takes
 * minutes, and its retransmissions get rare. */
static void on_retry(EV_P_ ev_timer *w, int revents)
{
	struct stream *s = w->data;

	(void)revents;
	ev_timer_stop(EV_A_ w);
	if (s->fd >= 0) {
		stop_attempt(s);
		note_failure(s, ETIMEDOUT);
	}
	attempt(s);
}

/* The loop makes the first attempt, when the port is set up.  An error that
 * every attempt would have, such as a forbidden address family, is returned at
 * once. */
int stream_connect_start(struct stream *s, struct err *err)
{
	const int family = s->config.endpoint.address.any.sa_family;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return denied_socket(err_set(err, errno, "make a socket"),
				     family, err);
	close(fd);
	ev_init(&s->writable, on_writable);
	s->writable.data = s;
	handshakes_init(&s->handshakes, io_loop(s->io), on_handshake, s);
	s->wait_s = WAIT_FIRST_S;
	ev_timer_init(&s->retry, on_retry, 0, 0);
	s->retry.data = s;
	ev_timer_start(io_loop(s->io), &s->retry);
	return 0;
}

void stream_connect_stop(struct stream *s)
{
	ev_timer_stop(io_loop(s->io), &s->retry);
	if (s->config.role == STREAM_CONNECT)
		stop_attempt(s);
}

/* Shortens the present waiting time, if @reconnect_s is less. */
void stream_connect_limit_wait(struct stream *s)
{
	struct ev_loop *loop = io_loop(s->io);
	const double most_s = s->config.reconnect_s;

	if (s->wait_s > most_s)
		s->wait_s = most_s;
	if (!ev_is_active(&s->retry) ||
	    ev_timer_remaining(loop, &s->retry) <= most_s)
		return;
	s->retry.repeat = most_s;
	ev_timer_again(loop, &s->retry);
}
