/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions for dgram ports of all roles: opening the socket, and starting and
 * stopping to send to a peer. */
#include <errno.h>
#include <sys/socket.h>

#include "port/dgram_port.h"
#include "port/socket_drops.h"

bool dgram_is_configured(const struct dgram *d)
{
	return d->config.role == DGRAM_TO || d->config.role == DGRAM_GROUP;
}

const struct address *dgram_destination(const struct dgram *d)
{
	return dgram_is_configured(d) ? &d->config.remote : &d->peer.address;
}

/* For such a peer there is a socket of its own, unless it takes frames from
 * ours. */
bool dgram_is_learned(const struct dgram *d)
{
	return d->config.role == DGRAM_LEARN || d->config.role == DGRAM_CLIENT;
}

/* If there is no memory for the queue, frames that cannot be sent at once are
 * refused. */
void dgram_link_up(struct dgram *d)
{
	const bool is_group = d->config.role == DGRAM_GROUP;
	const int fd = dgram_is_learned(d) ? d->peer.fd
		       : is_group	   ? d->group.tx_fd
					   : d->fd;

	d->port.linked = true;
	d->connects++;
	d->out.fd = fd;
	if (fd >= 0)
		dgram_queue_open(&d->out, &d->port, io_loop(d->io), fd);
}

void dgram_close_queue(struct dgram *d)
{
	dgram_queue_close(&d->out);
	d->out.fd = -1;
}

void dgram_link_down(struct dgram *d)
{
	d->port.linked = false;
	dgram_close_queue(d);
}

void dgram_log_peer(struct dgram *d, const char *what)
{
	char text[ADDRESS_TEXT_SIZE];

	port_log(&d->port, LOG_LEVEL_INFO, "%s %s",
		 address_format(&d->peer.address, text), what);
}

/* Our socket is still connected to the peer's closed one, so the kernel rejects
 * datagrams of all others.  Not for UDP, for which has_peer is false. */
static void disconnect(struct dgram *d)
{
	const struct sockaddr no_peer = { .sa_family = AF_UNSPEC };

	connect(d->fd, &no_peer, sizeof(no_peer));
}

void dgram_lose_peer(struct dgram *d)
{
	if (!d->port.linked)
		return;
	dgram_log_peer(d, "disconnected");
	dgram_link_down(d);
	if (d->config.role != DGRAM_TO) {
		dgram_peer_close(&d->peer);
		d->has_peer = false;
	} else if (d->has_peer) {
		disconnect(d);
	}
	d->port.not_present = d->config.role == DGRAM_CLIENT ||
			      d->config.role == DGRAM_PASSED;
	d->port.events->changed(&d->port);
}

size_t dgram_read_from(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct dgram *d = arg;

	return mmsg_read(d->fd, bufs, most, &d->info, errnum);
}

void dgram_lost(void *arg, int errnum)
{
	(void)errnum;
	dgram_lose_peer(arg);
}

/* Not for a listener's socket: the kernel drops nothing on Unix sockets. */
void dgram_update_missed(struct port *port)
{
	struct dgram *d = (struct dgram *)port;

	if (d->chan)
		socket_drops_report(port, d->fd, &d->dropped);
}

/* An IP packet has 65,535 bytes at most; IPv6 does not count its own header. */
static uint32_t longest_to(const struct address *to)
{
	switch (to->any.sa_family) {
	case AF_INET:
		return 65535 - 20 - 8;
	case AF_INET6:
		return 65535 - 8;
	default:
		return UINT32_MAX;
	}
}

int dgram_bind(struct dgram *d, struct err *err)
{
	d->fd = endpoint_open_claimed(&d->config.local, SOCK_DGRAM,
				      &d->port.claim, err);
	if (d->fd >= 0)
		return 0;
	err->key = "local";
	return d->fd;
}

int dgram_watch(struct dgram *d, const struct io_user *user, struct err *err)
{
	dgram_set_buffers(d->fd, DGRAM_BUFFER_SIZE);
	d->dropped = socket_drops(d->fd);
	d->port.frame_max = longest_to(dgram_destination(d));
	d->chan = io_open(d->io, d->fd, user, d, err);
	return d->chan ? 0 : -ENOMEM;
}
