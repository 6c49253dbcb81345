/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes a switch equal to a candidate, in an order in which what may fail
 * comes before what cannot be taken back whole:
 *
 *	new ports and listeners that need nothing of what goes are opened
 *	ports that stay are made as they are wanted, while they are open
 *	what is in the way of something new gives way, and that is opened
 *	all else is set, which cannot fail
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "config/apply.h"
#include "leavers.h"
#include "listeners.h"
#include "path/qdisc.h"
#include "ports.h"
#include "process_events.h"

static const struct fdb_filter fdb_configured = { .states = FDB_CONFIGURED };

static bool port_leaves(const struct config *config, const struct port *port)
{
	if (port->listener || portset_has(&config->match.kept, port->no))
		return false;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (config->is_new[no] && config->match.live[no] == port)
			return false;
	return true;
}

static bool listener_leaves(const struct config *config,
			    const struct listener *l)
{
	return !listeners_find(config->candidate, l->ops, &l->endpoint.address);
}

/* Stations that were entered by hand go with their port: note them all. */
static int keep_stations(struct config *config, const struct app *app,
			 struct err *err)
{
	size_t size = 0, cursor = 0, slots = SIZE_MAX;
	struct fdb_entry e;

	if (config->has_stations)
		return 0;
	while (fdb_next(app->bridge->fdb, fdb_configured, app->now_ms, &cursor,
			&slots, &e)) {
		if (config->station_count == size) {
			void *more;

			size = size ? size * 2 : 64;
			more = realloc(config->stations,
				       size * sizeof(*config->stations));
			if (!more)
				return err_set(err, ENOMEM, "apply %s",
					       config->file);
			config->stations = more;
		}
		config->stations[config->station_count++] = e;
	}
	config->has_stations = true;
	return 0;
}

static void keep_backups(struct config *config, const struct app *app)
{
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		port_no backup = app->bridge->port[p->no].settings.backup;
		struct backup *b = &config->backups[config->backup_count];

		if (backup == PORT_NONE)
			continue;
		memcpy(b->port, p->name, sizeof(b->port));
		memcpy(b->backup, app->ports[backup]->name, sizeof(b->backup));
		config->backup_count++;
	}
}

/* What unplugging a port makes others forget */
static void keep_rest(struct config *config, const struct app *app)
{
	keep_backups(config, app);
	config->violations = app->bridge->violations;
	config->loop = app->bridge->loop;
	config->listener = TAILQ_LAST(&app->listeners, listener_list);
}

/* Moves a configured port from the candidate into the live switch. */
static int plug_in(struct config *config, struct app *app, port_no no,
		   struct err *err)
{
	struct port *port = config->candidate->ports[no];
	int ret;

	config->candidate->ports[no] = NULL;
	port->no = PORT_NONE; /* that was its number there */
	port->awaited = true;
	ret = app_add_port(app, port, err);
	if (ret) {
		port->no = no;
		config->candidate->ports[no] = port;
		config_locate(config, config->line[no], err);
		return ret;
	}
	config->match.live[no] = port;
	config->is_new[no] = true;
	return 0;
}

static int move_in(struct config *config, struct app *app, struct listener *l,
		   struct err *err)
{
	struct listener *next = TAILQ_NEXT(l, list);
	int ret;

	TAILQ_REMOVE(&config->candidate->listeners, l, list);
	l->awaited = true;
	ret = listeners_add(app, l, err);
	if (!ret)
		return 0;
	if (next)
		TAILQ_INSERT_BEFORE(next, l, list);
	else
		TAILQ_INSERT_TAIL(&config->candidate->listeners, l, list);
	config_locate(config, l->line_no, err);
	return ret;
}

static void park(struct config *config, struct app *app, struct port *port)
{
	struct parked *p = &config->parked[config->parked_count++];

	*p = (struct parked){
		.port = port,
		.no = port->no,
		.was = app->bridge->port[port->no],
		.not_present = port->not_present,
	};
	vlan_port_get(app->bridge, port->no, &p->vlans);
	app_unplug_port(app, port);
}

/* @need: NULL for anything */
static bool is_barred(const struct config *config, const struct app *app,
		      const struct config_need *need)
{
	struct listener *l;

	for (struct port *p = NULL; (p = app_next_port(app, p));)
		if ((!need || config_port_bars(p, need)) &&
		    port_leaves(config, p))
			return true;
	for (l = config->listener; l; l = TAILQ_PREV(l, listener_list, list))
		if (l->open && (!need || config_listener_bars(l, need)) &&
		    listener_leaves(config, l))
			return true;
	return false;
}

/* Likewise */
static void make_way(struct config *config, struct app *app,
		     const struct config_need *need)
{
	struct listener *l;

	for (port_no no = 1; no <= PORT_MAX; no++) {
		struct port *port = app->ports[no];

		if (port && (!need || config_port_bars(port, need)) &&
		    port_leaves(config, port))
			park(config, app, port);
	}
	for (l = config->listener; l; l = TAILQ_PREV(l, listener_list, list))
		if ((!need || config_listener_bars(l, need)) &&
		    listener_leaves(config, l))
			listeners_park(app, l);
}

/** enum when - Which of the new ones are opened */
enum when {
	FREE, /* that need nothing of what goes */
	ALL,  /* what is in their way gives way */
};

static int clear(struct config *config, struct app *app, enum when when,
		 const struct config_need *need, bool *is_clear,
		 struct err *err)
{
	int ret = 0;

	*is_clear = !is_barred(config, app, need);
	if (*is_clear || when == FREE)
		return 0;
	ret = keep_stations(config, app, err);
	if (ret)
		return ret;
	make_way(config, app, need);
	*is_clear = true;
	return 0;
}

/* What the new port needs may still belong to one that goes, under another name:
 * then all that go are taken out first.
 *
 * Return: whether to try again */
static bool try_again(struct config *config, struct app *app, enum when when,
		      int *ret, struct err *err)
{
	bool is_clear;

	if (!*ret || strcmp(err->code, "in-use") != 0 ||
	    !is_barred(config, app, NULL))
		return false;
	*ret = clear(config, app, when, NULL, &is_clear, err);
	return is_clear;
}

static int open_port(struct config *config, struct app *app, enum when when,
		     port_no no, struct err *err)
{
	int ret = plug_in(config, app, no, err);

	if (try_again(config, app, when, &ret, err))
		ret = plug_in(config, app, no, err);
	return ret;
}

static int open_listener(struct config *config, struct app *app, enum when when,
			 struct listener *l, struct err *err)
{
	int ret = move_in(config, app, l, err);

	if (try_again(config, app, when, &ret, err))
		ret = move_in(config, app, l, err);
	return ret;
}

static int open_ports(struct config *config, struct app *app, enum when when,
		      struct err *err)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct port *wanted = config->candidate->ports[no];
		struct config_need need;
		bool is_clear;
		int ret;

		if (!wanted || config->match.live[no])
			continue;
		need.name = wanted->name;
		need.endpoint = port_endpoint(wanted);
		ret = clear(config, app, when, &need, &is_clear, err);
		if (!ret && is_clear)
			ret = open_port(config, app, when, no, err);
		if (ret)
			return ret;
	}
	return 0;
}

static int open_listeners(struct config *config, struct app *app,
			  enum when when, struct err *err)
{
	struct listener *l, *next;
	int ret = 0;

	for (l = TAILQ_FIRST(&config->candidate->listeners); l && !ret;
	     l = next) {
		const struct config_need need = { .endpoint = &l->endpoint };
		bool is_clear;

		next = TAILQ_NEXT(l, list);
		if (listeners_find(app, l->ops, &l->endpoint.address))
			continue;
		ret = clear(config, app, when, &need, &is_clear, err);
		if (!ret && is_clear)
			ret = open_listener(config, app, when, l, err);
	}
	return ret;
}

static int open_new(struct config *config, struct app *app, enum when when,
		    struct err *err)
{
	int ret = open_ports(config, app, when, err);

	return ret ? ret : open_listeners(config, app, when, err);
}

/* Ports that stay become what they are to be, and the candidate's what they
 * were. */
static int swap_settings(struct config *config, struct err *err)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		struct port *live = config->match.live[no];
		int ret;

		if (!live || config->is_new[no] ||
		    config->match.likeness[no] != PORT_CHANGED)
			continue;
		ret = port_swap(live, config->candidate->ports[no], err);
		if (ret) {
			config_locate(config, config->line[no], err);
			return ret;
		}
		config->swapped[no] = true;
		app_sync_port(live);
	}
	return 0;
}

/* As it was; one that was waited for is again. */
static void plug_again(struct app *app, struct port *port, bool was_lost)
{
	struct err err;

	port->not_present = was_lost && !port->awaited;
	if (!app_add_port(app, port, &err))
		return;
	log_error("port %s: not present, for it cannot be opened again: %s",
		  port->name, err.text);
	port->not_present = true;
	app_add_port(app, port, &err);
}

static void put_back(struct config *config, struct app *app,
		     const struct parked *p)
{
	struct port *port = p->port;

	plug_again(app, port, p->not_present);
	if (app->ports[port->no] != port) {
		port_free(port);
		return;
	}
	if (qdisc_prepare(app, port->no, &p->was.settings))
		log_error("port %s: no memory to shape it", port->name);
	bridge_set_port(app->bridge, port->no, &p->was.settings, app->now_ms);
	vlan_port_set(app->bridge, port->no, &p->vlans);
	if (p->was.errdisabled)
		bridge_errdisable(app->bridge, port->no,
				  (enum errdisable_cause)p->was.errdisabled,
				  p->was.errdisabled_until_ms);
	for (size_t i = 0; i < config->station_count; i++) {
		struct fdb_entry e = config->stations[i];

		if (e.port != p->no)
			continue;
		e.port = port->no;
		if (fdb_put(app->bridge->fdb, &e))
			log_error("port %s: no room for its stations",
				  port->name);
	}
}

static void put_backups_back(const struct config *config, struct app *app)
{
	for (size_t i = 0; i < config->backup_count; i++) {
		const struct backup *b = &config->backups[i];
		const struct port *port = app_port(app, b->port);
		const struct port *backup = app_port(app, b->backup);

		if (port)
			app->bridge->port[port->no].settings.backup =
				backup ? backup->no : PORT_NONE;
	}
}

static void close_new(struct config *config, struct app *app)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (!config->is_new[no])
			continue;
		port_undo(config->match.live[no]);
		app_del_port(app, config->match.live[no]);
	}
}

static void swap_back(struct config *config)
{
	struct err err;

	for (port_no no = 1; no <= PORT_MAX; no++) {
		struct port *live = config->match.live[no];

		if (!config->swapped[no])
			continue;
		if (port_swap(live, config->candidate->ports[no], &err))
			log_error("port %s: is not as it was: %s", live->name,
				  err.text);
		app_sync_port(live);
	}
}

static void undo(struct config *config, struct app *app)
{
	listeners_undo(app, config->listener);
	close_new(config, app);
	swap_back(config);
	while (config->parked_count)
		put_back(config, app, &config->parked[--config->parked_count]);
	config_unset_aside(config, app);
	listeners_unpark(app);
	put_backups_back(config, app);
	app->bridge->violations = config->violations;
	app->bridge->loop = config->loop;
	app_process_events(app);
}

int config_apply(struct config *config, struct app *app, bool tells,
		 struct err *err)
{
	int ret = 0;

	leavers_reap(app, PORT_MAX); /* none of them stays */
	listeners_reap(app);
	config->tells = tells;
	keep_rest(config, app);
	config_match(config->candidate, app, &config->match);
	if (config->candidate->bridge->vlan_filtering &&
	    vlan_prepare(app->bridge))
		ret = err_set(err, ENOMEM, "apply %s", config->file);
	config_set_aside(config, app);
	if (!ret)
		ret = open_new(config, app, FREE, err);
	if (!ret)
		ret = swap_settings(config, err);
	if (!ret)
		ret = open_new(config, app, ALL, err);
	if (ret)
		undo(config, app);
	else
		config_settle(config, app);
	return ret;
}
