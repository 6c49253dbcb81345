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
	if (app->absence.is_set)
		return;
	app->absent_no = 1;
	timer_at(&app->timers, &app->absence, app->now_ms + LOOK_MS);
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

static void look_at_some(void *arg)
{
	struct app *app = arg;
	int left = LOOKS;

	while (app->absent_no <= PORT_MAX && left > 0) {
		struct port *port = app->ports[app->absent_no++];

		if (is_mine(port))
			left -= look(port);
	}
	timer_at(&app->timers, &app->absence, app->now_ms);
	if (app->absent_no <= PORT_MAX)
		return;
	timer_stop(&app->absence);
	if (listeners_refresh(app))
		look_soon(app);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		absent_note(p);
}

void absent_init(struct app *app)
{
	timer_init(&app->absence, look_at_some, app);
}
