/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A namespace is there when something was mounted on its file, which nothing
 * tells; so it is tried.  So are the others, for what they wait for has many ways
 * to come.
 */
#include "absent.h"

#include <string.h>

#include "app.h"
#include "listeners.h"

#define LOOK_MS	   1000
#define LOOKS	   64 /* in a turn: some hundred microseconds */
#define OPENING_IS 16 /* looks' worth of time */

bool absent_is_why(const struct err *err)
{
	return !strcmp(err->code, "no-such-netns") ||
	       !strcmp(err->code, "no-such-interface") ||
	       !strcmp(err->code, "no-address") ||
	       !strcmp(err->code, "no-route");
}

/* One that is open looks itself. */
static bool is_mine(const struct port *port)
{
	return port && port->not_present && port->awaited && !port->open;
}

static void look_soon(struct app *app)
{
	if (app->retry_ms != INT64_MAX)
		return;
	app->retry_no = 1;
	app->retry_ms = app->now_ms + LOOK_MS;
	if (app->retry_ms < app->tick_ms)
		app->tick_ms = app->retry_ms;
}

void absent_note(struct port *port)
{
	if (is_mine(port))
		look_soon(port->owner);
}

void absent_note_listener(struct app *app)
{
	look_soon(app);
}

/* How many looks' worth of time it took.  What fails for another reason than that
 * something is missing fails again the next time. */
static int look(struct port *port)
{
	struct err err;

	if (!app_reopen_port(port, &err)) {
		if (!port->not_present)
			port_log(port, LOG_LEVEL_INFO,
				 "is there, link is %s, mtu %u",
				 port->linked ? "up" : "down", port->mtu);
		return OPENING_IS;
	}
	port->awaited = absent_is_why(&err);
	if (!port->awaited)
		port_log(port, LOG_LEVEL_ERROR,
			 "not present, for it cannot be opened: %s", err.text);
	return 1;
}

static void look_at_some(struct app *app)
{
	int left = LOOKS;

	while (app->retry_no <= PORT_MAX && left > 0) {
		struct port *port = app->ports[app->retry_no++];

		if (is_mine(port))
			left -= look(port);
	}
	app->retry_ms = app->now_ms;
	if (app->retry_no <= PORT_MAX)
		return;
	app->retry_ms = INT64_MAX;
	if (listeners_refresh(app))
		look_soon(app);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		absent_note(p);
}

void absent_tick(struct app *app)
{
	if (app->retry_ms <= app->now_ms)
		look_at_some(app);
	if (app->retry_ms < app->tick_ms)
		app->tick_ms = app->retry_ms;
}
