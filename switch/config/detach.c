/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/detach.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "path/qdisc.h"
#include "ports.h"
#include "process_events.h"

void lost_state_save(struct lost_state *lost, const struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		lost->backup[p->no] = app->bridge->port[p->no].settings.backup;
	lost->violations = app->bridge->violations;
	lost->loop = app->bridge->loop;
}

int lost_state_save_entries(struct lost_state *lost, const struct app *app,
			    struct err *err)
{
	const struct fdb_filter configured = { .states = FDB_CONFIGURED };
	size_t size = 0, cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	if (lost->has_entries)
		return 0;
	while (fdb_next(app->bridge->fdb, configured, app->now_ms, &cursor,
			&slots, &e)) {
		if (lost->n == size) {
			void *more;

			size = size ? size * 2 : 64;
			more = realloc(lost->entries, size * sizeof(e));
			if (!more)
				return err_set(err, ENOMEM, "apply a file");
			lost->entries = more;
		}
		lost->entries[lost->n++] = e;
	}
	lost->has_entries = true;
	return 0;
}

void lost_state_restore(const struct lost_state *lost, struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		const port_no backup = lost->backup[p->no];

		bridge_set_backup(app->bridge, p->no,
				  app->ports[backup] ? backup : PORT_NONE);
	}
	app->bridge->violations = lost->violations;
	app->bridge->loop = lost->loop;
}

void lost_state_free(struct lost_state *lost)
{
	free(lost->entries);
}

struct detached *detach(struct app *app, struct port *port)
{
	struct detached *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->port = port;
	d->was = app->bridge->port[port->no];
	d->not_present = port->not_present;
	vlan_port_get(app->bridge, port->no, &d->vlans);
	app_unplug_port(app, port);
	return d;
}

/* If the port was waiting for its device, it waits again. */
static int plug_in(struct app *app, struct port *port, bool was_not_present)
{
	struct err err;

	port->not_present = was_not_present && !port->awaited;
	if (!app_add_port(app, port, &err))
		return 0;
	log_error("port %s: not present, because it cannot be opened again: %s",
		  port->name, err.text);
	port->not_present = true;
	return app_add_port(app, port, &err);
}

static void restore_entries(struct app *app, const struct port *port,
			    port_no was, const struct lost_state *lost)
{
	for (size_t i = 0; i < lost->n; i++) {
		struct fdb_entry e = lost->entries[i];

		if (e.port != was)
			continue;
		e.port = port->no;
		if (fdb_put(app->bridge->fdb, &e))
			log_error("port %s: no memory for its fdb entries",
				  port->name);
		app_process_events(app);
	}
}

static void restore(struct app *app, const struct detached *d)
{
	const port_no no = d->port->no;

	if (qdisc_prepare(app, no, &d->was.settings))
		log_error("port %s: no memory to shape it", d->port->name);
	bridge_set_port(app->bridge, no, &d->was.settings, app->now_ms);
	vlan_port_set(app->bridge, no, &d->vlans);
	bridge_set_state(app->bridge, no, d->was.state_wanted);
	if (d->was.errdisabled)
		bridge_errdisable(app->bridge, no,
				  (enum errdisable_cause)d->was.errdisabled,
				  d->was.errdisabled_until_ms);
}

void attach(struct app *app, struct detached *d, const struct lost_state *lost)
{
	const port_no was = d->port->no;

	if (plug_in(app, d->port, d->not_present)) {
		detached_free(d);
		return;
	}
	restore(app, d);
	restore_entries(app, d->port, was, lost);
	free(d);
}

void detached_free(struct detached *d)
{
	port_free(d->port);
	free(d);
}
