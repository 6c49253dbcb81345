/* SPDX-License-Identifier: BSD-2-Clause */
#include "app.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "absent.h"
#include "base/log.h"
#include "base/time.h"
#include "client_names.h"
#include "egress.h"
#include "io/io.h"
#include "leavers.h"
#include "log_events.h"
#include "pipeline.h"
#include "port/listener.h"
#include "protocols.h"
#include "shaping.h"

#define MISSED_ASK_MS 1000

static void recover(void *arg)
{
	struct app *app = arg;

	timer_at(&app->timers, &app->recovery,
		 bridge_tick(app->bridge, app->now_ms));
	app_process_events(app);
}

struct app *app_new(const char *name, struct ev_loop *loop, const char *engine,
		    struct err *err)
{
	struct app *app = calloc(1, sizeof(*app));
	uint64_t seed = 0;

	if (!app)
		goto out_of_memory;
	TAILQ_INIT(&app->listeners);
	app->name = name;
	app->loop = loop;

	/* Without randomness the switch works; it is just easier to annoy. */
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		log_debug("no random numbers yet: %s", strerror(errno));
	app->bridge = bridge_new(seed);
	app->egress = egress_new();
	if (!app->bridge || !app->egress)
		goto out_of_memory;
	app_set_time(app, time_now_ms());
	app->start_ms = app->now_ms;
	if (!protocols_new(app))
		goto out_of_memory;
	timer_init(&app->recovery, recover, app);
	shaping_init(app);
	absent_init(app);
	leavers_init(app);
	if (!loop)
		return app;
	app->io = io_new(loop, engine, err);
	if (app->io)
		return app;
	app_free(app);
	return NULL;

out_of_memory:
	err_set(err, ENOMEM, "make a switch");
	app_free(app);
	return NULL;
}

void app_free(struct app *app)
{
	struct listener *l;

	if (!app)
		return;
	for (port_no no = 1; no <= PORT_MAX; no++) {
		port_free(app->ports[no]);
		if (app->bridge)
			shaping_end(app, no);
	}
	while ((l = TAILQ_FIRST(&app->listeners))) {
		TAILQ_REMOVE(&app->listeners, l, list);
		listener_free(l); /* its ports are closed by now */
	}
	io_free(app->io);
	egress_free(app->egress);
	protocols_free(app->protocols);
	bridge_free(app->bridge);
	free(app);
}

void app_set_time(struct app *app, int64_t now_ms)
{
	app->now_ms = now_ms;
	events_set_time(&app->bridge->events, now_ms);
}

static void add_event(const struct port *port, enum event_kind kind,
		      uint32_t value)
{
	const struct app *app = port->owner;

	event_of_port(&app->bridge->events, kind, port->no, value);
}

static void note_presence(const struct port *port)
{
	struct app *app = port->owner;

	if (portset_has(&app->present, port->no) != port->not_present)
		return;
	if (port->not_present)
		portset_del(&app->present, port->no);
	else
		portset_add(&app->present, port->no);
	add_event(port,
		  port->not_present ? EVENT_PORT_NOT_PRESENT
				    : EVENT_PORT_PRESENT,
		  0);
}

/* What the core must know of a port's state, and people of its changes. */
void app_sync_port(struct port *port)
{
	struct app *app = port->owner;
	struct bridge *br = app->bridge;
	bool up = port->up && port->linked && !port->not_present &&
		  !br->port[port->no].errdisabled;

	app->port_changes++;
	note_presence(port);
	if (br->port[port->no].mtu != port->mtu ||
	    br->port[port->no].frame_max != port->frame_max) {
		bridge_set_mtu(br, port->no, port->mtu);
		bridge_set_medium(br, port->no, port->frame_max,
				  port->takes_tag);
	}
	if (br->port[port->no].up != up)
		bridge_set_up(br, port->no, up);
}

static void on_changed(struct port *port)
{
	if (port->not_present && port->listener) {
		leavers_add(port);
	} else if (port->not_present) {
		port_log(port, LOG_LEVEL_WARN,
			 "not present, its device has gone");
		absent_note(port);
	} else {
		add_event(port, EVENT_PORT_LINK, port->linked);
	}
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
	case EPERM: /* a datagram socket that listens to somebody else */
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

	/* It may have been taken before a reset. */
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

void app_ask_missed(struct port *port, bool now)
{
	const struct app *app = port->owner;

	if (!port->open || !port->ops->ask_missed ||
	    (!now && app->now_ms - port->missed_asked_ms < MISSED_ASK_MS))
		return;
	port->missed_asked_ms = app->now_ms;
	port->ops->ask_missed(port);
}

static const struct port_events port_events = {
	.received = pipeline_received,
	.refused = on_refused,
	.missed = on_missed,
	.changed = on_changed,
};

/* Those behind the first do not come this way. */
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

static int open_port(struct app *app, struct port *port, struct err *err)
{
	int ret = port_open(port, app->io, &port_events, app, err);

	if (!ret && !port->up && port->ops->set_up)
		ret = port->ops->set_up(port, false, err);
	return ret;
}

/* What may come later is no reason to refuse the port now. */
static int open_or_wait(struct app *app, struct port *port, struct err *err)
{
	const bool may_wait = port->awaited;
	int ret = open_port(app, port, err);

	if (ret && may_wait && absent_is_why(err)) {
		port->not_present = true;
		ret = 0;
	}
	if (!ret && port->not_present) {
		log_warn("port %s: not present, %s", port->name, err->text);
		absent_note(port);
	}
	return ret;
}

int app_reopen_port(struct port *port, struct err *err)
{
	struct app *app = port->owner;
	int ret;

	port_close(port);
	ret = open_port(app, port, err);
	if (ret)
		port_undo(port);
	port->not_present |= ret < 0;
	app_sync_port(port);
	return ret;
}

static void forget_port(struct app *app, const struct port *port)
{
	bridge_del_port(app->bridge, port->no);
	portset_del(&app->present, port->no);
	add_event(port, EVENT_PORT_REMOVED, 0);
}

int app_add_port(struct app *app, struct port *port, struct err *err)
{
	port_no no = PORT_NONE;
	int ret;

	/* One that was unplugged is to be who it was. */
	if (port->no != PORT_NONE)
		no = bridge_add_port_as(app->bridge, port->no, port->mtu);
	if (no == PORT_NONE)
		no = bridge_add_port(app->bridge, port->mtu);

	if (no == PORT_NONE)
		return err_say(err, ENOSPC, "too-many-ports", 3,
			       "a switch has %d ports at most", PORT_MAX);
	port->no = no;
	port->events = &port_events;
	port->owner = app;
	events_name_port(&app->bridge->events, no, port->name);
	add_event(port, EVENT_PORT_ADDED, port->mtu);
	portset_add(&app->present, no);
	if (app->io && !port->not_present) {
		ret = open_or_wait(app, port, err);
		if (ret) {
			port_undo(port);
			forget_port(app, port);
			return ret;
		}
	}
	app->ports[no] = port;
	if (port->listener)
		port->listener->ports++;
	app_sync_port(port);
	return 0;
}

void app_unplug_port(struct app *app, struct port *port)
{
	port_close(port);
	app->port_changes++;
	app->ports[port->no] = NULL;
	if (port->listener)
		port->listener->ports--;
	shaping_end(app, port->no);
	forget_port(app, port);
}

void app_del_port(struct app *app, struct port *port)
{
	app_unplug_port(app, port);
	port_free(port);
}

int app_set_port_up(struct port *port, bool up, struct err *err)
{
	const struct app *app = port->owner;
	int ret;

	if (port->up == up)
		return 0;
	if (port->not_present)
		return err_say(err, EBADFD, "port-not-present", 3,
			       "port \"%s\" is not present: it has no device",
			       port->name);
	if (port->open && port->ops->set_up) {
		ret = port->ops->set_up(
			port, up && !app->bridge->port[port->no].errdisabled,
			err);
		if (ret)
			return ret;
	}
	port->up = up;
	add_event(port, EVENT_PORT_ADMIN, up);
	if (app->io)
		log_info("port %s: set %s", port->name, up ? "up" : "down");
	app_sync_port(port);
	return 0;
}

/* An errdisabled port has no carrier, as its neighbour is to see. */
static void apply_errdisable(struct port *port)
{
	const struct app *app = port->owner;
	const struct bridge_port *bp = &app->bridge->port[port->no];
	struct err err;

	if (port->open && !port->not_present && port->ops->set_up &&
	    port->ops->set_up(port, port->up && !bp->errdisabled, &err))
		port_log(port, LOG_LEVEL_ERROR, "%s", err.text);
	app_sync_port(port);
}

static void follow(struct app *app, port_no no)
{
	const struct bridge_port *bp = &app->bridge->port[no];

	if (!app->ports[no])
		return;
	if (bp->errdisabled)
		timer_by(&app->timers, &app->recovery,
			 bp->errdisabled_until_ms);
	apply_errdisable(app->ports[no]);
}

/* Too much has happened to be told one by one: look at all ports. */
static void follow_all(struct app *app, uint64_t missed)
{
	log_debug("events: %" PRIu64 " were overwritten before they were read",
		  missed);
	for (port_no no = 1; no <= PORT_MAX; no++)
		follow(app, no);
}

void app_process_events(struct app *app)
{
	const struct event *e;
	uint64_t missed;

	while ((e = event_read(&app->bridge->events, &app->reader, &missed))) {
		log_event(app, e);
		if (missed)
			follow_all(app, missed);
		if (e->kind == EVENT_ERRDISABLED || e->kind == EVENT_RECOVERED)
			follow(app, e->port);
	}
}

void app_rename_port(struct port *port, const char *name)
{
	const struct app *app = port->owner;

	snprintf(port->name, sizeof(port->name), "%s", name);
	events_name_port(&app->bridge->events, port->no, name);
	add_event(port, EVENT_PORT_RENAMED, 0);
	app_sync_port(port); /* a client may wait for a port of this name */
}

void app_tick(struct app *app)
{
	timer_queue_run(&app->timers, app->now_ms);
}

void app_recover_port(struct port *port)
{
	struct app *app = port->owner;

	if (app->bridge->port[port->no].errdisabled)
		bridge_errdisable(app->bridge, port->no, ERRDISABLE_NONE,
				  INT64_MAX);
	app_process_events(app);
}

void app_set_busy_poll(struct app *app, unsigned int us)
{
	app->busy_poll_us = us;
	if (app->io)
		io_set_busy_poll(app->io, us);
}

uint64_t app_changes(const struct app *app)
{
	return app->port_changes + fdb_placed(app->bridge->fdb);
}

struct port *app_port(const struct app *app, const char *name)
{
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no] && !strcmp(app->ports[no]->name, name))
			return app->ports[no];
	return NULL;
}

struct port *app_next_port(const struct app *app, const struct port *before)
{
	for (unsigned int no = before ? before->no + 1u : 1; no <= PORT_MAX;
	     no++)
		if (app->ports[no])
			return app->ports[no];
	return NULL;
}

const char *app_port_name(const struct app *app, port_no no)
{
	return app->ports[no] ? app->ports[no]->name : "-";
}
