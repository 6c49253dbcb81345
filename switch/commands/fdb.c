/* SPDX-License-Identifier: BSD-2-Clause */
/* fdb add, del, get, show, stats, flush */
#include <errno.h>

#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/show.h"
#include "control/server.h"
#include "ports.h"
#include "settings/vlan_values.h"

/* Most of 4,096 VLANs have no entry and need no look-up. */
static bool find_in(const struct app *app, vlan_id vid, struct mac mac,
		    struct fdb_entry *e)
{
	return fdb_has_vlan(app->bridge->fdb, vid) &&
	       fdb_lookup(app->bridge->fdb, vid, mac, app->now_ms, e);
}

bool command_find_station(const struct app *app, const struct vids *vids,
			  struct mac mac, const struct portset *on,
			  struct fdb_entry *e)
{
	VIDS_FOREACH(vids, vid)
		if (find_in(app, vid, mac, e) && portset_has(on, e->port))
			return true;
	return false;
}

/**
 * struct meant - Which entries a line means
 * @filter:	VLANs and states; also the port, if only one is meant
 * @ports:	The entries of these ports
 * @vids:	The VLANs to which @filter points
 */
struct meant {
	struct fdb_filter filter;
	struct portset ports;
	struct vids vids;
};

/**
 * meant_by() - Read [port P] [vlan V] [learned|locked|sticky|static|local]
 * @states:	States that are meant if the line names none
 */
static int meant_by(const struct app *app, const struct args *args,
		    unsigned int states, struct meant *meant, struct err *err)
{
	struct fdb_filter *filter = &meant->filter;
	int ret = command_ports(app, args, &meant->ports, err);

	if (ret)
		return ret;
	*filter = (struct fdb_filter){
		.vids = args_vids(args, "vlan", &meant->vids) ? &meant->vids
							      : NULL,
		.states = states,
	};
	if (portset_count(&meant->ports) == 1)
		filter->port = portset_next(&meant->ports, 1);
	for (unsigned int i = 0; i < FDB_STATE_COUNT; i++)
		if (args_has(args, fdb_state_word((enum fdb_state)i)))
			filter->states = 1u << i;
	if (args_has(args, "dynamic"))
		filter->states = FDB_DYNAMIC;
	return 0;
}

/* A static entry is sticky anyway; "dynamic sticky" is a sticky entry. */
static enum fdb_state state_of(const struct args *args)
{
	if (args_has(args, "local") || args_has(args, "permanent"))
		return FDB_LOCAL;
	if (args_has(args, "static"))
		return FDB_STATIC;
	if (args_has(args, "sticky"))
		return FDB_STICKY;
	return args_has(args, "dynamic") ? FDB_LEARNED : FDB_STATIC;
}

/* Like bridge(8): if the line names no VLAN, all VLANs of the port. */
static int vids_of(const struct app *app, const struct args *args,
		   const struct port *port, struct vids *vids, struct err *err)
{
	struct vlan_port vp;

	if (args_vids(args, "vlan", vids))
		return 0;
	*vids = (struct vids){ { 0 } };
	vids_add(vids, VLAN_NONE);
	if (!app->bridge->vlan_filtering)
		return 0;
	vlan_port_get(app->bridge, port->no, &vp);
	*vids = vp.members;
	if (!vids_empty(vids))
		return 0;
	return err_say(
		err, EINVAL, "no-such-vlan", args_word(args, "port"),
		"port \"%s\" is in no VLAN: add it with \"vlan add VIDS port "
		"%s\"",
		port->name, port->name);
}

int cmd_fdb_add(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct fdb_entry e = {
		.state = state_of(args),
		.heard_ms = app->now_ms,
	};
	struct port *port;
	struct vids vids;
	int ret = command_port(app, args, &port, err);

	(void)answer;
	if (ret)
		return ret;
	args_mac(args, "mac", &e.mac);
	if (mac_is_group(e.mac) || mac_is_zero(e.mac))
		return err_say(
			err, EINVAL, "bad-value", args_word(args, "mac"),
			"\"%s\" is zero or a group: expected the address of "
			"one station, as 02:00:00:00:00:01",
			args_str(args, "mac"));
	ret = vids_of(app, args, port, &vids, err);
	if (ret)
		return ret;
	e.port = port->no;
	VIDS_FOREACH(&vids, vid) {
		e.vid = vid;
		if (fdb_put(app->bridge->fdb, &e))
			return err_set(err, ENOMEM, "add \"%s\" to VLAN %u",
				       args_str(args, "mac"), vid);
	}
	return 0;
}

static int not_known(const struct args *args, struct err *err)
{
	return err_say(err, ENOENT, "no-such-station", args_word(args, "mac"),
		       "station \"%s\" is not known%s%s", args_str(args, "mac"),
		       args_has(args, "port") ? " on port " : "",
		       args_has(args, "port") ? args_str(args, "port") : "");
}

int cmd_fdb_del(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct vids vids = command_vids(args, "vlan");
	bool was_known = false;
	struct fdb_entry e;
	struct mac mac = { { 0 } };
	struct portset on;
	int ret = command_ports(app, args, &on, err);

	(void)answer;
	if (ret)
		return ret;
	args_mac(args, "mac", &mac);
	VIDS_FOREACH(&vids, vid)
		if (find_in(app, vid, mac, &e) && portset_has(&on, e.port))
			was_known |= fdb_remove(app->bridge->fdb, vid, mac);
	return was_known || args_has(args, "--if-exists")
		       ? 0
		       : not_known(args, err);
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

/* If a port is deleted while its entries are listed, the list ends. */
static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;
	size_t slots = SHOW_SLOTS;
	struct fdb_entry e;
	struct meant meant;

	if (!meant_by(app, args, FDB_ANY_STATE, &meant, err)) {
		while (out->len < SERVER_OUT_SIZE &&
		       fdb_next(app->bridge->fdb, meant.filter, app->now_ms,
				&answer->cursor, &slots, &e))
			if (portset_has(&meant.ports, e.port))
				show_entry(app, &e, out);
		if (!slots || out->len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
	}
	writer_end_array(out);
	return ANSWER_DONE;
}

static void show_one(struct app *app, const struct args *args, struct mac mac,
		     const struct meant *meant, struct writer *out)
{
	struct vids vids = command_vids(args, "vlan");
	struct fdb_entry e;

	VIDS_FOREACH(&vids, vid)
		if (find_in(app, vid, mac, &e) &&
		    (meant->filter.states >> e.state & 1) &&
		    portset_has(&meant->ports, e.port))
			show_entry(app, &e, out);
	writer_end_array(out);
}

int cmd_fdb_get(struct app *app, const struct args *args, struct answer *answer,
		struct err *err)
{
	struct vids vids = command_vids(args, "vlan");
	struct mac mac = { { 0 } };
	struct fdb_entry e;
	struct portset on;
	int ret = command_ports(app, args, &on, err);

	if (ret)
		return ret;
	args_mac(args, "mac", &mac);
	if (!command_find_station(app, &vids, mac, &on, &e))
		return not_known(args, err);
	show_entry(app, &e, &answer->out);
	return 0;
}

int cmd_fdb_show(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct meant meant;
	struct mac mac;
	int ret = meant_by(app, args, FDB_ANY_STATE, &meant, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	if (args_mac(args, "mac", &mac))
		show_one(app, args, mac, &meant, &answer->out);
	else
		answer->more = show_more;
	return 0;
}

void fdb_show_count(const struct fdb *fdb, port_no port, struct writer *out)
{
	struct fdb_count count = fdb_count(fdb, port);

	writer_uint(out, "learned", count.learned);
	writer_uint(out, "moved", count.moved);
	writer_uint(out, "aged", count.aged);
	writer_uint(out, "evicted", count.evicted);
	writer_uint(out, "refused", count.refused);
}

int cmd_fdb_stats(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	const struct fdb *fdb = app->bridge->fdb;
	struct writer *out = &answer->out;
	struct port *p = NULL;
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	writer_begin_array(out, NULL);
	while ((p = command_next_port(app, &ports, p))) {
		writer_begin_object(out, NULL);
		writer_str(out, "port", p->name);
		writer_uint(out, "fdb_used", fdb_on_port(fdb, p->no));
		fdb_show_count(fdb, p->no, out);
		writer_end_object(out);
	}
	writer_end_array(out);
	return 0;
}

int cmd_fdb_flush(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct meant meant;
	size_t flushed = 0;
	int ret = meant_by(app, args, FDB_DYNAMIC, &meant, err);

	if (ret)
		return ret;
	if (!args_has(args, "port"))
		flushed = fdb_flush(app->bridge->fdb, meant.filter);
	else
		PORTSET_FOREACH(&meant.ports, no) {
			meant.filter.port = no;
			flushed += fdb_flush(app->bridge->fdb, meant.filter);
		}
	writer_begin_object(&answer->out, NULL);
	writer_uint(&answer->out, "flushed", flushed);
	writer_end_object(&answer->out);
	return 0;
}
