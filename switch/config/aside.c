/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/aside.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "ports.h"

/* No valid name begins with '-'. */
static void no_name(port_no no, char name[PORT_NAME_SIZE])
{
	snprintf(name, PORT_NAME_SIZE, "-%u", no);
}

void aside_set(struct aside *aside, struct app *app,
	       const struct app *candidate)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		if (!p->listener || !app_port(candidate, p->name))
			continue;
		aside->port[aside->n].no = p->no;
		memcpy(aside->port[aside->n].name, p->name, sizeof(p->name));
		no_name(p->no, p->name);
		aside->n++;
	}
}

/* NULL if it was removed together with its listener */
static struct port *find(const struct app *app, port_no no)
{
	char name[PORT_NAME_SIZE];

	no_name(no, name);
	return app_port(app, name);
}

void aside_undo(struct aside *aside, struct app *app)
{
	for (size_t i = 0; i < aside->n; i++) {
		struct port *port = find(app, aside->port[i].no);

		if (port)
			memcpy(port->name, aside->port[i].name,
			       sizeof(port->name));
	}
	aside->n = 0;
}

void aside_remove(struct aside *aside, struct app *app, const char *file)
{
	for (size_t i = 0; i < aside->n; i++) {
		struct port *port = find(app, aside->port[i].no);

		log_warn("port %s: the client with this name was disconnected: "
			 "%s has a port of the same name",
			 aside->port[i].name, file);
		if (port)
			app_del_port(app, port);
	}
	aside->n = 0;
}
