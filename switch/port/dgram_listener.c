/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A listener of datagrams: many clients of one Unix datagram socket, told apart
 * by their source addresses.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/descriptor.h"
#include "io/io.h"
#include "port/dgram_port.h"
#include "port/listener.h"
#include "port/mmsg.h"

/* Frames to clients that have connected their sockets to it are sent by it. */
#define SHARED_BUFFER_SIZE (8 * DGRAM_BUFFER_SIZE)

/**
 * struct dgram_listener - A listener
 * @home:	Directory of its file
 * @info:	Senders of the datagrams that were read
 * @clients:	The open ports of its clients
 * @last:	The client that sent last; NULL if none
 */
struct dgram_listener {
	struct listener listener;
	int fd;
	struct socket_home home;
	struct io_chan *chan;
	struct mmsg_info info;
	TAILQ_HEAD(dgram_clients, dgram) clients;
	struct dgram *last;
};

static bool is_from(const struct dgram *d, const struct dgram_sender *from)
{
	return d && dgram_peer_is(&d->peer, from);
}

static struct dgram *find(struct dgram_listener *l,
			  const struct dgram_sender *from)
{
	struct dgram *d;

	if (is_from(l->last, from))
		return l->last;
	TAILQ_FOREACH(d, &l->clients, clients)
		if (is_from(d, from))
			return d;
	return NULL;
}

static struct dgram *accept_client(struct dgram_listener *l,
				   const struct dgram_sender *from)
{
	char who[ADDRESS_TEXT_SIZE];
	struct listener_client client;
	struct port *port;
	struct dgram *d;
	struct err err;
	int ret;

	if (!listener_has_room(&l->listener,
			       address_format(&from->address, who)))
		return NULL;
	port = port_new(&dgram_ops, "");
	if (!port) {
		listener_reject(&l->listener, NULL, who, "out of memory");
		return NULL;
	}
	d = (struct dgram *)port;
	d->config.role = DGRAM_CLIENT;
	d->fd = l->fd;
	ret = dgram_peer_open(&d->peer, from, &l->home);
	if (descriptor_is_short(-ret)) {
		descriptor_err(&err, -ret, "a client");
		listener_reject(&l->listener, port, who, err.text);
		return NULL;
	}
	if (dgram_peer_error(-ret)) {
		listener_reject(&l->listener, port, who,
				dgram_peer_error(-ret));
		return NULL;
	}
	d->has_peer = !ret;
	client = (struct listener_client){
		.who = who,
		.wanted = LISTENER_ANY_NUMBER,
		.peer = { .uid = from->uid },
		.path = address_path(&from->address),
	};
	return listener_accept(&l->listener, port, &client) ? d : NULL;
}

static void on_opened(struct listener *listener, struct port *port)
{
	struct dgram_listener *l = (struct dgram_listener *)listener;
	struct dgram *d = (struct dgram *)port;

	TAILQ_INSERT_TAIL(&l->clients, d, clients);
}

static void on_closed(struct listener *listener, struct port *port)
{
	struct dgram_listener *l = (struct dgram_listener *)listener;
	struct dgram *d = (struct dgram *)port;

	TAILQ_REMOVE(&l->clients, d, clients);
	if (l->last == d)
		l->last = NULL;
}

/* The client that sent the i-th datagram; NULL if it is rejected */
static struct dgram *sender(struct dgram_listener *l, size_t i)
{
	struct dgram_sender from;
	struct dgram *d;

	if (!dgram_sender(&l->info, i, &from)) {
		l->listener.rejected++; /* no address */
		return NULL;
	}
	d = find(l, &from);
	return d ? d : accept_client(l, &from);
}

/* Hands up successive datagrams of one client. */
static void hand_up(struct dgram *d, struct buf *bufs, size_t n)
{
	if (!d || !n)
		return;
	mmsg_clear_headers(bufs, n);
	d->port.events->received(&d->port, bufs, n);
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct dgram_listener *l = arg;
	struct dgram *d = NULL;
	size_t first = 0;

	for (size_t i = 0; i < n; i++) {
		struct dgram *from = sender(l, i);
		bool greets = dgram_is_greeting(&bufs[i]);

		if (from != d || greets) {
			hand_up(d, bufs + first, i - first);
			d = greets ? NULL : from;
			first = i;
		}
		l->last = from;
	}
	hand_up(d, bufs + first, n - first);
}

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct dgram_listener *l = arg;

	return mmsg_read(l->fd, bufs, most, &l->info, errnum);
}

static void on_lost(void *arg, int errnum)
{
	(void)arg;
	(void)errnum;
}

static const struct io_user user = {
	.read = on_read,
	.received = on_received,
	.lost = on_lost,
};

static int dgram_listener_open(struct listener *listener, struct io *io,
			       struct err *err)
{
	struct dgram_listener *l = (struct dgram_listener *)listener;

	TAILQ_INIT(&l->clients);
	l->fd = endpoint_open_claimed(&listener->endpoint, SOCK_DGRAM,
				      &listener->claim, err);
	if (l->fd < 0)
		return l->fd;
	dgram_set_buffers(l->fd, SHARED_BUFFER_SIZE);
	dgram_request_senders(l->fd, &l->info);
	socket_home_open(&l->home, address_path(&listener->endpoint.address));
	l->chan = io_open(io, l->fd, &user, l, err);
	if (l->chan)
		return 0;
	socket_home_close(&l->home);
	endpoint_close(&listener->endpoint, l->fd);
	return -ENOMEM;
}

static void dgram_listener_close(struct listener *listener)
{
	struct dgram_listener *l = (struct dgram_listener *)listener;

	io_close(l->chan);
	socket_home_close(&l->home);
	endpoint_close(&listener->endpoint, l->fd);
}

static int dgram_listener_check(struct listener *l, const char *text,
				struct err *err)
{
	int ret;

	if (l->endpoint.address.any.sa_family == AF_UNIX)
		return 0;
	ret = err_say(err, EINVAL, "bad-value", 0,
		      "\"%s\": clients over UDP cannot be told apart; "
		      "expected a path",
		      text);
	err->key = "address";
	return ret;
}

const struct listener_ops dgram_listener_ops = {
	.type = "dgram",
	.size = sizeof(struct dgram_listener),
	.check = dgram_listener_check,
	.open = dgram_listener_open,
	.allow = listener_allow,
	.close = dgram_listener_close,
	.opened = on_opened,
	.closed = on_closed,
};
