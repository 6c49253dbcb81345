/* SPDX-License-Identifier: BSD-2-Clause */
/* A listener of streams: each client that connects gets a stream port. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "io/io.h"
#include "port/listener.h"
#include "port/stream_port.h"

/**
 * struct stream_listener - A listener
 * @handshakes:	Clients that have yet to prove the secret, if there is one
 * @watch:	Checks that the interface of a link-local address still exists
 * @clients:	The open ports of its clients
 */
struct stream_listener {
	struct listener listener;
	struct acceptor acceptor;
	struct handshakes handshakes;
	struct address_watch watch;
	int fd;
	LIST_HEAD(stream_clients, stream) clients;
};

static void on_opened(struct listener *listener, struct port *port)
{
	struct stream_listener *l = (struct stream_listener *)listener;

	LIST_INSERT_HEAD(&l->clients, (struct stream *)port, clients);
}

static void on_closed(struct listener *listener, struct port *port)
{
	(void)listener;
	LIST_REMOVE((struct stream *)port, clients);
}

static uint32_t count_from(const struct stream_listener *l,
			   const struct address *from)
{
	const struct stream *s;
	uint32_t n = 0;

	LIST_FOREACH(s, &l->clients, clients)
		n += allow_is_same_host(&s->from, from);
	return n;
}

/* Return: why the client is rejected; NULL if it is not */
static const char *refusal(const struct stream_listener *l,
			   const struct address *from)
{
	const struct listener *listener = &l->listener;

	if (from->any.sa_family == AF_UNIX)
		return NULL;
	if (!allow_has(&listener->endpoint.allow, from))
		return "its address is not allowed (allow)";
	if (count_from(l, from) >= listener->max_per_address)
		return "too many clients have its address (max_per_address)";
	return NULL;
}

/* Return: a port for the client, which owns @fd; NULL if the client is rejected */
static struct port *port_for(struct stream_listener *l, int fd,
			     char who[PEER_TEXT_SIZE])
{
	struct address from = { .len = sizeof(from.storage) };
	struct stream *s;
	struct port *port;
	const char *why;

	acceptor_peer(fd, who);
	if (!listener_has_room(&l->listener, who))
		return NULL;
	why = getpeername(fd, &from.any, &from.len) ? "it has disconnected"
						    : refusal(l, &from);
	if (why) {
		listener_reject(&l->listener, NULL, who, why);
		return NULL;
	}
	port = port_new(&stream_ops, "");
	if (!port)
		return NULL;
	s = (struct stream *)port;
	s->config.role = STREAM_CLIENT;
	s->fd = fd;
	s->from = from;
	return port;
}

static void accept_client(struct stream_listener *l, int fd)
{
	char who[PEER_TEXT_SIZE];
	struct address peer;
	struct port *port;

	listener_make_room(&l->listener);
	port = port_for(l, fd, who);
	if (port)
		listener_accept(&l->listener, port,
				&(struct listener_client){
					.who = who,
					.wanted = LISTENER_ANY_NUMBER,
					.peer = acceptor_process(fd),
					.path = acceptor_path(fd, &peer),
				});
	else
		close(fd);
}

/* There is no handshake with a client whose address is not allowed. */
static void on_accepted(void *arg, int fd)
{
	struct stream_listener *l = arg;
	const struct endpoint *endpoint = &l->listener.endpoint;

	if (secret_is_set(&endpoint->secret) && endpoint_allows(endpoint, fd))
		handshakes_begin(&l->handshakes, fd, &endpoint->secret,
				 HELLO_ACCEPTED);
	else
		accept_client(l, fd);
}

static void on_handshake(void *arg, int fd, const char *who, int errnum)
{
	struct stream_listener *l = arg;

	if (!errnum) {
		accept_client(l, fd);
		return;
	}
	listener_reject(&l->listener, NULL, who, handshake_why(errnum));
	close(fd);
}

static void on_address_check(void *arg)
{
	struct stream_listener *l = arg;

	if (!endpoint_is_bound(&l->listener.endpoint, l->fd))
		l->listener.events->lost(&l->listener);
}

static int stream_listener_open(struct listener *listener, struct io *io,
				struct err *err)
{
	struct stream_listener *l = (struct stream_listener *)listener;

	l->fd = endpoint_open_claimed(&listener->endpoint, SOCK_STREAM,
				      &listener->claim, err);
	if (l->fd < 0)
		return l->fd;
	LIST_INIT(&l->clients);
	handshakes_init(&l->handshakes, io_loop(io), on_handshake, l);
	acceptor_start(&l->acceptor, io_loop(io), l->fd, on_accepted, l,
		       &listener->rejected);
	l->watch.refresh = on_address_check;
	l->watch.arg = l;
	if (*listener->endpoint.address.scope)
		address_watch_start(&l->watch, io_loop(io));
	return 0;
}

static void stream_listener_close(struct listener *listener)
{
	struct stream_listener *l = (struct stream_listener *)listener;

	acceptor_stop(&l->acceptor);
	handshakes_stop(&l->handshakes);
	address_watch_stop(&l->watch);
	endpoint_close(&listener->endpoint, l->fd);
}

const struct listener_ops stream_listener_ops = {
	.type = "stream",
	.size = sizeof(struct stream_listener),
	.open = stream_listener_open,
	.allow = listener_allow,
	.close = stream_listener_close,
	.opened = on_opened,
	.closed = on_closed,
};
