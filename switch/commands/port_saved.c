/* SPDX-License-Identifier: BSD-2-Clause */
/* If a command cannot change one of several ports, the others get their saved
 * settings back. */
#include <string.h>

#include "base/log.h"
#include "commands/port_saved.h"
#include "path/qdisc.h"
#include "ports.h"

void port_save(const struct app *app, struct port *port,
	       struct port_saved *saved)
{
	*saved = (struct port_saved){
		.port = port,
		.no = port->no,
		.settings = app->bridge->port[port->no].settings,
		.up = port->up,
	};
	port_save_device(port, &saved->device);
}

static void restore_device(const struct port_saved *saved)
{
	struct port *port = saved->port;
	struct err err;

	if (port_restore_device(port, &saved->device, &err))
		log_error("port %s: %s", port->name, err.text);
	if (app_set_port_up(port, saved->up, &err))
		log_error("port %s: %s", port->name, err.text);
}

void port_restore(struct app *app, const struct port_saved *saved)
{
	struct port *port = saved->port;

	restore_device(saved);
	if (qdisc_prepare(app, port->no, &saved->settings))
		log_error("port %s: out of memory, not shaped", port->name);
	bridge_set_port(app->bridge, port->no, &saved->settings, app->now_ms);
}
