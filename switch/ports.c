/* SPDX-License-Identifier: BSD-2-Clause */
#include "ports.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "await.h"
#include "base/log.h"
#include "path/qdisc.h"
#include "path/watch.h"
#include "port/listener.h"

#define MISSED_MAX_AGE_MS 1000

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

static void add_event(const struct port *port, enum event_kind kind,
		      uint32_t value)
{
	const struct app *app = port->owner;

	event_of_port(&app->bridge->events, kind, port->no, value);
}

/* @had_device: it is not being opened now, so that a device that is missing has
 * disappeared */
static void note_presence(const struct port *port, bool had_device)
{
	struct app *app = port->owner;

	if (portset_has(&app->present, port->no) != port->not_present)
		return;
	if (port->not_present)
		portset_del(&app->present, port->no);
	else
		portset_add(&app->present, port->no);
	if (port->not_present)
		add_event(port, EVENT_PORT_NOT_PRESENT, had_device);
	else
		add_event(port, EVENT_PORT_PRESENT, 0);
}

/* Updates the bridge from a port's state, and writes events about changes. */
void app_sync_port(struct port *port)
{
	struct app *app = port->owner;
	struct bridge *br = app->bridge;
	bool up = port->up && port->linked && !port->not_present &&
		  !br->port[port->no].errdisabled;

	note_presence(port, true);
	if (br->port[port->no].mtu != port->mtu ||
	    br->port[port->no].frame_max != port->frame_max) {
		bridge_set_mtu(br, port->no, port->mtu);
		bridge_set_medium(br, port->no, port->frame_max,
				  port->takes_tag);
	}
	if (br->port[port->no].up != up)
		bridge_set_up(br, port->no, up);
}

static int open_port(struct app *app, struct port *port, struct err *err)
{
	int ret = port_open(port, app->io, app->port_events, app, err);

	if (!ret && !port->up && port->ops->set_up)
		ret = port->ops->set_up(port, false, err);
	return ret;
}

/* A missing device that may appear later is not an error. */
static int open_or_wait(struct app *app, struct port *port, struct err *err)
{
	const bool may_wait = port->awaited;
	int ret = open_port(app, port, err);

	if (ret && may_wait && await_can_help(err)) {
		port->not_present = true;
		ret = 0;
	}
	if (!ret && port->not_present) {
		log_warn("port %s: not present, %s", port->name, err->text);
		await_port(port);
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
	note_presence(port, false);
	app_sync_port(port);
	return ret;
}

static void forget_port(struct app *app, const struct port *port)
{
	watch_forget_port(app, port->no);
	bridge_del_port(app->bridge, port->no);
	portset_del(&app->present, port->no);
	add_event(port, EVENT_PORT_REMOVED, 0);
}

int app_add_port(struct app *app, struct port *port, struct err *err)
{
	port_no no = PORT_NONE;
	int ret;

	/* A port that was unplugged gets its number back, if it is free. */
	if (port->no != PORT_NONE)
		no = bridge_add_port_as(app->bridge, port->no, port->mtu);
	if (no == PORT_NONE)
		no = bridge_add_port(app->bridge, port->mtu);

	if (no == PORT_NONE)
		return err_say(err, ENOSPC, "too-many-ports", 3,
			       "a switch has %d ports at most", PORT_MAX);
	port->no = no;
	port->events = app->port_events;
	port->owner = app;
	bridge_name_port(app->bridge, no, port->name);
	add_event(port, EVENT_PORT_ADDED, port->mtu);
	port->added_seq = app->bridge->events.count;
	port->added_frames = app->frames;
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
	watch_port(app, port);
	if (port->listener)
		port->listener->ports++;
	note_presence(port, false);
	app_sync_port(port);
	return 0;
}

void app_unplug_port(struct app *app, struct port *port)
{
	port_close(port);
	app->ports[port->no] = NULL;
	if (port->listener)
		port->listener->ports--;
	qdisc_end(app, port->no);
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

void app_update_missed(struct port *port, bool now)
{
	const struct app *app = port->owner;

	if (!port->open || !port->ops->update_missed ||
	    (!now && app->now_ms - port->missed_at_ms < MISSED_MAX_AGE_MS))
		return;
	port->missed_at_ms = app->now_ms;
	port->ops->update_missed(port);
}

/* An errdisabled port has no carrier, so that its neighbour sees it. */
void app_follow_errdisable(struct port *port)
{
	const struct app *app = port->owner;
	const struct bridge_port *bp = &app->bridge->port[port->no];
	struct err err;

	if (port->open && !port->not_present && port->ops->set_up &&
	    port->ops->set_up(port, port->up && !bp->errdisabled, &err))
		port_log(port, LOG_LEVEL_ERROR, "%s", err.text);
	app_sync_port(port);
}

void app_recover_port(struct port *port)
{
	const struct app *app = port->owner;

	bridge_recover(app->bridge, port->no);
}

void app_rename_port(struct port *port, const char *name)
{
	struct app *app = port->owner;
	struct event e = { .kind = EVENT_PORT_RENAMED, .port = port->no };

	snprintf(e.text, sizeof(e.text), "%s", port->name);
	snprintf(port->name, sizeof(port->name), "%s", name);
	bridge_name_port(app->bridge, port->no, name);
	watch_port(app, port);
	event_add(&app->bridge->events, &e);
	app_sync_port(port); /* a client may wait for a port of this name */
}
