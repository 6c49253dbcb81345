/* SPDX-License-Identifier: BSD-2-Clause */
/* port set: of one port or many, all or none */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "port/tap.h"

static int set_tap(const struct args *args, struct port *port, struct err *err)
{
	struct mac mac;
	int ret = 0;

	if (args_has(args, "offload"))
		ret = tap_set_offload(port, command_on(args, "offload"), err);
	if (!ret && args_mac(args, "mac", &mac))
		ret = tap_set_mac(port, mac, err);
	return ret;
}

static bool has_setting(const struct port *port, const char *name)
{
	if (!strcmp(name, "mtu"))
		return port->ops->set_mtu;
	return port->ops == &tap_ops;
}

static int check_set(const struct app *app, const struct args *args,
		     const struct port *port, struct err *err)
{
	static const char *const of_some[] = { "mtu", "mac", "offload" };

	if (args_count(args) == 1)
		return err_say(err, EINVAL, "missing-value", 0,
			       "nothing to set: see \"help port\"");
	for (size_t i = 0; i < ARRAY_SIZE(of_some); i++) {
		if (!args_has(args, of_some[i]))
			continue;
		if (!has_setting(port, of_some[i]))
			return err_say(err, ENOTSUP, "not-supported",
				       args_word(args, of_some[i]),
				       "a port of type %s has no %s",
				       port->ops->type, of_some[i]);
		if (port->lost)
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
	int ret = 0;

	if (port->ops == &tap_ops)
		ret = set_tap(args, port, err);
	if (!ret && args_has(args, "mtu"))
		ret = port->ops->set_mtu(
			port, (uint32_t)args_uint(args, "mtu", 0), err);

	if (!ret && (args_has(args, "up") || args_has(args, "down")))
		ret = app_set_port_up(port, args_has(args, "up"), err);
	if (!ret)
		ret = port_settings_apply(app, args, port, err);
	if (ret && !err->word && err->key)
		err->word = args_word(args, err->key);
	return ret;
}

/* What no port of them, or only one, can be told */
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
			       "a MAC address is for one port, not all of "
			       "\"%s\"",
			       args_str(args, "port"));
	return port_role_check(app, args, ports, err);
}

/* Where several are meant, say which it was. */
static void tell_which(const struct port *port, const struct portset *ports,
		       struct err *err)
{
	const struct err inner = *err;

	if (portset_count(ports) > 1 && !strstr(inner.text, port->name))
		snprintf(err->text, sizeof(err->text), "port \"%s\": %.210s",
			 port->name, inner.text);
}

static int set_ports(struct app *app, const struct args *args,
		     const struct portset *ports, struct port_saved *saved,
		     struct err *err)
{
	size_t n = 0;
	int ret = 0;

	for (struct port *p = NULL;
	     !ret && (p = command_next_port(app, ports, p)); n++) {
		port_save(app, p, &saved[n]);
		ret = set_port(app, args, p, err);
		if (ret)
			tell_which(p, ports, err);
	}
	while (ret && n--)
		port_restore(app, &saved[n]);
	if (!ret)
		port_role_apply(app, args, ports);
	return ret;
}

static void unblock(struct app *app, const struct portset *ports)
{
	for (struct port *p = NULL; (p = command_next_port(app, ports, p));)
		app_unblock_port(p);
}

int cmd_port_set(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct port_saved *saved;
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (!ret)
		ret = check_all(app, args, &ports, err);
	for (struct port *p = NULL;
	     !ret && (p = command_next_port(app, &ports, p));) {
		ret = check_set(app, args, p, err);
		if (ret)
			tell_which(p, &ports, err);
	}
	if (ret)
		return ret;
	saved = calloc(portset_count(&ports), sizeof(*saved));
	if (!saved)
		return err_set(err, ENOMEM, "set ports");
	ret = set_ports(app, args, &ports, saved, err);
	free(saved);
	if (!ret && args_has(args, "up"))
		unblock(app, &ports);
	command_note_vlans(app, args, answer);
	return ret;
}
