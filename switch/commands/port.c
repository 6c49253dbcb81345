/* SPDX-License-Identifier: BSD-2-Clause */
/* port add, del, show */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "commands/commands.h"
#include "commands/port_add.h"
#include "commands/port_names.h"
#include "commands/show.h"
#include "control/syntax.h"
#include "frame/frame.h"
#include "listeners.h"
#include "port/async_close.h"
#include "port/tap.h"
#include "ports.h"
#include "removal.h"
#include "settings/lines.h"
#include "settings/port_options.h"
#include "settings/port_role.h"
#include "settings/vlan_values.h"

#define MTU_DEFAULT 1500

/* Reads a number, or a name that @find knows.  The number -1 is refused: it
 * means "no user" and "no group". */
static int id_of(const struct args *args, const char *name,
		 bool (*find)(const char *name, uint32_t *id), uint32_t *id,
		 struct err *err)
{
	const char *text = args_str(args, name);
	unsigned long value;
	char *end;

	if (!text || find(text, id))
		return 0;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || value >= UINT32_MAX)
		return err_say(err, EINVAL, "bad-value", args_word(args, name),
			       "%s \"%s\" is not in %s: if it is defined "
			       "elsewhere (LDAP), give its number",
			       !strcmp(name, "owner") ? "user" : name, text,
			       !strcmp(name, "owner") ? "/etc/passwd"
						      : "/etc/group");
	*id = (uint32_t)value;
	return 0;
}

/* Reads /etc/passwd only: a look-up in a directory service may take long, and
 * all frames would wait. */
static bool find_user(const char *name, uint32_t *id)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *user;
	bool found = false;

	while (file && !found && (user = fgetpwent(file))) {
		found = !strcmp(user->pw_name, name);
		if (found)
			*id = user->pw_uid;
	}
	if (file)
		fclose(file);
	return found;
}

static bool find_group(const char *name, uint32_t *id)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group;
	bool found = false;

	while (file && !found && (group = fgetgrent(file))) {
		found = !strcmp(group->gr_name, name);
		if (found)
			*id = group->gr_gid;
	}
	if (file)
		fclose(file);
	return found;
}

int port_parse_group(const struct args *args, const char *name, gid_t *group,
		     struct err *err)
{
	return id_of(args, name, find_group, group, err);
}

int port_take_fd(const struct args *args, struct answer *answer,
		 struct passed_fd *a, struct err *err)
{
	if (!args_has(args, "fd"))
		return 0;
	a->word = (int)args_uint(args, "fd", 0);
	if (answer->fd >= 0) {
		a->fd = answer->fd;
		a->was_sent = true;
		answer->fd = -1;
		return 0;
	}
	if (!answer->is_local)
		return err_say(err, EINVAL, "no-descriptor",
			       args_word(args, "fd"),
			       "no descriptor was sent with this line: send "
			       "both in one message (SCM_RIGHTS), and no other "
			       "line with them");
	a->fd = a->word;
	return 0;
}

static int take_addresses(const struct args *args, struct tap_config *c,
			  struct err *err)
{
	size_t n = 0;

	while (args_nth(args, "address", n))
		if (++n > TAP_ADDRESSES_MAX)
			return err_say(
				err, E2BIG, "bad-value",
				args_word(args, "address"),
				"more than %d addresses: add others with \"ip "
				"address add\"",
				TAP_ADDRESSES_MAX);
	c->addresses = calloc(n + 1, sizeof(*c->addresses));
	if (!c->addresses)
		return err_set(err, ENOMEM, "configure a tap");
	c->address_count = n;
	for (size_t i = 0; i < n; i++)
		prefix_parse(args_nth(args, "address", i), &c->addresses[i]);
	return 0;
}

static int take_words(const struct args *args, struct tap_config *c)
{
	if (args_has(args, "ifname"))
		snprintf(c->ifname, sizeof(c->ifname), "%.*s",
			 TAP_IFNAME_SIZE - 1, args_str(args, "ifname"));
	if (args_has(args, "persist"))
		c->persist = args_on(args, "persist") ? TAP_PERSIST_ON
						      : TAP_PERSIST_OFF;
	if (args_has(args, "offload"))
		c->offload = args_on(args, "offload");
	c->has_mac = args_mac(args, "mac", &c->mac);
	c->mtu = (uint32_t)args_uint(args, "mtu", 0);
	c->set_up = args_has(args, "up");
	if (!args_has(args, "netns"))
		return 0;
	c->netns = strdup(args_str(args, "netns"));
	return c->netns ? 0 : -ENOMEM;
}

int port_check_mac(const struct args *args, struct err *err)
{
	struct mac mac;

	if (!args_mac(args, "mac", &mac) ||
	    (!mac_is_group(mac) && !mac_is_zero(mac)))
		return 0;
	return err_say(err, EINVAL, "bad-value", args_word(args, "mac"),
		       "\"%s\" is zero or a group: expected the address of one "
		       "station, as 02:00:00:00:00:01",
		       args_str(args, "mac"));
}

/* Names of ports may be longer than those of interfaces, and contain colons. */
static int check_ifname(const struct args *args, const struct tap_config *c,
			struct err *err)
{
	const struct span type = { "ifname", strlen("ifname") };
	const char *name = args_str(args, "port");

	if (args_has(args, "ifname") || c->passed.fd >= 0 ||
	    syntax_fits(type, name))
		return 0;
	return err_say(
		err, EINVAL, "bad-value", args_word(args, "port"),
		"\"%s\" is not an interface name, which has 1 to 15 bytes "
		"and no colon: choose one, \"ifname NAME\"",
		name);
}

/* Finds options that contradict each other before anything is changed. */
static int check_tap(const struct args *args, const struct tap_config *c,
		     struct err *err)
{
	int ret = port_check_mac(args, err);

	if (ret)
		return ret;
	if (c->passed.fd >= 0 && (c->netns || args_has(args, "ifname")))
		return err_say(err, EINVAL, "bad-value", args_word(args, "fd"),
			       "a tap that \"fd\" passes keeps its name and "
			       "namespace: remove \"ifname\" and \"netns\"");
	return check_ifname(args, c, err);
}

static int configure_tap(const struct args *args, struct answer *answer,
			 struct tap_config *c, struct err *err)
{
	int ret = port_take_fd(args, answer, &c->passed, err);

	if (!ret)
		ret = id_of(args, "owner", find_user, &c->owner, err);
	if (!ret)
		ret = port_parse_group(args, "group", &c->group, err);
	if (ret)
		return ret;
	if (take_words(args, c))
		return err_set(err, ENOMEM, "configure a tap");
	ret = take_addresses(args, c, err);
	return ret ? ret : check_tap(args, c, err);
}

struct port *port_new_named(struct app *app, const struct args *args,
			    const struct port_ops *ops, struct err *err)
{
	const char *name = args_str(args, "port");
	struct port *port;

	if (app_port(app, name) && !args_has(args, "--may-exist")) {
		err_say(err, EEXIST, "port-exists", args_word(args, "port"),
			"port \"%s\" exists already: choose another name, or "
			"change it with \"port set\"",
			name);
		return NULL;
	}
	port = port_new(ops, name);
	if (!port)
		err_set(err, ENOMEM, "add port \"%s\"", name);
	return port;
}

/* With --may-exist: fails unless the existing port is as the line says. */
static int check_same(const struct app *app, const struct args *args,
		      const struct port *wanted, const struct port *port,
		      struct err *err)
{
	struct line line = { 0 };

	if (port_compare(port, wanted) == PORT_EQUAL &&
	    port_options_match(app, args, port) &&
	    !(args_has(args, "down") && port->up))
		return 0;
	port_full_line(app, port, &line);
	err_say(err, EEXIST, "port-exists", args_word(args, "port"),
		"port \"%s\" exists already, and differs: %.170s", port->name,
		line.failed ? "-" : line.text);
	line_free(&line);
	return -EEXIST;
}

int port_plug_in(struct app *app, const struct args *args, struct port *port,
		 struct err *err)
{
	const struct port *there = app_port(app, port->name);
	int ret;

	ret = port_options_check(app, args, PORT_NONE, err);
	if (!ret && there) {
		ret = check_same(app, args, port, there, err);
		if (!ret)
			port_free(port);
		return ret;
	}
	if (ret)
		return ret;
	port->up = !args_has(args, "down");
	ret = app_add_port(app, port, err);
	if (ret) {
		if (!err->word && err->key)
			err->word = args_nth_word(args, err->key, err->nth);
		if (!err->word)
			err->word = args_word(args, "port");
		return ret;
	}
	ret = port_options_apply(app, args, port, err);
	if (ret) {
		app_unplug_port(app, port);
		return ret;
	}
	if (app->io)
		log_info("port %s: added, %s, mtu %u", port->name,
			 port->ops->type, port->mtu);
	return 0;
}

static int refuse_more(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	if (!async_close_has_closed(answer->cursor))
		return ANSWER_LATER;
	*err = answer->late;
	return -EINVAL;
}

/* The error is answered when an interface that was made before the failure is
 * gone.  Removing it takes time, but frames do not wait for it. */
static int refuse_when_closed(struct answer *answer, const struct err *err)
{
	answer->late = *err;
	answer->cursor = async_close_mark();
	answer->more = refuse_more;
	return 0;
}

int cmd_port_add_tap(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct port *port = port_new_named(app, args, &tap_ops, err);
	size_t before = async_close_mark();
	struct tap_config *c;
	int ret;

	if (!port)
		return -EEXIST;
	c = tap_config(port);
	ret = configure_tap(args, answer, c, err);
	port->mtu = c->mtu ? c->mtu : MTU_DEFAULT;
	command_note_vlans(app, args, answer);
	if (!ret)
		ret = port_plug_in(app, args, port, err);
	if (!ret)
		return 0;
	port_free(port);
	return async_close_mark() == before ? ret
					    : refuse_when_closed(answer, err);
}

int cmd_port_add_null(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct port *port = port_new_named(app, args, &null_ops, err);
	int ret;

	if (!port)
		return -EEXIST;
	command_note_vlans(app, args, answer);
	port->mtu = (uint32_t)args_uint(args, "mtu", port->mtu);
	ret = port_plug_in(app, args, port, err);
	if (ret)
		port_free(port);
	return ret;
}

static int del_closed(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	(void)app;
	(void)args;
	(void)err;
	return async_close_has_closed(answer->cursor) ? ANSWER_DONE
						      : ANSWER_LATER;
}

static int del_more(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	const size_t before = answer->cursor;

	if (app->has_removals)
		return ANSWER_LATER;
	answer->cursor = async_close_mark();
	if (answer->cursor == before)
		return ANSWER_DONE;
	answer->more = del_closed;
	return del_closed(app, args, answer, err);
}

void port_run_removals(struct app *app, const struct args *args,
		       struct answer *answer)
{
	struct err none;

	answer->cursor = async_close_mark();
	answer->more = del_more;
	removal_run(app, app->io ? REMOVAL_BATCH : PORT_MAX);
	listeners_reap(app);
	if (del_more(app, args, answer, &none) == ANSWER_DONE)
		answer->more = NULL;
}

int cmd_port_del(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	PORTSET_FOREACH(&ports, no)
		removal_schedule(app->ports[no]);
	port_run_removals(app, args, answer);
	return 0;
}

static void show_offloads(const struct port *port, struct writer *out)
{
	static const struct {
		enum offload bit;
		const char *word;
	} words[] = {
		{ OFFLOAD_CSUM, "csum" }, { OFFLOAD_TSO4, "tso4" },
		{ OFFLOAD_TSO6, "tso6" }, { OFFLOAD_TSO_ECN, "tso_ecn" },
		{ OFFLOAD_USO, "uso" },	  { OFFLOAD_UDP_TUNNEL, "udp_tunnel" },
	};

	writer_begin_array(out, "offloads");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (port->offloads & words[i].bit)
			writer_str(out, NULL, words[i].word);
	writer_end_array(out);
}

const char *port_oper_word(const struct app *app, const struct port *port)
{
	if (port->not_present)
		return "not-present";
	return app->bridge->port[port->no].up ? "up" : "down";
}

/* The mirrors that send to the port */
static void show_mirrors(const struct bridge *br, port_no no,
			 struct writer *out)
{
	writer_begin_array(out, "monitor_of");
	for (size_t i = 0; i < br->mirrors.n; i++)
		if (br->mirrors.by[i]->monitor == no)
			writer_str(out, NULL, br->mirrors.by[i]->name);
	writer_end_array(out);
}

static void visit_to_show(struct app *app, struct port *port,
			  const struct args *args, struct answer *answer)
{
	struct writer *out = &answer->out;
	const struct bridge_port *bp = &app->bridge->port[port->no];
	const struct counters *c = &app->bridge->counters[port->no];

	(void)args;
	if (port->open && port->ops->refresh)
		port->ops->refresh(port);
	writer_begin_object(out, NULL);
	writer_str(out, "name", port->name);
	writer_uint(out, "no", port->no);
	writer_str(out, "type", port->ops->type);
	if (port->ops->show)
		port->ops->show(port, out);
	writer_uint(out, "overruns", c->rx_missed[MISS_OVERRUN]);
	writer_uint(out, "mtu", port->mtu);
	writer_str(out, "admin", port->up ? "up" : "down");
	writer_str(out, "oper", port_oper_word(app, port));
	writer_str(out, "state", port_state_word(bp->state));
	show_mirrors(app->bridge, port->no, out);
	show_offloads(port, out);
	port_options_show(app, port, out);
	writer_end_object(out);
}

static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	(void)err;
	return command_show_ports(app, args, answer, visit_to_show);
}

int cmd_port_show(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	PORTSET_FOREACH(&ports, no)
		if (portset_count(&ports) == 1)
			app_update_missed(app->ports[no], true);
	writer_begin_array(&answer->out, NULL);
	answer->more = show_more;
	return 0;
}
