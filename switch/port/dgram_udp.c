/* SPDX-License-Identifier: BSD-2-Clause */
/* A dgram port over UDP, with one peer. */
#include <errno.h>
#include <sys/socket.h>

#include "port/dgram_port.h"

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	struct dgram *d = arg;

	return mmsg_read(d->fd, bufs, most, NULL, errnum);
}

/* The kernel passes only datagrams of the peer to a connected socket. */
static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct dgram *d = arg;

	mmsg_clear_headers(bufs, n);
	d->port.events->received(&d->port, bufs, n);
}

static const struct io_user user = {
	.read = on_read,
	.received = on_received,
	.lost = dgram_lost,
};

static int connect_failed(const struct address *to, struct err *err)
{
	const int errnum = errno;
	char text[ADDRESS_TEXT_SIZE];

	if (errnum == EACCES)
		return err_say(err, errnum, "not-permitted", 0,
			       "connect to %s: it is a broadcast address, or "
			       "a route prohibits it: expected the address "
			       "of a host or of a multicast group",
			       address_format(to, text));
	if (errnum == EADDRNOTAVAIL)
		return err_say(err, errnum, "no-address", 0,
			       "connect to %s: no interface has an address to "
			       "send from: add one with \"ip address add\"",
			       address_format(to, text));
	if (errnum != ENETUNREACH && errnum != EHOSTUNREACH && errnum != EINVAL)
		return err_set(err, errnum, "connect to %s",
			       address_format(to, text));
	return err_say(err, errnum, "no-route", 0,
		       "connect to %s: the host has no route to it",
		       address_format(to, text));
}

/* UDP cannot ask whether the peer exists, so that is assumed. */
static int connect_peer(struct dgram *d, struct err *err)
{
	struct address to;
	int ret = address_resolve_scope(&d->config.remote, &to, err);

	d->self.len = sizeof(d->self.storage);
	if (!ret && (connect(d->fd, &to.any, to.len) ||
		     getsockname(d->fd, &d->self.any, &d->self.len)))
		ret = connect_failed(&to, err);
	if (ret)
		err->key = "remote";
	else
		dgram_link_up(d);
	return ret;
}

void dgram_disconnect(struct dgram *d)
{
	io_close(d->chan);
	d->chan = NULL;
	dgram_link_down(d);
	if (d->fd >= 0)
		endpoint_close(&d->config.local, d->fd);
	d->fd = -1;
}

int dgram_connect(struct dgram *d, struct err *err)
{
	int ret = dgram_bind(d, err);

	if (ret)
		return ret;
	ret = dgram_watch(d, &user, err);
	if (!ret)
		ret = connect_peer(d, err);
	if (ret)
		dgram_disconnect(d);
	return ret;
}
