/* SPDX-License-Identifier: BSD-2-Clause */
#include "listeners.h"

#include <string.h>

#include "app.h"
#include "client_names.h"
#include "commands/commands.h"

#define REAP_MAX 32

static int settle(struct app *app, const struct listener *l, struct port *port,
		  struct err *err)
{
	struct args *args;
	int ret = grammar_parse(commands, command_count, l->line,
				strlen(l->line), &args, err);

	if (ret)
		return ret;
	ret = port_options_check(app, args, port->no, err);
	if (!ret)
		ret = port_options_apply(app, args, port, err);
	args_free(args);
	return ret;
}

static int on_came(struct listener *l, struct port *port,
		   const struct listener_client *client, struct err *err)
{
	struct app *app = l->owner;
	int ret;

	ret = client_names_choose(app, l->name, client, port->name, err);
	if (!ret)
		ret = app_add_port(app, port, err);
	if (ret)
		return ret;
	ret = settle(app, l, port, err);
	if (ret) {
		app_unplug_port(app, port);
		return ret;
	}
	port_log(port, LOG_LEVEL_INFO, "added for a client, %s, mtu %u",
		 port->ops->type, port->mtu);
	return 0;
}

static void on_make_room(struct listener *l)
{
	listeners_reap(l->owner);
}

static const struct listener_events events = {
	.make_room = on_make_room,
	.came = on_came,
};

int listeners_add(struct app *app, struct listener *l, struct err *err)
{
	int ret = app->io ? listener_open(l, app->io, &events, app, err) : 0;

	if (!ret)
		TAILQ_INSERT_TAIL(&app->listeners, l, list);
	return ret;
}

static void del_port(struct app *app, struct port *port)
{
	port_log(port, LOG_LEVEL_INFO, "removed");
	app_del_port(app, port);
}

void listeners_del(struct app *app, struct listener *l)
{
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no] && app->ports[no]->listener == l)
			del_port(app, app->ports[no]);
	TAILQ_REMOVE(&app->listeners, l, list);
	listener_free(l);
}

struct listener *listeners_find(const struct app *app,
				const struct listener_ops *ops,
				const struct address *address)
{
	struct listener *l;

	TAILQ_FOREACH(l, &app->listeners, list)
		if (l->ops == ops && address_equal(&l->place.address, address))
			return l;
	return NULL;
}

static void swap(char **a, char **b)
{
	char *c = *a;

	*a = *b;
	*b = c;
}

/* Ports that there are stay as they are. */
static void take_settings(struct listener *l, struct listener *from)
{
	l->ops->allow(l, from->place.mode, from->place.group);
	l->max = from->max;
	l->max_per_address = from->max_per_address;
	l->place.allow = from->place.allow;
	l->mtu = from->mtu;
	l->implied = from->implied;
	swap(&l->name, &from->name);
	swap(&l->line, &from->line);
}

int listeners_open_new(struct app *app, struct app *from, unsigned int *line_no,
		       struct err *err)
{
	struct listener *l, *next;
	int ret = 0;

	for (l = TAILQ_FIRST(&from->listeners); l && !ret; l = next) {
		next = TAILQ_NEXT(l, list);
		if (listeners_find(app, l->ops, &l->place.address))
			continue;
		TAILQ_REMOVE(&from->listeners, l, list);
		*line_no = l->line_no;
		ret = listeners_add(app, l, err);
		if (ret)
			listener_free(l);
	}
	return ret;
}

void listeners_undo(struct app *app, const struct listener *last)
{
	struct listener *l;

	while ((l = TAILQ_LAST(&app->listeners, listener_list)) != last)
		listeners_del(app, l);
}

void listeners_settle(struct app *app, const struct app *from,
		      struct listener *last)
{
	struct listener *l, *before, *wanted;

	for (l = last; l; l = before) {
		before = TAILQ_PREV(l, listener_list, list);
		wanted = listeners_find(from, l->ops, &l->place.address);
		if (wanted)
			take_settings(l, wanted);
		else
			listeners_del(app, l);
	}
}

/* Some, and the others in the next turns: each takes a tenth of a millisecond. */
void listeners_reap(struct app *app)
{
	size_t left = REAP_MAX;

	for (port_no no = 1; app->has_leavers && no <= PORT_MAX; no++) {
		struct port *port = app->ports[no];

		if (!port || !port->listener || !port->lost)
			continue;
		if (!left--) {
			app->tick_ms = app->now_ms;
			return;
		}
		del_port(app, port);
	}
	app->has_leavers = false;
}
