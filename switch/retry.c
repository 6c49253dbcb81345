/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Polls, because the kernel does not report when a network namespace is mounted
 * on its file.  Interfaces, addresses and routes can appear in many ways, so
 * that opening is tried again for these, too.
 */
#include "retry.h"

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

	if (!app_reopen_port(port, &err))
		return OPENING_COST;
	port->awaited = await_can_help(&err);
	if (!port->awaited)
		port_log(port, LOG_LEVEL_ERROR,
			 "not present, because it cannot be opened: %s",
			 err.text);
	return 1;
}

static void try_some(void *arg)
{
	struct app *app = arg;
	int left = ATTEMPTS;

	while (app->retry_no <= PORT_MAX && left > 0) {
		struct port *port = app->ports[app->retry_no++];

		if (await_is_waiting(port))
			left -= try_open(port);
	}
	timer_at(&app->timers, &app->retry, app->now_ms);
	if (app->retry_no <= PORT_MAX)
		return;
	timer_stop(&app->retry);
	if (listeners_refresh(app))
		await_listeners(app);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		await_port(p);
}

void retry_init(struct app *app)
{
	timer_init(&app->retry, try_some, app);
}
