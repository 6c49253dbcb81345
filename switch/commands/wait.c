/* SPDX-License-Identifier: BSD-2-Clause */
/* wait switch, port, fdb: the server calls the handlers again after events. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/show.h"
#include "settings/vlan_values.h"

#define TIMEOUT_S 10

static void set_timeout(struct app *app, const struct args *args,
			struct answer *answer)
{
	answer->until_ms =
		app->now_ms +
		(int64_t)args_uint(args, "timeout", TIMEOUT_S) * 1000;
}

/* @why: the reason why it is not true, for the error after the timeout */
static int not_yet(struct app *app, const struct args *args,
		   struct answer *answer, const struct err *why,
		   struct err *err)
{
	if (app->now_ms < answer->until_ms)
		return ANSWER_LATER;
	return err_say(err, ETIMEDOUT, "timeout", why->word,
		       "waited %" PRIu64 " s: %s",
		       args_uint(args, "timeout", TIMEOUT_S), why->text);
}

static uint64_t port_changes(const struct app *app, const struct args *args,
			     const struct answer *answer)
{
	const uint64_t *n = app->bridge->events.count_of;

	(void)args;
	(void)answer;
	return n[EVENT_GROUP_PORT] + n[EVENT_GROUP_LINK];
}

/* Each change of an entry is an event, but few are about this station: its own
 * number saves checks.  Events of ports matter if the line names some: they may
 * be added later. */
static uint64_t station_changes(const struct app *app, const struct args *args,
				const struct answer *answer)
{
	struct mac mac = { { 0 } };

	args_mac(args, "mac", &mac);
	return fdb_placed_of(app->bridge->fdb, mac) +
	       (args_has(args, "port") ? port_changes(app, args, answer) : 0);
}

/* Refreshes the port first: the message about a change that was just made may
 * not have arrived yet. */
static bool port_is(const struct app *app, struct port *port, const char *state)
{
	if (port->open && port->ops->refresh)
		port->ops->refresh(port);
	return !strcmp(port_oper_word(app, port), state);
}

/* The ports need not exist yet, and may be deleted meanwhile. */
static int wait_port_more(struct app *app, const struct args *args,
			  struct answer *answer, struct err *err)
{
	const char *state = args_str(args, "state");
	struct port *p = NULL;
	struct portset ports;
	struct err why;

	if (command_ports(app, args, &ports, &why))
		return not_yet(app, args, answer, &why, err);
	while ((p = command_next_port(app, &ports, p))) {
		if (port_is(app, p, state))
			continue;
		err_say(&why, ETIMEDOUT, "timeout", args_word(args, "port"),
			"port \"%s\" is %s, not %s", p->name,
			port_oper_word(app, p), state);
		return not_yet(app, args, answer, &why, err);
	}
	return ANSWER_DONE;
}

int cmd_wait_port(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	(void)err;
	set_timeout(app, args, answer);
	answer->changes = port_changes;
	answer->more = wait_port_more;
	return 0;
}

static int wait_fdb_more(struct app *app, const struct args *args,
			 struct answer *answer, struct err *err)
{
	struct vids vids = command_vids(args, "vlan");
	struct mac mac = { { 0 } };
	struct portset on;
	struct fdb_entry e;
	struct err why;

	args_mac(args, "mac", &mac);
	if (command_ports(app, args, &on, &why))
		return not_yet(app, args, answer, &why, err);
	if (command_find_station(app, &vids, mac, &on, &e))
		return ANSWER_DONE;
	err_say(&why, ETIMEDOUT, "timeout", args_word(args, "mac"),
		"station \"%s\" is not known%s", args_str(args, "mac"),
		args_has(args, "port") || args_has(args, "vlan") ? " there"
								 : "");
	return not_yet(app, args, answer, &why, err);
}

int cmd_wait_fdb(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	(void)err;
	set_timeout(app, args, answer);
	answer->changes = station_changes;
	answer->more = wait_fdb_more;
	return 0;
}

/* A switch that answers is ready; tapctl waits until one answers. */
int cmd_wait_switch(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)answer;
	(void)err;
	return 0;
}
