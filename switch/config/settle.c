/* SPDX-License-Identifier: BSD-2-Clause */
/* What is set when all is open that a configuration needs: nothing fails here. */
#include <stdlib.h>
#include <string.h>

#include "await.h"
#include "base/log.h"
#include "commands/commands.h"
#include "config/apply.h"
#include "config/tell.h"
#include "listeners.h"
#include "path/qdisc.h"
#include "ports.h"
#include "process_events.h"
#include "protocols.h"

static const struct fdb_filter fdb_configured = { .states = FDB_CONFIGURED };

static void remove_others(const struct config *config, struct app *app,
			  const struct portset *ours)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		struct port *port = app->ports[no];

		if (!port || port->listener || portset_has(ours, no))
			continue;
		if (config->tells)
			log_info("port %s: removed", port->name);
		app_del_port(app, port);
	}
}

static void free_parked(struct config *config)
{
	while (config->parked_count) {
		struct port *port = config->parked[--config->parked_count].port;

		if (config->tells)
			log_info("port %s: removed", port->name);
		port_free(port);
	}
}

static void rename_port(const struct config *config, struct port *live,
			const struct port *wanted)
{
	if (!strcmp(live->name, wanted->name))
		return;
	if (config->tells)
		log_info("port %s: renamed %s", live->name, wanted->name);
	app_rename_port(live, wanted->name);
}

static void set_up(struct port *live, bool up)
{
	struct err err;

	if (live->not_present)
		live->up = up; /* when it is there again */
	else if (app_set_port_up(live, up, &err))
		log_error("port %s: %s", live->name, err.text);
}

/* What the file names is to be there: one that went may have come again. */
static void look_again(struct port *live)
{
	struct err err;

	if (!live->not_present || live->awaited)
		return;
	live->awaited = true;
	if (!app_reopen_port(live, &err)) {
		if (!live->not_present)
			log_info("port %s: is there again", live->name);
		return;
	}
	log_warn("port %s: still not present, %s", live->name, err.text);
	live->awaited &= await_is_why(&err);
	await_port(live);
}

/* @from: as it is wanted; of a port that stays, @wanted has what the live one had
 * until now, if that was another. */
static void settle_port(const struct config *config, struct app *app,
			struct port *live, const struct port *wanted,
			const struct port_settings *to_be)
{
	const struct port_settings *is = &app->bridge->port[live->no].settings;
	const bool is_changed = config->swapped[wanted->no];
	struct line before = { 0 }, after = { 0 };

	rename_port(config, live, wanted);
	if (!is_changed && port_settings_equal(is, to_be))
		return;
	if (config->tells)
		config_settings_line(is_changed ? wanted : live, is, &before);
	if (qdisc_prepare(app, live->no, to_be))
		log_error("port %s: no memory to shape it", live->name);
	bridge_set_port(app->bridge, live->no, to_be, app->now_ms);
	if (config->tells)
		config_settings_line(live, is, &after);
	config_tell_port(live->name, &before, &after);
}

static void settle_new_port(const struct config *config, struct app *app,
			    struct port *port,
			    const struct port_settings *to_be)
{
	if (qdisc_prepare(app, port->no, to_be))
		log_error("port %s: no memory to shape it", port->name);
	bridge_set_port(app->bridge, port->no, to_be, app->now_ms);
	if (config->tells)
		log_info("port %s: added, %s, mtu %u", port->name,
			 port->ops->type, port->mtu);
}

/* The number in the live switch of one that stands in for another */
static port_no number_of(const struct config *config, port_no no)
{
	return no == PORT_NONE ? PORT_NONE : config->match.live[no]->no;
}

static void settle_ports(struct config *config, struct app *app)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->candidate->ports[no];
		struct port_settings to_be =
			config->candidate->bridge->port[no].settings;
		struct port *live = config->match.live[no];

		if (!live)
			continue;
		to_be.backup = number_of(config, to_be.backup);
		if (wanted)
			settle_port(config, app, live, wanted, &to_be);
		else
			settle_new_port(config, app, live, &to_be);
	}
}

/* When all is set that they come with. */
static void settle_states(const struct config *config, struct app *app)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->candidate->ports[no];

		if (!wanted || !config->match.live[no])
			continue;
		set_up(config->match.live[no], wanted->up);
		look_again(config->match.live[no]);
	}
	app_process_events(app); /* of those that are trusted now */
}

/* Before the ports' memberships, which would move with the default.  Memory for
 * VLANs was taken before. */
static void settle_switch(const struct config *config, struct app *app)
{
	const struct switch_settings is = switch_settings_get(app);
	const struct switch_settings to_be =
		switch_settings_get(config->candidate);

	if (config->tells)
		config_tell_switch(&is, &to_be);
	switch_settings_set(app, &to_be);
}

static void settle_vlans(const struct config *config, struct app *app)
{
	for (vlan_id vid = 0; vid < VLAN_COUNT; vid++) {
		const struct vlan_settings settings =
			vlan_settings_get(config->candidate->bridge, vid);

		vlan_settings_set(app->bridge, vid, &settings);
	}
}

static void settle_memberships(const struct config *config, struct app *app,
			       const struct portset *ours)
{
	const struct bridge *from = config->candidate->bridge;
	struct vlan_port before, after;
	struct portset moved;

	config_moved_ports(from, app->bridge, &config->match, ours, &moved);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *live = config->match.live[no];

		if (!live || !portset_has(&moved, live->no))
			continue;
		vlan_port_get(app->bridge, live->no, &before);
		vlan_port_get(from, no, &after);
		vlan_port_set(app->bridge, live->no, &after);
		if (config->tells && !config->is_new[no])
			config_tell_vlans(live->name, &before, &after);
	}
}

static bool is_same_station(const struct fdb *fdb, const struct fdb_entry *e,
			    port_no port, int64_t now_ms)
{
	struct fdb_entry there;

	return fdb_lookup(fdb, e->vid, e->mac, now_ms, &there) &&
	       there.state == e->state && there.port == port;
}

/* Where a live port's station is in the candidate; PORT_NONE if nowhere */
static void number_back(const struct config *config, port_no back[PORT_MAX + 1])
{
	memset(back, 0, sizeof(back[0]) * (PORT_MAX + 1));
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (config->match.live[no])
			back[config->match.live[no]->no] = no;
}

static size_t remove_stations(const struct config *config, struct app *app)
{
	const struct app *wanted = config->candidate;
	struct fdb *fdb = app->bridge->fdb;
	size_t cursor = 0, slots = SIZE_MAX, n = 0;
	port_no back[PORT_MAX + 1];
	struct fdb_entry e;

	number_back(config, back);
	while (fdb_next(fdb, fdb_configured, app->now_ms, &cursor, &slots,
			&e)) {
		if (back[e.port] != PORT_NONE &&
		    is_same_station(wanted->bridge->fdb, &e, back[e.port],
				    wanted->now_ms))
			continue;
		fdb_remove(fdb, e.vid, e.mac);
		n++;
	}
	return n;
}

static size_t add_stations(const struct config *config, struct app *app)
{
	const struct app *wanted = config->candidate;
	struct fdb *fdb = app->bridge->fdb;
	size_t cursor = 0, slots = SIZE_MAX, n = 0;
	struct fdb_entry e;

	while (fdb_next(wanted->bridge->fdb, fdb_configured, wanted->now_ms,
			&cursor, &slots, &e)) {
		e.port = config->match.live[e.port]->no;
		if (is_same_station(fdb, &e, e.port, app->now_ms))
			continue;
		e.heard_ms = app->now_ms;
		if (fdb_put(fdb, &e))
			log_error("no memory for a station of port %s",
				  app_port_name(app, e.port));
		n++;
	}
	return n;
}

static void settle_stations(const struct config *config, struct app *app)
{
	size_t removed = remove_stations(config, app);
	size_t added = add_stations(config, app);

	if (config->tells && (removed || added))
		log_info("fdb: %zu entries by hand added, %zu removed", added,
			 removed);
}

void config_settle(struct config *config, struct app *app)
{
	struct portset ours = { 0 };

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (config->match.live[no])
			portset_add(&ours, config->match.live[no]->no);
	config_remove_aside(config, app);
	listeners_settle(app, config->candidate, config->listener,
			 config->tells);
	free_parked(config);
	remove_others(config, app, &ours);
	if (config->tells)
		config_tell_vlan_lines(config->candidate->bridge, app->bridge);
	settle_switch(config, app);
	settle_vlans(config, app);
	settle_ports(config, app);
	settle_memberships(config, app, &ours);
	settle_states(config, app);
	settle_stations(config, app);
}
