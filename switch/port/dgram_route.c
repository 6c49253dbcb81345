/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The route of a UDP port's frames: a source address of this host, an interface
 * and an entry of the routing table.  Each may be removed and replaced while
 * the port is open.
 */
#include "port/dgram_port.h"
#include "port/udp.h"

static int open_sockets(struct dgram *d, struct err *err)
{
	return d->config.role == DGRAM_GROUP ? dgram_join(d, err)
					     : dgram_connect(d, err);
}

static void close_sockets(struct dgram *d)
{
	if (d->config.role == DGRAM_GROUP)
		dgram_leave(d);
	else
		dgram_disconnect(d);
}

/* Sockets are bound to the address or interface that was removed, even if there
 * is a new one with the same name or index.  So they are closed and opened
 * again; if that fails, the port is not present. */
static void reopen(struct dgram *d)
{
	const bool is_group = d->config.role == DGRAM_GROUP;
	char from[ADDRESS_TEXT_SIZE];
	struct err why;

	dgram_update_missed(&d->port);
	close_sockets(d);
	if (open_sockets(d, &why)) {
		port_log(&d->port, LOG_LEVEL_WARN, "%s", why.text);
		port_vanish(&d->port, true);
		return;
	}
	port_log(&d->port, LOG_LEVEL_INFO, "%s again, from %s",
		 is_group ? "joined its group" : "connected",
		 address_format(is_group ? &d->group.self : &d->self, from));
	d->port.events->changed(&d->port);
}

static bool has_route(const struct dgram *d)
{
	struct address to;
	struct err why;

	if (address_resolve_scope(&d->config.remote, &to, &why))
		return false;
	if (d->config.role == DGRAM_GROUP)
		return dgram_group_can_send(&d->group, &to, d->link.index);
	return udp_can_send(&d->self, &to, 0);
}

static void on_address_check(void *arg)
{
	struct dgram *d = arg;

	/* While a group's interface is down, there is no route, as expected. */
	if (d->port.linked && !has_route(d))
		reopen(d);
}

int dgram_open_route(struct dgram *d, struct err *err)
{
	int ret;

	d->reopen = reopen;
	ret = open_sockets(d, err);
	if (ret)
		return ret;
	d->route.refresh = on_address_check;
	d->route.arg = d;
	address_watch_start(&d->route, io_loop(d->io));
	return 0;
}

void dgram_close_route(struct dgram *d)
{
	address_watch_stop(&d->route);
	close_sockets(d);
}

/* The check is deferred: this may be called while the socket is being read. */
void dgram_suspect_route(struct dgram *d, int errnum)
{
	if (udp_is_unreachable(errnum))
		address_watch_check_soon(&d->route);
}
