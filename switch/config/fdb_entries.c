/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/fdb_entries.h"

#include "base/log.h"
#include "ports.h"
#include "process_events.h"

static const struct fdb_filter configured = { .states = FDB_CONFIGURED };

/* The next configured entry of a switch; @e->port is a number in that switch */
static bool next(const struct app *app, size_t *cursor, struct fdb_entry *e)
{
	size_t slots = SIZE_MAX;

	return fdb_next(app->bridge->fdb, configured, app->now_ms, cursor,
			&slots, e);
}

/* Whether @app has the same entry on @port */
static bool has(const struct app *app, const struct fdb_entry *e, port_no port)
{
	struct fdb_entry there;

	return port != PORT_NONE &&
	       fdb_lookup(app->bridge->fdb, e->vid, e->mac, app->now_ms,
			  &there) &&
	       there.state == e->state && there.port == port;
}

/* The number in the candidate of each running port; PORT_NONE if it has none */
static void map_to_wanted(const struct plan *plan, port_no back[PORT_MAX + 1])
{
	for (port_no no = 0; no <= PORT_MAX; no++)
		back[no] = PORT_NONE;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (plan->match.live[no])
			back[plan->match.live[no]->no] = no;
}

static bool goes_with_its_port(const struct plan *plan, port_no no)
{
	return !plan->app->ports[no]->listener &&
	       !portset_has(&plan->match.kept, no);
}

static void compare_removed(struct plan *plan, fdb_entry_visit *visit)
{
	port_no back[PORT_MAX + 1];
	struct fdb_entry e;
	size_t cursor = 0;

	if (plan->keep)
		return;
	map_to_wanted(plan, back);
	while (next(plan->app, &cursor, &e))
		if (!goes_with_its_port(plan, e.port) &&
		    !has(plan->candidate, &e, back[e.port]))
			visit(plan, plan->app, &e);
}

static void compare_added(struct plan *plan, fdb_entry_visit *visit)
{
	struct fdb_entry e;
	size_t cursor = 0;

	while (next(plan->candidate, &cursor, &e)) {
		const struct port *live = plan->match.live[e.port];

		if (!has(plan->app, &e, live ? live->no : PORT_NONE))
			visit(plan, plan->candidate, &e);
	}
}

void fdb_entries_compare(struct plan *plan, fdb_entry_visit *visit)
{
	compare_removed(plan, visit);
	compare_added(plan, visit);
}

static void remove_entries(const struct plan *plan)
{
	port_no back[PORT_MAX + 1];
	struct fdb_entry e;
	size_t cursor = 0;

	map_to_wanted(plan, back);
	while (next(plan->app, &cursor, &e)) {
		if (has(plan->candidate, &e, back[e.port]))
			continue;
		fdb_remove(plan->app->bridge->fdb, e.vid, e.mac);
		app_process_events(plan->app);
	}
}

static void add_entries(const struct plan *plan)
{
	struct app *app = plan->app;
	size_t cursor = 0;
	struct fdb_entry e;

	while (next(plan->candidate, &cursor, &e)) {
		const port_no no = plan->match.live[e.port]->no;

		if (has(app, &e, no))
			continue;
		e.port = no;
		e.heard_ms = app->now_ms;
		if (fdb_put(app->bridge->fdb, &e))
			log_error("port %s: no memory for an fdb entry",
				  app_port_name(app, no));
		app_process_events(app);
	}
}

void fdb_entries_set(const struct plan *plan)
{
	if (!plan->keep)
		remove_entries(plan);
	add_entries(plan);
}
