/* SPDX-License-Identifier: BSD-2-Clause */
#include "listeners.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "assembly.h"
#include "await.h"
#include "client_names.h"
#include "listener_events.h"
#include "path/qdisc.h"
#include "port_events.h"
#include "ports.h"
#include "process_events.h"
#include "removal.h"
#include "settings/port_options.h"
#include "settings/port_role.h"

static int parse(const struct app *app, const struct listener *l,
		 struct args **args, struct err *err)
{
	return grammar_parse(app->grammar->commands, app->grammar->count,
			     l->line, strlen(l->line), args, err);
}

static int configure(struct app *app, const struct listener *l,
		     struct port *port, struct err *err)
{
	struct args *args;
	int ret = parse(app, l, &args, err);

	if (ret)
		return ret;
	ret = port_options_check(app, args, port->no, err);
	if (!ret)
		ret = port_options_apply(app, args, port, err);
	args_free(args);
	return ret;
}

/* One user must not take all of a listener's ports: the limit is
 * max_per_user. */
static int check_user_limit(const struct app *app, const struct listener *l,
			    uid_t uid, struct err *err)
{
	uint32_t n = 0;

	if (!uid || uid == geteuid() || uid == (uid_t)-1)
		return 0;
	for (const struct port *p = NULL; (p = app_next_port(app, p));)
		n += p->listener == l && p->client_uid == uid;
	if (n < l->max_per_user)
		return 0;
	return err_say(err, EDQUOT, "too-many", 0,
		       "its user %u has %u ports here already (max_per_user)",
		       uid, n);
}

static int on_accept(struct listener *l, struct port *port,
		     const struct listener_client *client, struct err *err)
{
	struct app *app = l->owner;
	int ret;

	if (l->is_removed)
		return err_say(err, EPERM, "no-such-listener", 0,
			       "accepts no more clients");
	ret = check_user_limit(app, l, client->peer.uid, err);
	if (!ret)
		ret = client_names_choose(app, l->name, client, port->name,
					  err);
	if (!ret)
		ret = app_add_port(app, port, err);
	if (ret)
		return ret;
	ret = configure(app, l, port, err);
	if (ret) {
		app_unplug_port(app, port);
		return ret;
	}
	if (client_names_has_mac(l->name))
		app_name_by_frame(port);
	port_log(port, LOG_LEVEL_INFO, "added for a client, %s, mtu %u",
		 port->ops->type, port->mtu);
	listener_event(app, l, EVENT_CLIENT_ACCEPTED, port->no, client->peer);
	return 0;
}

static void on_make_room(struct listener *l)
{
	removal_run(l->owner, REMOVAL_BATCH);
}

static void on_rejected(struct listener *l)
{
	listener_event(l->owner, l, EVENT_CLIENT_REJECTED, PORT_NONE,
		       PEER_NONE);
}

static void on_lost(struct listener *l);

static const struct listener_events events = {
	.lost = on_lost,
	.make_room = on_make_room,
	.accept = on_accept,
	.rejected = on_rejected,
};

static void log_listener(const struct listener *l, enum log_level level,
			 const char *what)
{
	char address[ADDRESS_TEXT_SIZE];

	log_line(level, "%s %s: %s", l->ops->type,
		 address_format(&l->endpoint.address, address), what);
}

static void log_failure(const struct listener *l, enum log_level level,
			const char *what, const struct err *why)
{
	char address[ADDRESS_TEXT_SIZE];

	log_line(level, "%s %s: %s%s", l->ops->type,
		 address_format(&l->endpoint.address, address), what,
		 why->text);
}

/* A missing address that may appear later is not an error. */
static int open_or_wait(struct app *app, struct listener *l, struct err *err)
{
	int ret = listener_open(l, app->io, &events, app, err);

	if (!ret || !l->awaited || !await_can_help(err))
		return ret;
	log_failure(l, LOG_LEVEL_WARN, "not present, ", err);
	await_listeners(app);
	return 0;
}

int listeners_add(struct app *app, struct listener *l, struct err *err)
{
	int ret = app->io ? open_or_wait(app, l, err) : 0;

	if (ret)
		return ret;
	TAILQ_INSERT_TAIL(&app->listeners, l, list);
	listener_event(app, l, EVENT_LISTENER_ADDED, PORT_NONE, PEER_NONE);
	return 0;
}

static bool is_still_waiting(struct app *app, struct listener *l)
{
	struct err err;

	if (!listener_open(l, app->io, &events, app, &err)) {
		log_listener(l, LOG_LEVEL_INFO, "present, accepts clients");
		return false;
	}
	l->awaited = await_can_help(&err);
	if (!l->awaited)
		log_failure(l, LOG_LEVEL_ERROR, "accepts no clients: ", &err);
	return l->awaited;
}

bool listeners_refresh(struct app *app)
{
	struct listener *l;
	bool ret = false;

	TAILQ_FOREACH(l, &app->listeners, list)
		if (!l->open && l->awaited && !l->is_removed)
			ret |= is_still_waiting(app, l);
	return ret;
}

static void del_port(struct app *app, struct port *port)
{
	app_process_events(app); /* while the port is there */
	port_log(port, LOG_LEVEL_INFO, "removed");
	app_del_port(app, port);
}

void listeners_detach(struct app *app, struct listener *l)
{
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no] && app->ports[no]->listener == l)
			del_port(app, app->ports[no]);
	listener_close(l);
}

/* The connections of the listener's clients are lost, too. */
static void on_lost(struct listener *l)
{
	struct app *app = l->owner;
	struct err err;

	listeners_detach(app, l);
	l->awaited = true;
	if (open_or_wait(app, l, &err))
		log_failure(l, LOG_LEVEL_ERROR,
			    "accepts no more clients: ", &err);
}

static void note_removed(struct app *app, struct listener *l)
{
	if (!l->is_removed)
		listener_event(app, l, EVENT_LISTENER_REMOVED, PORT_NONE,
			       PEER_NONE);
	l->is_removed = true;
}

void listeners_del(struct app *app, struct listener *l)
{
	note_removed(app, l);
	listeners_detach(app, l);
	TAILQ_REMOVE(&app->listeners, l, list);
	listener_free(l);
}

void listeners_schedule_del(struct app *app, struct listener *l)
{
	note_removed(app, l);
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		if (p->listener == l)
			removal_schedule(p);
}

void listeners_reap(struct app *app)
{
	struct listener *l, *next;

	for (l = TAILQ_FIRST(&app->listeners); l; l = next) {
		next = TAILQ_NEXT(l, list);
		if (l->is_removed && !l->ports)
			listeners_del(app, l);
	}
}

struct listener *listeners_find(const struct app *app,
				const struct listener_ops *ops,
				const struct address *address)
{
	struct listener *l;

	TAILQ_FOREACH(l, &app->listeners, list)
		if (l->ops == ops &&
		    address_is_same(&l->endpoint.address, address))
			return l;
	return NULL;
}

static void swap(char **a, char **b)
{
	char *c = *a;

	*a = *b;
	*b = c;
}

/* Opens a listener that failed before, as the file still names it. */
static void open_again(struct app *app, struct listener *l)
{
	struct err err;

	if (!app->io || l->open || l->awaited)
		return;
	l->awaited = true;
	if (open_or_wait(app, l, &err))
		log_failure(l, LOG_LEVEL_ERROR, "accepts no clients: ", &err);
}

/* struct outcome - The settings that a client's port gets */
struct outcome {
	struct port_settings settings;
	struct vlan_port vlans;
	uint16_t tpid;
};

/* Adds a port for a client in an otherwise empty candidate. */
static bool find_outcome(const struct app *app, const struct listener *l,
			 struct outcome *o)
{
	struct err err;
	struct app *trial = app_new("trial", app->grammar, NULL, NULL, &err);
	struct port *port = trial ? port_new(&null_ops, "p1") : NULL;
	bool done;

	if (trial) /* it has no ports yet */
		trial->bridge->vlan_default_pvid =
			app->bridge->vlan_default_pvid;
	if (!port || app_add_port(trial, port, &err)) {
		port_free(port);
		app_free(trial);
		return false;
	}
	done = !configure(trial, l, port, &err);
	o->settings = trial->bridge->port[port->no].settings;
	vlan_port_get(trial->bridge, port->no, &o->vlans);
	o->tpid = trial->bridge->vlan[o->vlans.pvid].own_tpid;
	app_free(trial);
	return done;
}

static bool has_same_vlans(const struct outcome *a, const struct outcome *b)
{
	return a->vlans.pvid == b->vlans.pvid && a->tpid == b->tpid &&
	       vids_equal(&a->vlans.members, &b->vlans.members) &&
	       vids_equal(&a->vlans.untagged, &b->vlans.untagged);
}

static bool has_same_outcome(const struct app *app, const struct listener *a,
			     const struct listener *b)
{
	struct outcome x, y;

	return find_outcome(app, a, &x) && find_outcome(app, b, &y) &&
	       port_settings_equal(&x.settings, &y.settings) &&
	       has_same_vlans(&x, &y);
}

/* Sets only what differs: a moment with the defaults would flush entries. */
static void give_settings(struct app *app, const struct listener *l,
			  struct port *port, const struct outcome *o)
{
	if (qdisc_prepare(app, port->no, &o->settings))
		log_error("port %s: no memory to shape it", port->name);
	bridge_set_port(app->bridge, port->no, &o->settings, app->now_ms);
	port->mtu = l->mtu;
	port->implied = l->implied;
	app_sync_port(port);
}

/* VLANs that other commands have set stay unless the role differs. */
static void give_clients(struct app *app, struct listener *l,
			 const struct outcome *before)
{
	struct outcome o;

	if (!find_outcome(app, l, &o)) {
		log_listener(l, LOG_LEVEL_ERROR,
			     "no memory: clients keep their settings");
		return;
	}
	for (struct port *p = NULL; (p = app_next_port(app, p));) {
		if (p->listener != l)
			continue;
		give_settings(app, l, p, &o);
		if (!has_same_vlans(before, &o))
			vlan_port_set(app->bridge, p->no, &o.vlans);
	}
}

void listeners_set(struct app *app, struct listener *l, struct listener *from)
{
	struct outcome before = { 0 };

	find_outcome(app, l, &before);
	open_again(app, l);
	l->ops->allow(l, from->endpoint.mode, from->endpoint.group);
	l->max = from->max;
	l->max_per_address = from->max_per_address;
	l->max_per_user = from->max_per_user;
	l->endpoint.allow = from->endpoint.allow;
	secret_swap(&l->endpoint.secret, &from->endpoint.secret);
	l->mtu = from->mtu;
	l->implied = from->implied;
	swap(&l->name, &from->name);
	swap(&l->line, &from->line);
	give_clients(app, l, &before);
}

void listeners_attach(struct app *app, struct listener *l)
{
	struct err err;

	if (open_or_wait(app, l, &err))
		log_failure(l, LOG_LEVEL_ERROR,
			    "accepts no more clients: ", &err);
}

bool listeners_are_equal(const struct app *app, const struct listener *a,
			 const struct listener *b)
{
	if (!endpoint_has_same_access(&a->endpoint, &b->endpoint) ||
	    a->max != b->max || a->max_per_address != b->max_per_address ||
	    a->max_per_user != b->max_per_user || a->mtu != b->mtu ||
	    a->implied != b->implied || strcmp(a->name, b->name) != 0)
		return false;
	return !strcmp(a->line, b->line) || has_same_outcome(app, a, b);
}

static bool has_role(const struct app *app, const struct listener *l)
{
	struct args *args;
	struct err ignored;
	bool ret;

	if (parse(app, l, &args, &ignored))
		return false;
	ret = port_role_is_given(args);
	args_free(args);
	return ret;
}

static void add_clients(const struct app *app, const struct listener *l,
			struct portset *ports)
{
	for (const struct port *p = NULL; (p = app_next_port(app, p));)
		if (p->listener == l)
			portset_add(ports, p->no);
}

struct portset listeners_clients_with_role(const struct app *app)
{
	struct portset ports = { 0 };
	const struct listener *l;

	TAILQ_FOREACH(l, &app->listeners, list)
		if (has_role(app, l))
			add_clients(app, l, &ports);
	return ports;
}

void listeners_keep(struct app *app, struct listener *l,
		    struct listener *wanted)
{
	open_again(app, l);
	if (listeners_are_equal(app, l, wanted))
		swap(&l->line, &wanted->line);
}
