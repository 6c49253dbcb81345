/* SPDX-License-Identifier: BSD-2-Clause */
#include "leavers.h"

#include "app.h"
#include "ports.h"

void leavers_add(struct port *port)
{
	struct app *app = port->owner;

	port->leaves = true;
	app->has_leavers = true;
	timer_by(&app->timers, &app->leaving, app->now_ms);
}

void leavers_reap(struct app *app, size_t most)
{
	for (port_no no = 1; app->has_leavers && no <= PORT_MAX; no++) {
		struct port *port = app->ports[no];

		if (!port || !port->leaves)
			continue;
		if (!most--) {
			timer_by(&app->timers, &app->leaving, app->now_ms);
			return;
		}
		if (app->io)
			port_log(port, LOG_LEVEL_INFO, "removed");
		app_del_port(app, port);
	}
	app->has_leavers = false;
}

static void reap_some(void *arg)
{
	leavers_reap(arg, LEAVERS_AT_ONCE);
}

void leavers_init(struct app *app)
{
	timer_init(&app->leaving, reap_some, app);
}
