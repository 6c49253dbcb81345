/* SPDX-License-Identifier: BSD-2-Clause */
#include "removal.h"

#include "app.h"
#include "ports.h"
#include "process_events.h"

void removal_schedule(struct port *port)
{
	struct app *app = port->owner;

	if (!port->is_removed)
		port->removed_by = app->bridge->events.actor;
	port->is_removed = true;
	app->has_removals = true;
	timer_by(&app->timers, &app->removal, app->now_ms);
}

static void remove_now(struct app *app, struct port *port)
{
	const struct peer actor =
		events_set_actor(&app->bridge->events, port->removed_by);

	app_process_events(app); /* while the port is there */
	if (app->io)
		port_log(port, LOG_LEVEL_INFO, "removed");
	app_del_port(app, port);
	events_set_actor(&app->bridge->events, actor);
}

void removal_run(struct app *app, size_t most)
{
	for (port_no no = 1; app->has_removals && no <= PORT_MAX; no++) {
		struct port *port = app->ports[no];

		if (!port || !port->is_removed)
			continue;
		if (!most--) {
			timer_by(&app->timers, &app->removal, app->now_ms);
			return;
		}
		remove_now(app, port);
	}
	app->has_removals = false;
}

static void run_some(void *arg)
{
	removal_run(arg, REMOVAL_BATCH);
}

void removal_init(struct app *app)
{
	timer_init(&app->removal, run_some, app);
}
