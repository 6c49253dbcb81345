/* SPDX-License-Identifier: BSD-2-Clause */
/* port set: sets all of the ports, or none.  Each may need system calls, so
 * only some are set in each iteration of the loop. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/port_add.h"
#include "commands/port_names.h"
#include "commands/port_saved.h"
#include "ports.h"
#include "settings/port_options.h"
#include "settings/port_role.h"
#include "settings/vlan_values.h"

#define SET_AT_ONCE 8

static int set_device(const struct args *args, struct port *port,
		      struct err *err)
{
	const struct port_ops *ops = port->ops;
	struct mac mac;
	int ret = 0;

	if (args_has(args, "offload"))
		ret = ops->set_offload(port, args_on(args, "offload"), err);
	if (!ret && args_mac(args, "mac", &mac))
		ret = ops->set_mac(port, mac, err);
	if (!ret && args_has(args, "mtu"))
		ret = ops->set_mtu(port, (uint32_t)args_uint(args, "mtu", 0),
				   err);
	return ret;
}

static int check_set(const struct app *app, const struct args *args,
		     const struct port *port, struct err *err)
{
	const struct port_ops *ops = port->ops;
	const struct {
		const char *name;
		bool is_settable;
	} of_some[] = {
		{ "mtu", ops->set_mtu },
		{ "mac", ops->set_mac },
		{ "offload", ops->set_offload },
	};

	if (args_count(args) == 1)
		return err_say(err, EINVAL, "missing-value", 0,
			       "nothing to set: see \"help port\"");
	for (size_t i = 0; i < ARRAY_SIZE(of_some); i++) {
		if (!args_has(args, of_some[i].name))
			continue;
		if (!of_some[i].is_settable)
			return err_say(err, ENOTSUP, "not-supported",
				       args_word(args, of_some[i].name),
				       "a port of type %s has no %s", ops->type,
				       of_some[i].name);
		if (port->not_present)
			return err_say(err, EBADFD, "port-not-present",
				       args_word(args, "port"),
				       "port \"%s\" is not present: it has no "
				       "device",
				       port->name);
	}
	if (port_check_mac(args, err))
		return -EINVAL;
	return port_settings_check(app, args, port->no, err);
}

static int set_port(struct app *app, const struct args *args, struct port *port,
		    struct err *err)
{
	int ret = set_device(args, port, err);

	if (!ret && (args_has(args, "up") || args_has(args, "down")))
		ret = app_set_port_up(port, args_has(args, "up"), err);
	if (!ret)
		ret = port_settings_apply(app, args, port, err);
	if (ret && !err->word && err->key)
		err->word = args_word(args, err->key);
	return ret;
}

/* Checks the options that depend on which ports the line names. */
static int check_all(const struct app *app, const struct args *args,
		     const struct portset *ports, struct err *err)
{
	const char *backup = args_str(args, "backup_port");
	const struct port *port = backup ? app_port(app, backup) : NULL;

	if (port && portset_has(ports, port->no))
		return err_say(err, EINVAL, "no-such-port",
			       args_word(args, "backup_port"),
			       "backup_port \"%s\" is the port itself", backup);
	if (args_has(args, "mac") && portset_count(ports) > 1)
		return err_say(err, EINVAL, "bad-value", args_word(args, "mac"),
			       "a MAC address can be set on one port, not on "
			       "\"%s\"",
			       args_str(args, "port"));
	return port_role_check(app, args, ports, err);
}

/**
 * struct setting - A line that is setting ports
 * @n:		Number of ports
 * @done:	How many of them are set; after a failure, how many of these are
 *		still to be restored
 * @has_failed:	A port could not be set; the error is in @late of the answer
 * @saved:	The ports, and their settings before they were set
 */
struct setting {
	size_t n;
	size_t done;
	bool has_failed;
	struct port_saved saved[];
};

static int setting_begin(struct app *app, const struct portset *ports,
			 struct answer *answer)
{
	const size_t n = portset_count(ports);
	const size_t size =
		sizeof(struct setting) + n * sizeof(struct port_saved);
	struct setting *s = calloc(1, size);

	if (!s)
		return -ENOMEM;
	PORTSET_FOREACH(ports, no)
		s->saved[s->n++] = (struct port_saved){
			.port = app->ports[no],
			.no = no,
		};
	answer->state = s;
	answer->state_size = size;
	return 0;
}

/* A port may have been deleted since the line was read. */
static bool is_there(const struct app *app, const struct port_saved *saved)
{
	return app->ports[saved->no] == saved->port;
}

/* If the line names several ports, the error must name the one that failed. */
static void name_port_in_error(const struct port *port, struct err *err)
{
	const struct err inner = *err;

	if (!strstr(inner.text, port->name))
		snprintf(err->text, sizeof(err->text), "port \"%s\": %.210s",
			 port->name, inner.text);
}

static int set_next(struct app *app, const struct args *args, struct setting *s,
		    struct err *err)
{
	struct port_saved *saved = &s->saved[s->done];
	struct port *port = saved->port;
	int ret;

	if (!is_there(app, saved)) {
		s->done++;
		return 0;
	}
	ret = check_set(app, args, port, err);
	if (!ret) {
		port_save(app, port, saved);
		s->done++;
		ret = set_port(app, args, port, err);
	}
	if (ret && s->n > 1)
		name_port_in_error(port, err);
	return ret;
}

static int restore_some(struct app *app, struct answer *answer, struct err *err)
{
	struct setting *s = answer->state;

	for (size_t i = 0; s->done && i < SET_AT_ONCE; i++)
		if (is_there(app, &s->saved[--s->done]))
			port_restore(app, &s->saved[s->done]);
	if (s->done)
		return ANSWER_MORE;
	*err = answer->late;
	return -EINVAL;
}

/* Makes the changes that cannot fail: the role, and recovery. */
static void finish(struct app *app, const struct args *args,
		   const struct setting *s)
{
	struct portset ports = { 0 };

	for (size_t i = 0; i < s->n; i++)
		if (is_there(app, &s->saved[i]))
			portset_add(&ports, s->saved[i].no);
	port_role_apply(app, args, &ports);
	if (!args_has(args, "up"))
		return;
	PORTSET_FOREACH(&ports, no)
		app_recover_port(app->ports[no]);
}

static int set_more(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct setting *s = answer->state;

	for (size_t i = 0; i < SET_AT_ONCE && s->done < s->n && !s->has_failed;
	     i++)
		s->has_failed = set_next(app, args, s, &answer->late);
	if (s->has_failed)
		return restore_some(app, answer, err);
	if (s->done < s->n)
		return ANSWER_MORE;
	finish(app, args, s);
	return ANSWER_DONE;
}

int cmd_port_set(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (!ret)
		ret = check_all(app, args, &ports, err);
	for (struct port *p = NULL;
	     !ret && (p = command_next_port(app, &ports, p));) {
		ret = check_set(app, args, p, err);
		if (ret && portset_count(&ports) > 1)
			name_port_in_error(p, err);
	}
	if (!ret && setting_begin(app, &ports, answer))
		ret = err_set(err, ENOMEM, "set ports");
	if (ret)
		return ret;
	command_note_vlans(app, args, answer);
	ret = set_more(app, args, answer, err);
	if (ret != ANSWER_MORE)
		return ret;
	answer->more = set_more;
	return 0;
}
