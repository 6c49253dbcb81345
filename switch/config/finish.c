/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the changes that cannot fail, in the order of the plan.  If the kernel
 * refuses one nevertheless, that is logged. */
#include <string.h>

#include "await.h"
#include "base/log.h"
#include "config/apply.h"
#include "config/fdb_entries.h"
#include "config/file.h"
#include "listeners.h"
#include "path/qdisc.h"
#include "ports.h"
#include "process_events.h"
#include "settings/switch_settings.h"

static void remove_port(struct apply *a, struct change *c)
{
	if (c->is_done)
		detached_free(c->detached);
	else
		app_del_port(a->app, c->port);
}

static void set_vlan(struct apply *a, vlan_id vid)
{
	const struct vlan_settings settings =
		vlan_settings_get(a->plan->candidate->bridge, vid);

	vlan_settings_set(a->app->bridge, vid, &settings);
}

static void rename_port(struct apply *a, struct change *c)
{
	app_rename_port(c->port, a->plan->candidate->ports[c->wanted]->name);
}

/* Except the backup port, which set_backups() sets */
static void set_port(struct apply *a, const struct change *c)
{
	struct port_settings settings =
		a->plan->candidate->bridge->port[c->wanted].settings;

	settings.backup = a->app->bridge->port[c->port->no].settings.backup;
	if (qdisc_prepare(a->app, c->port->no, &settings))
		log_error("port %s: no memory to shape it", c->port->name);
	bridge_set_port(a->app->bridge, c->port->no, &settings, a->app->now_ms);
}

static void set_up(struct apply *a, struct change *c)
{
	const bool up = a->plan->candidate->ports[c->wanted]->up;
	struct err err;

	if (c->port->not_present)
		c->port->up = up; /* takes effect when its device appears */
	else if (app_set_port_up(c->port, up, &err))
		log_error("port %s: %s", c->port->name, err.text);
}

/* The counts of a marker that is replaced start again. */
static void set_marker(struct apply *a, struct change *c)
{
	struct bridge *br = a->app->bridge;

	if (c->marker) {
		bridge_take_marker(br, c->marker);
		marker_free(c->marker);
		c->marker = NULL;
	}
	if (!c->wanted_marker)
		return;
	bridge_take_marker(a->plan->candidate->bridge, c->wanted_marker);
	if (!bridge_add_marker(br, c->wanted_marker)) /* apply.c has checked */
		marker_free(c->wanted_marker);
	c->wanted_marker = NULL;
}

static void set_mirror(struct apply *a, struct change *c)
{
	if (c->wanted_mirror)
		bridge_take_mirror(a->plan->candidate->bridge,
				   c->wanted_mirror);
	if (!bridge_replace_mirror(a->app->bridge, c->mirror,
				   c->wanted_mirror)) /* apply.c has checked */
		mirror_free(c->wanted_mirror);
	mirror_free(c->mirror);
	c->mirror = c->wanted_mirror = NULL;
}

static void finish_change(struct apply *a, struct change *c)
{
	switch (c->kind) {
	case CHANGE_LISTENER_REMOVE:
		listeners_del(a->app, c->listener);
		break;
	case CHANGE_PORT_REMOVE:
		remove_port(a, c);
		break;
	case CHANGE_SWITCH_SET:
		switch_settings_take(a->app, a->plan->candidate);
		break;
	case CHANGE_VLAN_SET:
		set_vlan(a, c->vid);
		break;
	case CHANGE_LISTENER_SET:
		listeners_set(a->app, c->listener, c->wanted_listener);
		break;
	case CHANGE_PORT_RENAME:
		rename_port(a, c);
		break;
	case CHANGE_PORT_SET:
	case CHANGE_PORT_ADD:
		set_port(a, c);
		break;
	case CHANGE_LISTENER_ADD: /* it is open already */
		break;
	case CHANGE_PORT_UP:
		set_up(a, c);
		break;
	case CHANGE_FDB_SET: /* finish() sets all of them at once */
		break;
	case CHANGE_MARKER_SET:
		set_marker(a, c);
		break;
	case CHANGE_MIRROR_SET:
		set_mirror(a, c);
		break;
	}
}

static void finish_changes(struct apply *a, enum change_kind first,
			   enum change_kind last)
{
	for (size_t i = 0; i < a->plan->n; i++) {
		struct change *c = &a->plan->changes[i];

		if (c->kind < first || c->kind > last)
			continue;
		finish_change(a, c);
		app_process_events(a->app);
	}
}

static port_no number_of(const struct plan *plan, port_no wanted)
{
	return wanted == PORT_NONE ? PORT_NONE : plan->match.live[wanted]->no;
}

/* For all kept ports: a backup port may be a new port with the name of the old
 * one. */
static void set_backups(struct apply *a)
{
	const struct bridge *from = a->plan->candidate->bridge;

	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *live = a->plan->match.live[no];

		if (live)
			bridge_set_backup(
				a->app->bridge, live->no,
				number_of(a->plan,
					  from->port[no].settings.backup));
	}
}

/* Compares VLANs again: a change of the default VLAN has moved ports. */
static void set_memberships(struct apply *a)
{
	const struct bridge *from = a->plan->candidate->bridge;
	const struct config_match *match = &a->plan->match;
	struct portset ours = { 0 }, moved;
	struct vlan_port vlans;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (match->live[no])
			portset_add(&ours, match->live[no]->no);
	config_moved_ports(from, a->app->bridge, match, &ours, &moved);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *live = match->live[no];

		if (!live || !portset_has(&moved, live->no))
			continue;
		vlan_port_get(from, no, &vlans);
		vlan_port_set(a->app->bridge, live->no, &vlans);
	}
}

/* Tries to open a device that had vanished: the file still names it. */
static void open_again(struct port *live)
{
	struct err err;

	if (!live->not_present || live->awaited)
		return;
	live->awaited = true;
	if (!app_reopen_port(live, &err))
		return;
	log_warn("port %s: still not present, %s", live->name, err.text);
	live->awaited &= await_can_help(&err);
	await_port(live);
}

static void look_at_kept(struct apply *a)
{
	const struct plan *plan = a->plan;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (plan->match.live[no])
			open_again(plan->match.live[no]);
}

/* Before any is changed: a changed one equals the wanted one, which then has the
 * old line. */
static void keep_listeners(struct apply *a)
{
	struct listener *l, *wanted;

	TAILQ_FOREACH(l, &a->app->listeners, list) {
		wanted = listeners_find(a->plan->candidate, l->ops,
					&l->endpoint.address);
		if (wanted)
			listeners_keep(a->app, l, wanted);
	}
}

void finish(struct apply *a)
{
	aside_remove(&a->aside, a->app, a->plan->config->file);
	keep_listeners(a);
	finish_changes(a, CHANGE_LISTENER_REMOVE, CHANGE_LISTENER_ADD);
	set_backups(a);
	set_memberships(a);
	finish_changes(a, CHANGE_PORT_UP, CHANGE_PORT_UP);
	if (a->plan->fdb_added || a->plan->fdb_removed)
		fdb_entries_set(a->plan);
	finish_changes(a, CHANGE_MARKER_SET, CHANGE_MIRROR_SET);
	look_at_kept(a);
	app_process_events(a->app); /* ports that have become trusted recover */
}
