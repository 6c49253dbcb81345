/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/stream_port.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "port/listener.h"

static struct stream *stream_of(struct port *port)
{
	return (struct stream *)port;
}

struct stream_config *stream_config(struct port *port)
{
	return &stream_of(port)->config;
}

void stream_init(struct port *port)
{
	struct stream *s = stream_of(port);

	port->mtu = PORT_MTU_MAX;
	port->headerless = true;
	s->fd = -1;
	s->config = (struct stream_config){
		.endpoint = { .mode = ENDPOINT_MODE, .group = (gid_t)-1 },
		.passed = { .fd = -1 },
		.reconnect_s = STREAM_RECONNECT_S,
	};
}

static void on_ended(struct port *port)
{
	struct stream *s = stream_of(port);

	shutdown(s->conn.fd, SHUT_RDWR); /* other processes may have it open */
	stream_conn_close(&s->conn);
	port_log(port, LOG_LEVEL_INFO, "%s disconnected", s->peer);
	port->linked = false;
	switch (s->config.role) {
	case STREAM_LISTEN:
		break;
	case STREAM_CONNECT:
		stream_connect_ended(s);
		break;
	case STREAM_PASSED:
		port->not_present = s->fd < 0;
		break;
	case STREAM_CLIENT:
		port->not_present = true;
		break;
	}
	port->events->changed(port);
}

static void reject(struct stream *s, int fd, const char *who, const char *whose,
		   const char *why)
{
	s->rejected++;
	port_log(&s->port, LOG_LEVEL_INFO, "%s rejected: %s%s", who, whose,
		 why);
	close(fd);
}

static void join_or_reject(struct stream *s, int fd, const char *who)
{
	if (stream_conn_is_open(&s->conn))
		reject(s, fd, who, s->peer, " is connected");
	else
		stream_join(s, fd);
}

static void on_accepted(void *arg, int fd)
{
	struct stream *s = arg;
	const struct secret *secret = &s->config.endpoint.secret;
	char who[PEER_TEXT_SIZE];

	acceptor_peer(fd, who);
	if (!endpoint_allows(&s->config.endpoint, fd))
		reject(s, fd, who, "its address", " is not allowed");
	else if (secret_is_set(secret) && !stream_conn_is_open(&s->conn))
		handshakes_begin(&s->handshakes, fd, secret, HELLO_ACCEPTED);
	else
		join_or_reject(s, fd, who);
}

static void on_handshake(void *arg, int fd, const char *who, int errnum)
{
	struct stream *s = arg;

	if (errnum)
		reject(s, fd, who, "", handshake_why(errnum));
	else
		join_or_reject(s, fd, who);
}

static void on_address_check(void *arg)
{
	struct stream *s = arg;

	if (!endpoint_is_bound(&s->config.endpoint, s->fd))
		port_vanish(&s->port, true);
}

static int start_listening(struct stream *s, struct err *err)
{
	int fd = endpoint_open_claimed(&s->config.endpoint, SOCK_STREAM,
				       &s->port.claim, err);

	if (fd < 0) {
		err->key = "listen";
		return fd;
	}
	s->fd = fd;
	handshakes_init(&s->handshakes, io_loop(s->io), on_handshake, s);
	acceptor_start(&s->acceptor, io_loop(s->io), fd, on_accepted, s,
		       &s->rejected);
	s->watch.refresh = on_address_check;
	s->watch.arg = s;
	if (*s->config.endpoint.address.scope)
		address_watch_start(&s->watch, io_loop(s->io));
	return 0;
}

static int socket_option(int fd, int option)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) ? -1 : value;
}

static bool is_connected(int fd)
{
	struct address peer = { .len = sizeof(peer.storage) };

	return !getpeername(fd, &peer.any, &peer.len);
}

static int use_passed(struct port *port, struct err *err)
{
	struct stream *s = stream_of(port);
	const struct passed_fd *a = &s->config.passed;
	int fd;

	if (socket_option(a->fd, SO_TYPE) != SOCK_STREAM)
		return err_say(err, EINVAL, "not-a-stream", 0,
			       "descriptor %d is not a stream socket", a->word);
	if (socket_option(a->fd, SO_ACCEPTCONN) != 1 && !is_connected(a->fd))
		return err_say(err, ENOTCONN, "not-connected", 0,
			       "descriptor %d is not connected", a->word);
	if (passed_fd_claim_socket(a, port, err))
		return -EBUSY;
	fcntl(a->fd, F_SETFL, O_RDWR | O_NONBLOCK);
	fd = fcntl(a->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, errno, "use descriptor %d", a->word);
	if (socket_option(fd, SO_ACCEPTCONN) != 1) {
		if (!stream_use(s, fd, err))
			return 0;
		close(fd);
		return -ENOMEM;
	}
	s->fd = fd;
	acceptor_start(&s->acceptor, io_loop(s->io), fd, on_accepted, s,
		       &s->rejected);
	return 0;
}

/* The connection takes the client's descriptor, so the port opens only once. */
static int use_client(struct stream *s, struct err *err)
{
	int fd = s->fd;
	int ret;

	if (fd < 0)
		return err_say(err, ENOTCONN, "no-client", 0,
			       "its client has disconnected");
	ret = stream_use(s, fd, err);
	if (ret)
		return ret;
	s->fd = -1;
	s->port.listener->ops->opened(s->port.listener, &s->port);
	return 0;
}

int stream_open(struct port *port, struct io *io, struct err *err)
{
	struct stream *s = stream_of(port);

	s->io = io;
	s->conn.port = port;
	s->conn.ended = on_ended;
	s->conn.header = s->config.header;
	switch (s->config.role) {
	case STREAM_LISTEN:
		return start_listening(s, err);
	case STREAM_CONNECT:
		return stream_connect_start(s, err);
	case STREAM_PASSED:
		return passed_fd_open(&s->config.passed, port, use_passed, err);
	case STREAM_CLIENT:
		return use_client(s, err);
	}
	return -EINVAL;
}

static bool accepts(const struct stream *s)
{
	return s->fd >= 0 && s->config.role != STREAM_CONNECT;
}

void stream_close(struct port *port)
{
	struct stream *s = stream_of(port);

	stream_conn_close(&s->conn);
	address_watch_stop(&s->watch);
	handshakes_stop(&s->handshakes);
	stream_connect_stop(s);
	if (accepts(s))
		acceptor_stop(&s->acceptor);
	if (s->config.role == STREAM_LISTEN && s->fd >= 0) {
		endpoint_close(&s->config.endpoint, s->fd);
		s->fd = -1;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	if (s->config.role == STREAM_PASSED)
		passed_fd_release(&s->config.passed);
	if (s->config.role == STREAM_CLIENT)
		port->listener->ops->closed(port->listener, port);
}

void stream_undo(struct port *port)
{
	stream_close(port);
	passed_fd_unref(&stream_of(port)->config.passed);
}

void stream_free(struct port *port)
{
	struct stream *s = stream_of(port);

	passed_fd_free(&s->config.passed);
	if (s->fd >= 0)
		close(s->fd); /* of a client that was not accepted */
}

void stream_tx(struct port *port, const struct buf *frames, size_t n)
{
	stream_conn_tx(&stream_of(port)->conn, frames, n);
}

static const char *link_word(const struct stream *s)
{
	if (stream_conn_is_open(&s->conn))
		return "connected";
	if (s->port.not_present)
		return "not-present";
	if (s->config.role == STREAM_CONNECT)
		return s->fd >= 0 || s->handshakes.count ? "connecting"
							 : "waiting";
	return "listening";
}

void stream_show(const struct port *port, struct writer *out)
{
	const struct stream *s = (const struct stream *)port;
	const bool is_connected = stream_conn_is_open(&s->conn);
	const bool has_address = s->config.role == STREAM_LISTEN ||
				 s->config.role == STREAM_CONNECT;
	char text[ADDRESS_TEXT_SIZE];

	writer_str(out, "link", link_word(s));
	writer_str(out, s->config.role == STREAM_CONNECT ? "remote" : "local",
		   has_address
			   ? address_format(&s->config.endpoint.address, text)
			   : NULL);
	writer_str(out, "peer", is_connected ? s->peer : NULL);
	writer_str(out, "why", s->why ? handshake_why(s->why) : NULL);
	writer_uint(out, "reconnects", s->connects ? s->connects - 1 : 0);
	writer_uint(out, "rejected", s->rejected);
	writer_uint(out, "queued_bytes", stream_conn_queued_bytes(&s->conn));
}

bool stream_is_equal(const struct port *port, const struct port *wanted)
{
	const struct stream_config *a = &((const struct stream *)port)->config;
	const struct stream_config *b =
		&((const struct stream *)wanted)->config;

	return port->mtu == wanted->mtu && port->implied == wanted->implied &&
	       a->reconnect_s == b->reconnect_s &&
	       endpoint_has_same_access(&a->endpoint, &b->endpoint);
}

static enum port_likeness stream_compare(const struct port *port,
					 const struct port *wanted)
{
	const struct stream_config *a = &((const struct stream *)port)->config;
	const struct stream_config *b =
		&((const struct stream *)wanted)->config;
	bool is_same =
		a->role == b->role &&
		passed_fd_is_same(&a->passed, &b->passed) &&
		address_is_same(&a->endpoint.address, &b->endpoint.address);

	return port_likeness(is_same, stream_is_equal(port, wanted));
}

/* A peer that is connected stays connected, even if it is not allowed any more. */
int stream_swap(struct port *port, struct port *wanted, struct err *err)
{
	struct stream *s = stream_of(port);
	struct stream_config *a = &s->config, *b = stream_config(wanted);
	const unsigned int reconnect_s = a->reconnect_s;

	(void)err;
	port_swap_mtu(port, wanted);
	endpoint_swap(&a->endpoint, &b->endpoint);
	a->reconnect_s = b->reconnect_s;
	b->reconnect_s = reconnect_s;
	if (port->open)
		stream_connect_limit_wait(s);
	return 0;
}

static const struct endpoint *stream_endpoint(const struct port *port)
{
	const struct stream_config *c = &((const struct stream *)port)->config;

	return c->role == STREAM_LISTEN ? &c->endpoint : NULL;
}

static void stream_config_line(const struct port *port, struct line *line)
{
	const struct stream_config *c = &((const struct stream *)port)->config;
	char text[ADDRESS_TEXT_SIZE];

	switch (c->role) {
	case STREAM_PASSED:
		line_words(line, "fd %d", c->passed.word);
		break;
	case STREAM_LISTEN:
		line_words(line, "listen");
		line_word(line, address_format(&c->endpoint.address, text));
		break;
	case STREAM_CONNECT:
		line_words(line, "connect");
		line_word(line, address_format(&c->endpoint.address, text));
		break;
	case STREAM_CLIENT:
		break;
	}
	if (c->reconnect_s != STREAM_RECONNECT_S)
		line_words(line, "reconnect %u", c->reconnect_s);
	endpoint_words(&c->endpoint, line);
	if (port->mtu != PORT_MTU_MAX)
		line_words(line, "mtu %u", port->mtu);
	if (port->implied)
		line_words(line, "offload implied");
}

const struct port_ops stream_ops = {
	.type = "stream",
	.size = sizeof(struct stream),
	.init = stream_init,
	.open = stream_open,
	.close = stream_close,
	.undo = stream_undo,
	.free = stream_free,
	.tx = stream_tx,
	.set_mtu = port_set_mtu,
	.compare = stream_compare,
	.swap = stream_swap,
	.endpoint = stream_endpoint,
	.show = stream_show,
	.config = stream_config_line,
};
