/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clients' ports whose names a file wants for its own: a client can choose its name
 * where that is made of its path, and is not to keep a file from being applied.
 *
 * Until all is open they bear what is no name, that they can have theirs again.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "config/apply.h"
#include "ports.h"

static void no_name(port_no no, char name[PORT_NAME_SIZE])
{
	snprintf(name, PORT_NAME_SIZE, "-%u", no);
}

void config_set_aside(struct config *config, struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		struct aside *a = &config->aside[config->aside_count];

		if (!p->listener || !app_port(config->candidate, p->name))
			continue;
		a->no = p->no;
		memcpy(a->name, p->name, sizeof(a->name));
		no_name(p->no, p->name);
		config->aside_count++;
	}
}

/* It may have gone with its listener. */
static struct port *port_of(const struct app *app, const struct aside *a)
{
	char name[PORT_NAME_SIZE];

	no_name(a->no, name);
	return app_port(app, name);
}

void config_unset_aside(struct config *config, struct app *app)
{
	while (config->aside_count) {
		struct aside *a = &config->aside[--config->aside_count];
		struct port *port = port_of(app, a);

		if (port)
			memcpy(port->name, a->name, sizeof(a->name));
	}
}

void config_remove_aside(struct config *config, struct app *app)
{
	while (config->aside_count) {
		struct aside *a = &config->aside[--config->aside_count];
		struct port *port = port_of(app, a);

		log_warn("port %s: the client that had this name is unplugged: "
			 "it is that of a port in %s",
			 a->name, config->file);
		if (port)
			app_del_port(app, port);
	}
}
