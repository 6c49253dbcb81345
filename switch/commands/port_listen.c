/* SPDX-License-Identifier: BSD-2-Clause */
/* port listen: each client gets a port */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "client_names.h"
#include "commands/commands.h"
#include "commands/port_add.h"
#include "listeners.h"
#include "settings/port_options.h"
#include "settings/port_role.h"
#include "settings/vlan_values.h"

#define MAX_DEFAULT 64

static const struct listener_ops *const kinds[] = {
	&stream_listener_ops,
	&dgram_listener_ops,
	&vde_listener_ops,
};

static const struct listener_ops *kind_of(const struct args *args)
{
	size_t i = 0;

	while (strcmp(kinds[i]->type, args_str(args, "type")) != 0)
		i++;
	return kinds[i];
}

static int take_name(const struct args *args, struct listener *l,
		     struct err *err)
{
	const char *name = args_str(args, "name");
	struct line default_name = { 0 };

	if (name && !client_names_fit(name))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "name"),
			"name \"%.40s\": expected a port's name with one "
			"%%d in it, or %%p or %%u, or %%m alone",
			name);
	if (name)
		l->name = strdup(name);
	else
		line_words(&default_name, "%s%%d", l->ops->type);
	if (!name)
		l->name = default_name.text;
	return l->name ? 0 : err_set(err, ENOMEM, "listen");
}

static int take_line(const struct args *args, struct listener *l,
		     struct err *err)
{
	struct line line = { 0 };

	args_line(args, &line);
	if (line.failed) {
		line_free(&line);
		return err_set(err, ENOMEM, "listen");
	}
	l->line = line.text;
	return 0;
}

static int check_endpoint(const struct args *args, const struct listener *l,
			  struct err *err)
{
	const struct address *a = &l->endpoint.address;
	const char *text = args_str(args, "address");

	if (args_has(args, "max_per_address") && a->any.sa_family == AF_UNIX)
		return err_say(
			err, EINVAL, "bad-value",
			args_word(args, "max_per_address"),
			"clients of \"%s\" have no addresses: use max_per_user",
			text);
	if (args_has(args, "max_per_user") && a->any.sa_family != AF_UNIX)
		return err_say(
			err, EINVAL, "bad-value",
			args_word(args, "max_per_user"),
			"clients of \"%s\" have no users: use max_per_address",
			text);
	if (a->any.sa_family != AF_UNIX && !strstr(l->name, "%d") &&
	    !client_names_has_mac(l->name))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "name"),
			"name \"%s\": clients of \"%s\" have no path and "
			"no user; expected %%d or %%m",
			l->name, text);
	return 0;
}

static int check_same(const struct app *app, const struct args *args,
		      const struct listener *l, const struct listener *there,
		      struct err *err)
{
	if (args_has(args, "--may-exist") && listeners_are_equal(app, l, there))
		return 0;
	return err_say(err, EEXIST, "in-use", args_word(args, "address"),
		       "\"%s\" has a listener already: %.120s",
		       args_str(args, "address"), there->line);
}

static int configure(const struct app *app, const struct args *args,
		     struct listener *l, struct err *err)
{
	int ret = port_parse_endpoint(args, "address", &l->endpoint, err);

	port_parse_implied(args, &l->implied, &l->mtu);
	l->max = (uint32_t)args_uint(args, "max", MAX_DEFAULT);
	l->max_per_address = (uint32_t)args_uint(args, "max_per_address",
						 l->max_per_address);
	l->max_per_user =
		(uint32_t)args_uint(args, "max_per_user", (l->max + 1) / 2);
	l->mtu = (uint32_t)args_uint(args, "mtu", l->mtu);
	if (!ret)
		ret = take_name(args, l, err);
	if (!ret)
		ret = take_line(args, l, err);
	if (!ret && l->ops->check) {
		ret = l->ops->check(l, args_str(args, "address"), err);
		if (ret)
			err->word = args_word(args, err->key);
	}
	if (!ret)
		ret = check_endpoint(args, l, err);
	if (!ret && args_has(args, "backup_port"))
		ret = err_say(err, EINVAL, "bad-value",
			      args_word(args, "backup_port"),
			      "the ports of clients cannot have a backup_port");
	return ret ? ret : port_options_check(app, args, PORT_NONE, err);
}

int cmd_port_listen(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct listener *l = listener_new(kind_of(args));
	const struct listener *there;
	int ret;

	if (!l)
		return err_set(err, ENOMEM, "listen");
	command_note_vlans(app, args, answer);
	ret = configure(app, args, l, err);
	there = ret ? NULL : listeners_find(app, l->ops, &l->endpoint.address);
	if (there) {
		ret = check_same(app, args, l, there, err);
		listener_free(l);
		return ret;
	}
	if (!ret) {
		ret = listeners_add(app, l, err);
		if (ret)
			err->word = args_word(args, "address");
	}
	if (ret) {
		listener_free(l);
		return ret;
	}
	/* A tunnel's VLAN has its EtherType before the first client comes, and
	 * in a candidate, where no client comes. */
	port_role_apply(app, args, &(struct portset){ 0 });
	if (app->io)
		log_info("%s %s: accepts clients", l->ops->type,
			 args_str(args, "address"));
	return 0;
}

int cmd_port_listen_show(struct app *app, const struct args *args,
			 struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	char text[ADDRESS_TEXT_SIZE];
	const struct listener *l;

	(void)args;
	(void)err;
	writer_begin_array(out, NULL);
	TAILQ_FOREACH(l, &app->listeners, list) {
		writer_begin_object(out, NULL);
		writer_str(out, "type", l->ops->type);
		writer_str(out, "address",
			   address_format(&l->endpoint.address, text));
		writer_str(out, "state", l->open ? "listening" : "not-present");
		writer_str(out, "name", l->name);
		writer_uint(out, "ports", l->ports);
		writer_uint(out, "max", l->max);
		writer_uint(out, "accepted", l->accepted);
		writer_uint(out, "rejected", l->rejected);
		writer_end_object(out);
	}
	writer_end_array(out);
	return 0;
}

int cmd_port_listen_del(struct app *app, const struct args *args,
			struct answer *answer, struct err *err)
{
	const char *text = args_str(args, "address");
	struct listener *l = NULL;
	struct address address;
	int ret = address_parse(text, &address, err);

	if (ret) {
		err->word = args_word(args, "address");
		return ret;
	}
	address_trim_slashes(&address); /* only directories end with one */
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !l; i++)
		l = listeners_find(app, kinds[i], &address);
	if (!l && args_has(args, "--if-exists"))
		return 0;
	if (!l)
		return err_say(err, ENOENT, "no-such-listener",
			       args_word(args, "address"),
			       "there is no listener at \"%s\": \"port listen "
			       "show\" lists them",
			       text);
	if (app->io)
		log_info("%s %s: accepts no more clients", l->ops->type, text);
	listeners_schedule_del(app, l);
	port_run_removals(app, args, answer);
	return 0;
}
