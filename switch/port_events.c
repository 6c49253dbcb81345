/* SPDX-License-Identifier: BSD-2-Clause */
#include "port_events.h"

#include <errno.h>
#include <string.h>

#include "app.h"
#include "await.h"
#include "base/log.h"
#include "client_names.h"
#include "listener_events.h"
#include "path/pipeline.h"
#include "ports.h"
#include "removal.h"

static void remove_client(struct port *port)
{
	if (!port->is_removed)
		listener_event(port->owner, port->listener, EVENT_CLIENT_GONE,
			       port->no, PEER_NONE);
	removal_schedule(port);
}

/* If the port has become present, app_sync_port() writes that event instead. */
static void on_changed(struct port *port)
{
	struct app *app = port->owner;

	if (port->not_present && port->listener)
		remove_client(port);
	else if (port->not_present)
		await_port(port);
	else if (portset_has(&app->present, port->no))
		event_of_port(&app->bridge->events, EVENT_PORT_LINK, port->no,
			      port->linked);
	app_sync_port(port);
}

static enum tx_reason reason_of(int errnum)
{
	switch (errnum) {
	case EMSGSIZE:
		return TX_REASON_MTU_EXCEEDED;
	case EIO:
	case ENETDOWN:
	case ENOTCONN:
	case ECONNREFUSED:
	case ECONNRESET:
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EADDRNOTAVAIL:
	case EPIPE:
	case ENOENT:
	case EPERM: /* the peer's datagram socket is connected to another */
		return TX_REASON_LINK_DOWN;
	case EBADFD:
	case ENODEV:
	case ENXIO:
		return TX_REASON_NOT_PRESENT;
	case EAGAIN:
	case ENOBUFS:
	case ENOMEM:
		return TX_REASON_QUEUE_FULL;
	default:
		return TX_REASON_WRITE_ERROR;
	}
}

static void on_refused(struct port *port, int errnum)
{
	struct app *app = port->owner;
	struct counters *c = &app->bridge->counters[port->no];
	enum tx_reason reason = reason_of(errnum);

	/* tx_own may have been reset since the frame was counted. */
	if (port->sends_own) {
		c->tx_own -= c->tx_own > 0;
		return;
	}
	c->tx_drops[reason]++;
	if (reason == TX_REASON_MTU_EXCEEDED)
		bridge_note_oversize(app->bridge, port->no, 0, 0);
	else if (reason == TX_REASON_WRITE_ERROR)
		log_limited(LOG_LEVEL_WARN, "port %s: write: %s", port->name,
			    strerror(errnum));
}

static enum miss miss_of(int errnum)
{
	switch (errnum) {
	case ENOBUFS:
		return MISS_OVERRUN;
	case ENETDOWN:
		return MISS_NO_CARRIER;
	case EACCES:
		return MISS_NOT_PEER;
	default:
		return MISS_READ_ERROR;
	}
}

static void on_missed(struct port *port, int errnum, uint64_t n)
{
	const struct app *app = port->owner;
	enum miss why = miss_of(errnum);

	app->bridge->counters[port->no].rx_missed[why] += n;
}

const struct port_events port_events = {
	.received = pipeline_received,
	.refused = on_refused,
	.missed = on_missed,
	.changed = on_changed,
};

/* Called until a frame has named the port; see app_name_by_frame(). */
static void on_first_received(struct port *port, struct buf *frames, size_t n)
{
	if (client_names_take_mac(port->owner, port, frames, n))
		port->events = &port_events;
	pipeline_received(port, frames, n);
}

static const struct port_events unnamed_port_events = {
	.received = on_first_received,
	.refused = on_refused,
	.missed = on_missed,
	.changed = on_changed,
};

void app_name_by_frame(struct port *port)
{
	port->events = &unnamed_port_events;
}
