/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Polls.  A network namespace appears when it is mounted on its file, which no
 * notification reports.  Interfaces, addresses and routes can appear in many
 * ways, so opening is simply tried again for these, too.
 */
#include "absent.h"

#include "app.h"
#include "await.h"
#include "listeners.h"
#include "ports.h"

#define ATTEMPTS     64 /* per loop iteration: some hundred microseconds */
#define OPENING_COST 16 /* cost of opening a port, in failed attempts */

/* Tries to open a port; returns the cost, in failed attempts.  A port that
 * fails for another reason than a missing device is not tried again. */
static int try_open(struct port *port)
{
	struct err err;

	if (!app_reopen_port(port, &err)) {
		if (!port->not_present)
			port_log(port, LOG_LEVEL_INFO,
				 "is there, link is %s, mtu %u",
				 port->linked ? "up" : "down", port->mtu);
		return OPENING_COST;
	}
	port->awaited = await_is_why(&err);
	if (!port->awaited)
		port_log(port, LOG_LEVEL_ERROR,
			 "not present, for it cannot be opened: %s", err.text);
	return 1;
}

static void try_some(void *arg)
{
	struct app *app = arg;
	int left = ATTEMPTS;

	while (app->absent_no <= PORT_MAX && left > 0) {
		struct port *port = app->ports[app->absent_no++];

		if (await_is_for(port))
			left -= try_open(port);
	}
	timer_at(&app->timers, &app->absence, app->now_ms);
	if (app->absent_no <= PORT_MAX)
		return;
	timer_stop(&app->absence);
	if (listeners_refresh(app))
		await_listener(app);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		await_port(p);
}

void absent_init(struct app *app)
{
	timer_init(&app->absence, try_some, app);
}
