/* SPDX-License-Identifier: BSD-2-Clause */
/* fdb add, del, show, flush */
#include <errno.h>

#include "commands/commands.h"
#include "control/server.h"

static vlan_id vlan_of(const struct args *args)
{
	return (vlan_id)args_uint(args, "vlan", VLAN_NONE);
}

int command_fdb_filter(const struct app *app, const struct args *args,
		       unsigned int states, struct fdb_filter *filter,
		       struct err *err)
{
	struct port *port;
	int ret = command_port(app, args, &port, err);

	if (ret)
		return ret;
	*filter = (struct fdb_filter){
		.port = port ? port->no : PORT_NONE,
		.any_vid = !args_has(args, "vlan"),
		.vid = vlan_of(args),
		.states = states,
	};
	for (unsigned int i = 0; i < FDB_STATE_COUNT; i++)
		if (args_has(args, fdb_state_word((enum fdb_state)i)))
			filter->states = 1u << i;
	return 0;
}

static enum fdb_state state_of(const struct args *args)
{
	if (args_has(args, "sticky"))
		return FDB_STICKY;
	return args_has(args, "local") ? FDB_LOCAL : FDB_STATIC;
}

int cmd_fdb_add(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct fdb_entry e = {
		.vid = vlan_of(args),
		.state = state_of(args),
		.heard_ms = app->now_ms,
	};
	struct port *port;
	int ret = command_port(app, args, &port, err);

	(void)answer;
	if (ret)
		return ret;
	args_mac(args, "mac", &e.mac);
	if (mac_is_group(e.mac) || mac_is_zero(e.mac))
		return err_say(err, EINVAL, "bad-value", args_word(args, "mac"),
			       "\"%s\" is no station's address",
			       args_str(args, "mac"));
	e.port = port->no;
	if (fdb_put(app->bridge->fdb, &e))
		return err_set(err, ENOMEM, "add \"%s\"",
			       args_str(args, "mac"));
	return 0;
}

int cmd_fdb_del(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct mac mac = { { 0 } };

	(void)answer;
	args_mac(args, "mac", &mac);
	if (!fdb_remove(app->bridge->fdb, vlan_of(args), mac))
		return err_say(
			err, ENOENT, "no-such-station", args_word(args, "mac"),
			"station \"%s\" is not known", args_str(args, "mac"));
	return 0;
}

static void show_entry(const struct app *app, const struct fdb_entry *e,
		       struct writer *out)
{
	writer_begin_object(out, NULL);
	writer_mac(out, "mac", e->mac);
	writer_uint(out, "vlan", e->vid);
	writer_str(out, "port", app_port_name(app, e->port));
	writer_str(out, "state", fdb_state_word(e->state));
	writer_int(out, "age_ms", app->now_ms - e->heard_ms);
	writer_end_object(out);
}

/* A port may go while its list is being read: then there is no more to it. */
static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	size_t slots = SHOW_SLOTS;
	struct fdb_filter filter;
	struct fdb_entry e;

	if (!command_fdb_filter(app, args, FDB_ANY_STATE, &filter, err)) {
		while (out->len < SERVER_OUT_SIZE &&
		       fdb_next(app->bridge->fdb, filter, app->now_ms,
				&answer->cursor, &slots, &e))
			show_entry(app, &e, out);
		if (!slots || out->len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
	}
	writer_end_array(out);
	return ANSWER_DONE;
}

static void show_one(struct app *app, const struct args *args, struct mac mac,
		     struct fdb_filter filter, struct writer *out)
{
	struct fdb_entry e;

	if (fdb_lookup(app->bridge->fdb, vlan_of(args), mac, app->now_ms, &e) &&
	    (filter.states >> e.state & 1) &&
	    (filter.port == PORT_NONE || filter.port == e.port))
		show_entry(app, &e, out);
	writer_end_array(out);
}

int cmd_fdb_show(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct fdb_filter filter;
	struct mac mac;
	int ret = command_fdb_filter(app, args, FDB_ANY_STATE, &filter, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	if (args_mac(args, "mac", &mac))
		show_one(app, args, mac, filter, &answer->out);
	else
		answer->more = show_more;
	return 0;
}

int cmd_fdb_flush(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct fdb_filter filter;
	int ret = command_fdb_filter(app, args, FDB_DYNAMIC, &filter, err);

	if (ret)
		return ret;
	writer_begin_object(&answer->out, NULL);
	writer_uint(&answer->out, "flushed",
		    fdb_flush(app->bridge->fdb, filter));
	writer_end_object(&answer->out);
	return 0;
}
