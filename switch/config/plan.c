/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/plan.h"

#include <stdlib.h>
#include <string.h>

#include "config/describe.h"
#include "config/fdb_entries.h"
#include "listeners.h"
#include "ports.h"
#include "settings/switch_settings.h"

/* If more entries are changed, only their number is listed. */
#define FDB_LISTED 64

/* If memory is short, returns one outside the list, so that callers need no
 * check. */
static struct change *add(struct plan *plan, enum change_kind kind)
{
	struct change *change = &plan->spare;

	if (plan->n == plan->size) {
		size_t size = plan->size ? plan->size * 2 : 64;
		void *more =
			realloc(plan->changes, size * sizeof(plan->changes[0]));

		if (more) {
			plan->changes = more;
			plan->size = size;
		}
		plan->failed |= !more;
	}
	line_free(&plan->spare.text);
	if (plan->n < plan->size)
		change = &plan->changes[plan->n++];
	*change = (struct change){ .kind = kind };
	return change;
}

/* Whether @port or @listener has to be removed before a new port or listener of
 * the candidate can be opened */
static bool is_conflicting(const struct plan *plan, const struct port *port,
			   const struct listener *listener)
{
	const struct listener *l;

	for (struct port *p = NULL; (p = app_next_port(plan->candidate, p));) {
		const struct config_need need = { p->name, port_endpoint(p) };

		if (!plan->match.live[p->no] &&
		    (port ? config_port_conflicts(port, &need)
			  : config_listener_conflicts(listener, &need)))
			return true;
	}
	TAILQ_FOREACH(l, &plan->candidate->listeners, list) {
		const struct config_need need = { .endpoint = &l->endpoint };

		if (!listeners_find(plan->app, l->ops, &l->endpoint.address) &&
		    (port ? config_port_conflicts(port, &need)
			  : config_listener_conflicts(listener, &need)))
			return true;
	}
	return false;
}

static bool stays(const struct plan *plan, const struct port *port)
{
	if (port->listener || portset_has(&plan->match.kept, port->no))
		return true;
	return plan->keep && !app_port(plan->candidate, port->name) &&
	       !is_conflicting(plan, port, NULL);
}

static void compare_listener(struct plan *plan, struct listener *l)
{
	struct listener *wanted =
		listeners_find(plan->candidate, l->ops, &l->endpoint.address);
	struct change *change;

	if (wanted && listeners_are_equal(plan->app, l, wanted))
		return;
	if (!wanted && plan->keep && !is_conflicting(plan, NULL, l))
		return;
	change = add(plan,
		     wanted ? CHANGE_LISTENER_SET : CHANGE_LISTENER_REMOVE);
	change->listener = l;
	change->wanted_listener = wanted;
	if (wanted)
		describe_listener_set(plan->app->grammar, l, wanted,
				      &change->text);
	else
		describe_listener_removed(l, &change->text);
}

/* Called twice: the listeners to remove come first, then those to change. */
static void compare_listeners(struct plan *plan, bool is_wanted)
{
	struct listener *l;

	TAILQ_FOREACH(l, &plan->app->listeners, list)
		if (!is_wanted == !listeners_find(plan->candidate, l->ops,
						  &l->endpoint.address))
			compare_listener(plan, l);
}

static void add_removed_ports(struct plan *plan)
{
	for (struct port *p = NULL; (p = app_next_port(plan->app, p));) {
		struct change *change;

		if (stays(plan, p))
			continue;
		change = add(plan, CHANGE_PORT_REMOVE);
		change->port = p;
		line_words(&change->text, "port %s: removed", p->name);
	}
}

static void compare_switch(struct plan *plan)
{
	const struct switch_settings is = switch_settings_get(plan->app);
	const struct switch_settings to_be =
		switch_settings_get(plan->candidate);

	if (!switch_settings_equal(&is, &to_be))
		describe_switch(plan->app->grammar, &is, &to_be,
				&add(plan, CHANGE_SWITCH_SET)->text);
}

static void compare_vlans(struct plan *plan)
{
	static const struct vlan_settings unsaid;

	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		const struct vlan_settings is =
			vlan_settings_get(plan->app->bridge, vid);
		const struct vlan_settings to_be =
			vlan_settings_get(plan->candidate->bridge, vid);
		struct change *change;

		if (vlan_settings_equal(&is, &to_be) ||
		    (plan->keep && vlan_settings_equal(&to_be, &unsaid)))
			continue;
		change = add(plan, CHANGE_VLAN_SET);
		change->vid = vid;
		describe_vlan(plan->app->grammar, vid, &is, &to_be,
			      &change->text);
	}
}

typedef void describe_port(const struct plan *plan, const struct port *live,
			   const struct port *wanted, struct line *text);

/* Adds a change for each kept port for which @describe writes something. */
static void compare_ports(struct plan *plan, enum change_kind kind,
			  describe_port *describe)
{
	for (struct port *p = NULL; (p = app_next_port(plan->candidate, p));) {
		struct port *live = plan->match.live[p->no];
		struct line text = { 0 };
		struct change *change;

		if (live)
			describe(plan, live, p, &text);
		plan->failed |= text.failed;
		if (!text.text)
			continue;
		change = add(plan, kind);
		change->wanted = p->no;
		change->port = live;
		change->text = text;
	}
}

static void describe_rename(const struct plan *plan, const struct port *live,
			    const struct port *wanted, struct line *text)
{
	(void)plan;
	if (strcmp(live->name, wanted->name) != 0)
		line_words(text, "port %s: renamed %s", live->name,
			   wanted->name);
}

static void describe_up(const struct plan *plan, const struct port *live,
			const struct port *wanted, struct line *text)
{
	(void)plan;
	if (live->up != wanted->up)
		line_words(text, "port %s: set %s", wanted->name,
			   wanted->up ? "up" : "down");
}

static void add_new_ports(struct plan *plan)
{
	for (struct port *p = NULL; (p = app_next_port(plan->candidate, p));) {
		struct change *change;

		if (plan->match.live[p->no])
			continue;
		change = add(plan, CHANGE_PORT_ADD);
		change->wanted = p->no;
		describe_port_added(plan->candidate, p, &change->text);
	}
}

static void add_new_listeners(struct plan *plan)
{
	struct listener *l;

	TAILQ_FOREACH(l, &plan->candidate->listeners, list) {
		struct change *change;

		if (listeners_find(plan->app, l->ops, &l->endpoint.address))
			continue;
		change = add(plan, CHANGE_LISTENER_ADD);
		change->wanted_listener = l;
		describe_listener_added(l, &change->text);
	}
}

static void count_entry(struct plan *plan, const struct app *app,
			const struct fdb_entry *e)
{
	(void)e;
	if (app == plan->candidate)
		plan->fdb_added++;
	else
		plan->fdb_removed++;
}

static void add_entry(struct plan *plan, const struct app *app,
		      const struct fdb_entry *e)
{
	describe_fdb_entry(app, e, app == plan->candidate ? "added" : "removed",
			   &add(plan, CHANGE_FDB_SET)->text);
}

/* There may be a million; then one line gives their number. */
static void compare_fdb(struct plan *plan)
{
	fdb_entries_compare(plan, count_entry);
	if (plan->fdb_added + plan->fdb_removed <= FDB_LISTED)
		fdb_entries_compare(plan, add_entry);
	else
		line_words(&add(plan, CHANGE_FDB_SET)->text,
			   "fdb: %zu configured entries added, %zu removed",
			   plan->fdb_added, plan->fdb_removed);
}

static void add_marker(struct plan *plan, struct marker *is,
		       struct marker *to_be)
{
	struct change *change = add(plan, CHANGE_MARKER_SET);

	change->marker = is;
	change->wanted_marker = to_be;
	describe_marker(plan->app->grammar, is, to_be, &change->text);
}

/* Those to remove come first, so that there is room for new ones. */
static void compare_markers(struct plan *plan)
{
	const struct markers *is = &plan->app->bridge->markers;
	const struct markers *to_be = &plan->candidate->bridge->markers;

	for (size_t i = 0; i < is->n; i++)
		if (!plan->keep && !markers_find(to_be, is->by[i]->name))
			add_marker(plan, is->by[i], NULL);
	for (size_t i = 0; i < to_be->n; i++) {
		struct marker *live = markers_find(is, to_be->by[i]->name);

		if (!live || !marker_equal(live, to_be->by[i]))
			add_marker(plan, live, to_be->by[i]);
	}
}

static void add_mirror(struct plan *plan, struct mirror *is,
		       struct mirror *to_be)
{
	struct change *change = add(plan, CHANGE_MIRROR_SET);

	change->mirror = is;
	change->wanted_mirror = to_be;
	describe_mirror(is, to_be, &change->text);
}

static void compare_mirrors(struct plan *plan)
{
	const struct mirrors *is = &plan->app->bridge->mirrors;
	const struct mirrors *to_be = &plan->candidate->bridge->mirrors;

	for (size_t i = 0; i < is->n; i++)
		if (!plan->keep && !mirrors_find(to_be, is->by[i]->name))
			add_mirror(plan, is->by[i], NULL);
	for (size_t i = 0; i < to_be->n; i++) {
		struct mirror *live = mirrors_find(is, to_be->by[i]->name);

		if (!live || !mirror_equal(live, to_be->by[i]))
			add_mirror(plan, live, to_be->by[i]);
	}
}

static void compare(struct plan *plan)
{
	compare_listeners(plan, false);
	add_removed_ports(plan);
	compare_switch(plan);
	compare_vlans(plan);
	compare_listeners(plan, true);
	compare_ports(plan, CHANGE_PORT_RENAME, describe_rename);
	compare_ports(plan, CHANGE_PORT_SET, describe_port_set);
	add_new_ports(plan);
	add_new_listeners(plan);
	compare_ports(plan, CHANGE_PORT_UP, describe_up);
	compare_fdb(plan);
	compare_markers(plan);
	compare_mirrors(plan);
	for (size_t i = 0; i < plan->n; i++)
		plan->failed |= plan->changes[i].text.failed;
}

struct plan *plan_new(struct config *config, struct app *app, bool keep)
{
	struct plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->app = app;
	plan->config = config;
	plan->candidate = config_candidate(config);
	plan->keep = keep;
	config_match(plan->candidate, app, &plan->match);
	compare(plan);
	if (!plan->failed)
		return plan;
	plan_free(plan);
	return NULL;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->n; i++)
		line_free(&plan->changes[i].text);
	line_free(&plan->spare.text);
	free(plan->changes);
	free(plan);
}
