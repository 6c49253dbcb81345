/* SPDX-License-Identifier: BSD-2-Clause */
/* config show, config reload */
#include <errno.h>

#include "commands/commands.h"
#include "control/server.h"
#include "port/listener.h"
#include "ports.h"
#include "reload.h"
#include "switch_settings.h"

/* Takes the line's text over into the answer. */
static void show_line(struct line *line, struct writer *out)
{
	if (line->failed)
		out->failed = true;
	else
		writer_str(out, NULL, line->text);
	line_free(line);
}

static void show_switch(const struct app *app, struct writer *out)
{
	const struct switch_settings usual = switch_settings_defaults();
	const struct switch_settings settings = switch_settings_get(app);
	struct line line = { 0 };

	if (switch_settings_equal(&settings, &usual))
		return;
	switch_line(&settings, &usual, &line);
	show_line(&line, out);
}

static void show_vlan(const struct bridge *br, vlan_id vid, struct writer *out)
{
	static const struct vlan_settings usual;
	const struct vlan_settings settings = vlan_settings_get(br, vid);
	struct line line = { 0 };

	if (vlan_settings_equal(&settings, &usual))
		return;
	vlan_line(vid, &settings, &usual, &line);
	show_line(&line, out);
}

static void show_vids(const char *verb, const struct vids *vids,
		      const struct port *port, const char *flags,
		      struct writer *out)
{
	char text[VIDS_TEXT_SIZE];
	struct line line = { 0 };

	if (vids_empty(vids))
		return;
	line_words(&line, "vlan %s %s port %s%s", verb, vids_format(vids, text),
		   port->name, flags);
	show_line(&line, out);
}

/* What a new port would not have: that is in the default VLAN, untagged. */
static void show_memberships(const struct app *app, const struct port *port,
			     struct writer *out)
{
	const vlan_id usual = app->bridge->vlan_default_pvid;
	struct vids left = { { 0 } }, tagged = { { 0 } }, untagged = { { 0 } },
		    pvid = { { 0 } };
	struct vlan_port vp;
	bool is_untagged;

	vlan_port_get(app->bridge, port->no, &vp);
	is_untagged = vids_has(&vp.untagged, vp.pvid);
	VIDS_FOREACH(&vp.members, vid)
		if (vid != vp.pvid)
			vids_add(vids_has(&vp.untagged, vid) ? &untagged
							     : &tagged,
				 vid);
	if (usual != VLAN_NONE && !vids_has(&vp.members, usual))
		vids_add(&left, usual);
	if (vp.pvid != VLAN_NONE && !(vp.pvid == usual && is_untagged))
		vids_add(&pvid, vp.pvid);
	show_vids("del", &left, port, "", out);
	show_vids("add", &tagged, port, "", out);
	show_vids("add", &untagged, port, " untagged", out);
	show_vids("add", &pvid, port, is_untagged ? " pvid untagged" : " pvid",
		  out);
}

static void show_port(const struct app *app, const struct port *port,
		      struct writer *out)
{
	struct line line = { 0 };

	port_line(port, &line);
	port_settings_words(&app->bridge->port[port->no].settings, &line);
	show_line(&line, out);
	show_memberships(app, port, out);
	if (!port->up) {
		line_words(&line, "port set %s down", port->name);
		show_line(&line, out);
	}
}

/* When all ports are there. */
static void show_backup(const struct app *app, const struct port *port,
			struct writer *out)
{
	port_no backup = app->bridge->port[port->no].settings.backup;
	struct line line = { 0 };

	if (backup == PORT_NONE || port->listener ||
	    app->ports[backup]->listener)
		return;
	line_words(&line, "port set %s backup_port %s", port->name,
		   app_port_name(app, backup));
	show_line(&line, out);
}

static void show_station(const struct app *app, const struct fdb_entry *e,
			 struct writer *out)
{
	struct line line = { 0 };
	char text[MAC_TEXT_SIZE];

	if (app->ports[e->port]->listener)
		return;
	line_words(&line, "fdb add %s port %s", mac_format(e->mac, text),
		   app_port_name(app, e->port));
	/* While VLANs are on, no VLAN named is all of the port's. */
	if (e->vid != VLAN_NONE || app->bridge->vlan_filtering)
		line_words(&line, "vlan %u", e->vid);
	line_words(&line, "%s", fdb_state_word(e->state));
	show_line(&line, out);
}

/* Stations entered by hand may be many, so they come in pieces. */
static int show_stations(struct app *app, const struct args *args,
			 struct answer *answer, struct err *err)
{
	const struct fdb_filter by_hand = { .states = FDB_CONFIGURED };
	struct writer *out = &answer->out;
	size_t slots = SHOW_SLOTS;
	struct fdb_entry e;

	(void)args;
	(void)err;
	while (out->len < SERVER_OUT_SIZE &&
	       fdb_next(app->bridge->fdb, by_hand, app->now_ms, &answer->cursor,
			&slots, &e))
		show_station(app, &e, out);
	if (!slots || out->len >= SERVER_OUT_SIZE)
		return ANSWER_MORE;
	writer_end_array(out);
	return ANSWER_DONE;
}

/* Not the ports of their clients, who bring them along. */
static void show_listeners(const struct app *app, struct writer *out)
{
	const struct listener *l;

	TAILQ_FOREACH(l, &app->listeners, list)
		writer_str(out, NULL, l->line);
}

/* So do ports, one in each: it may be in many VLANs.  The cursor is the next. */
static int show_ports(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;

	(void)args;
	(void)err;
	while (answer->cursor <= PORT_MAX) {
		const struct port *port = app->ports[answer->cursor++];

		if (!port || port->listener)
			continue;
		show_port(app, port, out);
		return ANSWER_MORE;
	}
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		show_backup(app, p, out);
	show_listeners(app, out);
	answer->cursor = 0;
	answer->more = show_stations;
	return ANSWER_MORE;
}

int cmd_config_show(struct app *app, const struct args *args,
		    struct answer *answer, struct err *err)
{
	struct writer *out = &answer->out;

	(void)args;
	(void)err;
	writer_begin_array(out, NULL);
	show_switch(app, out);
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++)
		show_vlan(app->bridge, vid, out);
	answer->cursor = 1;
	answer->more = show_ports;
	return 0;
}

static int reload_more(struct app *app, const struct args *args,
		       struct answer *answer, struct err *err)
{
	int ret;

	(void)args;
	if (!reload_is_done(app->reload, (unsigned int)answer->cursor, &ret,
			    err))
		return ANSWER_LATER;
	return ret ? ret : ANSWER_DONE;
}

int cmd_config_reload(struct app *app, const struct args *args,
		      struct answer *answer, struct err *err)
{
	(void)args;
	if (!app->reload)
		return err_say(err, EINVAL, "not-in-a-file", 1,
			       "a file cannot apply itself");
	answer->cursor = reload_ask(app->reload);
	answer->more = reload_more;
	return 0;
}
