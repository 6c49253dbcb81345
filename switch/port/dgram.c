/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame/frame.h"
#include "port/dgram_port.h"
#include "port/listener.h"

static struct dgram *dgram_of(struct port *port)
{
	return (struct dgram *)port;
}

static void dgram_init(struct port *port)
{
	struct dgram *d = dgram_of(port);

	port->mtu = PORT_MTU_MAX;
	port->headerless = true;
	d->fd = -1;
	d->home.dir = -1;
	d->peer.fd = -1;
	d->peer.file = -1;
	d->out.fd = -1;
	d->config = (struct dgram_config){
		.local = { .mode = ENDPOINT_MODE, .group = (gid_t)-1 },
		.passed = { .fd = -1 },
	};
}

static bool is_udp(const struct dgram *d)
{
	const int family = dgram_destination(d)->any.sa_family;

	return family == AF_INET || family == AF_INET6;
}

/* A configured peer must accept a connection of our own socket.  Another peer
 * may have connected its socket to ours since, and then takes frames from ours
 * only. */
static bool peer_exists(struct dgram *d)
{
	const struct address *a = &d->peer.address;
	bool ret;

	if (d->config.role == DGRAM_TO)
		return !connect(d->fd, &a->any, a->len);
	ret = dgram_peer_exists(&d->peer);
	if (d->peer.fd < 0)
		dgram_close_queue(d);
	return ret;
}

static void on_peer_found(struct dgram *d, const char *what)
{
	dgram_log_peer(d, what);
	dgram_link_up(d);
	d->port.events->changed(&d->port);
}

/* A configured peer may disconnect and return; others only disconnect. */
static void on_refresh(EV_P_ ev_timer *w, int revents)
{
	struct dgram *d = w->data;

	(void)loop;
	(void)revents;
	if (!d->has_peer)
		return;
	if (!peer_exists(d))
		dgram_lose_peer(d);
	else if (!d->port.linked)
		on_peer_found(d, "is reachable");
}

/* If a peer that had disconnected sends again, it is found here, before the
 * timer finds it. */
static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct dgram *d = arg;

	if (!d->port.linked && d->has_peer && peer_exists(d))
		on_peer_found(d, "is reachable");
	mmsg_clear_headers(bufs, n);
	d->port.events->received(&d->port, bufs, n);
}

/* Makes a sender the peer.  Return: why that is not possible; else NULL */
static const char *set_peer(struct dgram *d, const struct dgram_sender *from)
{
	int ret = dgram_peer_open(&d->peer, from, &d->home);
	const char *why = dgram_peer_error(-ret);

	if (ret)
		return why ? why : "it has disconnected already";
	d->has_peer = true;
	d->has_logged = false;
	on_peer_found(d, "is now the peer");
	return NULL;
}

/* Return: why a sender's datagrams are rejected; NULL if it is the peer now */
static const char *reason_to_reject(struct dgram *d,
				    const struct dgram_sender *from)
{
	if (d->has_peer && dgram_peer_is(&d->peer, from))
		return NULL;
	if (d->has_peer && peer_exists(d))
		return "the port has another peer";
	if (d->has_peer)
		dgram_lose_peer(d);
	return set_peer(d, from);
}

/* Only the first one is logged, so that the user sees why no frames come. */
static void reject(struct dgram *d, const char *who, const char *why)
{
	d->rejected++;
	d->port.events->missed(&d->port, EACCES, 1);
	if (!d->has_logged)
		port_log(&d->port, LOG_LEVEL_WARN,
			 "frames from %s are rejected: %s", who, why);
	d->has_logged = true;
}

static bool is_of_peer(struct dgram *d, size_t i)
{
	char who[ADDRESS_TEXT_SIZE];
	struct dgram_sender from;
	const char *why;

	if (!dgram_sender(&d->info, i, &from)) {
		reject(d, "a socket", "its socket has no address");
		return false;
	}
	why = reason_to_reject(d, &from);
	if (why)
		reject(d, address_format(&from.address, who), why);
	return !why;
}

/* The first sender becomes the peer.  Until it disconnects, datagrams of other
 * senders are rejected. */
static void on_received_from(void *arg, struct buf *bufs, size_t n)
{
	struct dgram *d = arg;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_of_peer(d, i) && !dgram_is_greeting(&bufs[i]))
			bufs[kept++] = bufs[i];
	}
	mmsg_clear_headers(bufs, kept);
	if (kept)
		d->port.events->received(&d->port, bufs, kept);
}

/* The program that passed the socket may have shut it down.  Then it is always
 * readable, and every read returns nothing. */
static bool is_shut_down(const struct dgram *d)
{
	struct pollfd p = { .fd = d->fd };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLHUP);
}

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct dgram *d = arg;
	size_t n = mmsg_read(d->fd, bufs, most, NULL, errnum);

	if (!n && *errnum == EAGAIN && d->config.role == DGRAM_PASSED &&
	    is_shut_down(d))
		*errnum = ENODATA;
	return n;
}

static const struct io_user connected_user = {
	.read = on_read,
	.received = on_received,
	.lost = dgram_lost,
}, learning_user = {
	.read = dgram_read_from,
	.received = on_received_from,
	.lost = dgram_lost,
};

static int watch(struct dgram *d, struct err *err)
{
	if (d->config.role != DGRAM_LEARN)
		return dgram_watch(d, &connected_user, err);
	dgram_request_senders(d->fd, &d->info);
	socket_home_open(&d->home, address_path(&d->config.local.address));
	return dgram_watch(d, &learning_user, err);
}

static void start_refresh(struct dgram *d)
{
	ev_timer_init(&d->refresh, on_refresh, DGRAM_REFRESH_S,
		      DGRAM_REFRESH_S);
	d->refresh.data = d;
	ev_timer_start(io_loop(d->io), &d->refresh);
}

/* A connected socket receives from its peer only. */
static void connect_unix(struct dgram *d)
{
	d->peer.address = d->config.remote;
	d->has_peer = true;
	if (peer_exists(d))
		dgram_link_up(d);
}

static void close_unix(struct dgram *d)
{
	socket_home_close(&d->home);
	endpoint_close(&d->config.local, d->fd);
	d->fd = -1;
}

static int open_unix(struct dgram *d, struct err *err)
{
	int ret = dgram_bind(d, err);

	if (ret)
		return ret;
	ret = watch(d, err);
	if (ret) {
		close_unix(d);
		return ret;
	}
	if (d->config.role == DGRAM_TO)
		connect_unix(d);
	start_refresh(d);
	return 0;
}

static int use_passed(struct port *port, struct err *err)
{
	struct dgram *d = dgram_of(port);
	const struct passed_fd *a = &d->config.passed;
	socklen_t len = sizeof(int);
	int type = -1;

	if (getsockopt(a->fd, SOL_SOCKET, SO_TYPE, &type, &len) ||
	    type != SOCK_DGRAM)
		return err_say(err, EINVAL, "not-datagrams", 0,
			       "descriptor %d is not a datagram socket",
			       a->word);
	d->peer.address.len = sizeof(d->peer.address.storage);
	if (getpeername(a->fd, &d->peer.address.any, &d->peer.address.len))
		return err_say(err, ENOTCONN, "not-connected", 0,
			       "descriptor %d is not connected", a->word);
	if (passed_fd_claim_socket(a, port, err))
		return -EBUSY;
	fcntl(a->fd, F_SETFL, O_RDWR | O_NONBLOCK);
	d->fd = a->fd;
	if (watch(d, err))
		return -ENOMEM;
	dgram_link_up(d);
	return 0;
}

static int dgram_open(struct port *port, struct io *io, struct err *err)
{
	struct dgram *d = dgram_of(port);

	d->io = io;
	switch (d->config.role) {
	case DGRAM_TO:
	case DGRAM_LEARN:
	case DGRAM_GROUP:
		return is_udp(d) ? dgram_open_route(d, err) : open_unix(d, err);
	case DGRAM_PASSED:
		return passed_fd_open(&d->config.passed, port, use_passed, err);
	case DGRAM_CLIENT:
		if (!d->has_peer)
			return err_say(err, ENOTCONN, "no-client", 0,
				       "its client has disconnected");
		dgram_link_up(d);
		port->listener->ops->opened(port->listener, port);
		start_refresh(d);
		return 0;
	}
	return -EINVAL;
}

static void dgram_close(struct port *port)
{
	struct dgram *d = dgram_of(port);

	io_close(d->chan);
	d->chan = NULL;
	ev_timer_stop(io_loop(d->io), &d->refresh);
	dgram_link_down(d);
	dgram_peer_close(&d->peer);
	d->has_peer = false;
	switch (d->config.role) {
	case DGRAM_TO:
	case DGRAM_LEARN:
	case DGRAM_GROUP:
		if (is_udp(d))
			dgram_close_route(d);
		else
			close_unix(d);
		break;
	case DGRAM_PASSED:
		passed_fd_release(&d->config.passed);
		break;
	case DGRAM_CLIENT:
		port->listener->ops->closed(port->listener, port);
		break;
	}
	d->fd = -1;
}

static void dgram_undo(struct port *port)
{
	dgram_close(port);
	passed_fd_unref(&dgram_config(port)->passed);
}

static void dgram_free(struct port *port)
{
	struct dgram *d = dgram_of(port);

	passed_fd_free(&d->config.passed);
	if (d->has_peer)
		dgram_peer_close(&d->peer); /* of a rejected client */
}

/* Not for UDP: there, the peer may start later, and nothing would report that. */
static bool is_peer_gone(int errnum)
{
	return errnum == ECONNREFUSED || errnum == ENOENT || errnum == ENOTCONN;
}

static void dgram_tx(struct port *port, const struct buf *frames, size_t n)
{
	struct dgram *d = dgram_of(port);
	int errnum;

	if (d->chan)
		io_count_writes(d->chan, n);
	if (d->out.fd >= 0)
		errnum = dgram_queue_tx(&d->out, frames, n);
	else
		errnum = mmsg_write(port, d->fd, &d->peer.to, frames, n, 0,
				    NULL);
	if (errnum == EPERM && dgram_is_learned(d))
		peer_exists(d);
	else if (is_udp(d))
		dgram_suspect_route(d, errnum);
	else if (is_peer_gone(errnum))
		dgram_lose_peer(d);
}

static const char *link_word(const struct dgram *d)
{
	if (d->port.linked)
		return "connected";
	if (d->port.not_present)
		return "not-present";
	return d->config.role == DGRAM_LEARN ? "listening" : "waiting";
}

static void dgram_show(const struct port *port, struct writer *out)
{
	const struct dgram *d = (const struct dgram *)port;
	char text[ADDRESS_TEXT_SIZE];

	writer_str(out, "link", link_word(d));
	writer_str(out, "local",
		   d->config.local.address.len
			   ? address_format(&d->config.local.address, text)
			   : NULL);
	writer_str(out, "peer",
		   port->linked || dgram_is_configured(d)
			   ? address_format(dgram_destination(d), text)
			   : NULL);
	writer_uint(out, "reconnects", d->connects ? d->connects - 1 : 0);
	writer_uint(out, "rejected", d->rejected);
	writer_uint(out, "queued_bytes", dgram_queue_bytes(&d->out));
}

const struct port_ops dgram_ops = {
	.type = "dgram",
	.size = sizeof(struct dgram),
	.init = dgram_init,
	.open = dgram_open,
	.close = dgram_close,
	.undo = dgram_undo,
	.free = dgram_free,
	.tx = dgram_tx,
	.update_missed = dgram_update_missed,
	.set_mtu = port_set_mtu,
	.compare = dgram_compare,
	.swap = dgram_swap,
	.endpoint = dgram_endpoint,
	.show = dgram_show,
	.config = dgram_config_line,
};
