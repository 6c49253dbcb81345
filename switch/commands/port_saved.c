/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's settings, kept while a line changes several ports: when it cannot
 * change one, the others are as they were. */
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "path/qdisc.h"
#include "port/tap.h"
#include "ports.h"

void port_save(const struct app *app, struct port *port,
	       struct port_saved *saved)
{
	*saved = (struct port_saved){
		.port = port,
		.no = port->no,
		.settings = app->bridge->port[port->no],
		.mtu = port->mtu,
		.up = port->up,
		.gro = port->gro,
	};
	memcpy(saved->alias, port->alias, sizeof(saved->alias));
	if (port->ops != &tap_ops)
		return;
	saved->config_mtu = tap_config(port)->mtu;
	saved->offload = tap_config(port)->offload;
	saved->has_mac = tap_config(port)->has_mac;
	saved->mac = tap_mac(port);
}

static void restore_mac(const struct port_saved *saved)
{
	struct port *port = saved->port;
	struct err err;

	if (!mac_equal(tap_mac(port), saved->mac) &&
	    tap_set_mac(port, saved->mac, &err))
		log_error("port %s: %s", port->name, err.text);
	tap_config(port)->has_mac = saved->has_mac;
}

static void restore_device(const struct port_saved *saved)
{
	struct port *port = saved->port;
	struct err err;

	if (port->ops == &tap_ops &&
	    tap_config(port)->offload != saved->offload)
		tap_set_offload(port, saved->offload, &err);
	if (port->mtu != saved->mtu &&
	    port->ops->set_mtu(port, saved->mtu, &err))
		log_error("port %s: %s", port->name, err.text);
	if (port->ops == &tap_ops) {
		tap_config(port)->mtu = saved->config_mtu;
		restore_mac(saved);
	}
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
	memcpy(port->alias, saved->alias, sizeof(port->alias));
	port->gro = saved->gro;
}
