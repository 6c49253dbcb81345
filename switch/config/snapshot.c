/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/snapshot.h"

#include "port/listener.h"
#include "ports.h"
#include "settings/lines.h"
#include "settings/switch_settings.h"

#define FDB_AT_ONCE   256  /* lines */
#define SLOTS_AT_ONCE 4096 /* of the table, examined for these */

/* Appends a line to the text; frees the line. */
static void add(struct line *text, struct line *line)
{
	if (line->text)
		line_append(text, line->text);
	line_append(text, "\n");
	text->failed |= line->failed;
	line_free(line);
}

static void add_switch(const struct app *app, struct line *text)
{
	const struct switch_settings defaults = switch_settings_defaults();
	const struct switch_settings settings = switch_settings_get(app);
	struct line line = { 0 };

	if (switch_settings_equal(&settings, &defaults))
		return;
	switch_line(&settings, &defaults, &line);
	add(text, &line);
}

static void add_vlans(const struct bridge *br, struct line *text)
{
	static const struct vlan_settings defaults;

	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		const struct vlan_settings settings =
			vlan_settings_get(br, vid);
		struct line line = { 0 };

		if (vlan_settings_equal(&settings, &defaults))
			continue;
		vlan_line(vid, &settings, &defaults, &line);
		add(text, &line);
	}
}

static void add_vids(const char *verb, const struct vids *vids,
		     const struct port *port, const char *flags,
		     struct line *text)
{
	char list[VIDS_TEXT_SIZE];
	struct line line = { 0 };

	if (vids_empty(vids))
		return;
	line_words(&line, "vlan %s %s port %s%s", verb, vids_format(vids, list),
		   port->name, flags);
	add(text, &line);
}

/* Memberships that are no role: the differences from a new port, which is an
 * untagged member of the default VLAN. */
static void add_memberships(const struct app *app, const struct port *port,
			    struct line *text)
{
	const vlan_id default_pvid = app->bridge->vlan_default_pvid;
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
	if (default_pvid != VLAN_NONE && !vids_has(&vp.members, default_pvid))
		vids_add(&left, default_pvid);
	if (vp.pvid != VLAN_NONE && !(vp.pvid == default_pvid && is_untagged))
		vids_add(&pvid, vp.pvid);
	add_vids("del", &left, port, "", text);
	add_vids("add", &tagged, port, "", text);
	add_vids("add", &untagged, port, " untagged", text);
	add_vids("add", &pvid, port, is_untagged ? " pvid untagged" : " pvid",
		 text);
}

static void add_port(const struct app *app, const struct port *port,
		     struct line *text)
{
	struct line line = { 0 };
	const bool is_whole = port_full_line(app, port, &line);

	add(text, &line);
	if (!is_whole)
		add_memberships(app, port, text);
	if (!port->up) {
		line_words(&line, "port set %s down", port->name);
		add(text, &line);
	}
}

static void add_backup(const struct app *app, const struct port *port,
		       struct line *text)
{
	port_no backup = app->bridge->port[port->no].settings.backup;
	struct line line = { 0 };

	if (backup == PORT_NONE || app->ports[backup]->listener)
		return;
	line_words(&line, "port set %s backup_port %s", port->name,
		   app_port_name(app, backup));
	add(text, &line);
}

static void add_station(const struct app *app, const struct fdb_entry *e,
			struct line *text)
{
	struct line line = { 0 };
	char mac[MAC_TEXT_SIZE];

	if (app->ports[e->port]->listener)
		return;
	line_words(&line, "fdb add %s port %s", mac_format(e->mac, mac),
		   app_port_name(app, e->port));
	/* While VLANs are on, a line without a VLAN means all VLANs of the
	 * port. */
	if (e->vid != VLAN_NONE || app->bridge->vlan_filtering)
		line_words(&line, "vlan %u", e->vid);
	line_words(&line, "%s", fdb_state_word(e->state));
	add(text, &line);
}

/* The next port that is not a client's, from @no on; NULL: none */
static const struct port *own_port(const struct app *app, size_t *no)
{
	for (; *no <= PORT_MAX; ++*no)
		if (app->ports[*no] && !app->ports[*no]->listener)
			return app->ports[(*no)++];
	return NULL;
}

static bool next_port(const struct app *app, size_t *cursor, struct line *text)
{
	const struct port *port = own_port(app, cursor);

	if (port)
		add_port(app, port, text);
	return port;
}

static void add_backups(const struct app *app, struct line *text)
{
	const struct port *port;
	size_t no = 1;

	while ((port = own_port(app, &no)))
		add_backup(app, port, text);
}

static void add_listeners(const struct app *app, struct line *text)
{
	const struct listener *l;

	TAILQ_FOREACH(l, &app->listeners, list) {
		line_append(text, l->line);
		line_append(text, "\n");
	}
}

static bool next_stations(const struct app *app, size_t *cursor,
			  struct line *text)
{
	const struct fdb_filter configured = { .states = FDB_CONFIGURED };
	size_t slots = SLOTS_AT_ONCE;
	struct fdb_entry e;

	for (int n = 0; n < FDB_AT_ONCE; n++) {
		if (!fdb_next(app->bridge->fdb, configured, app->now_ms, cursor,
			      &slots, &e))
			return !slots;
		add_station(app, &e, text);
	}
	return true;
}

static bool next_marker(const struct markers *markers, size_t *cursor,
			struct line *text)
{
	struct line line = { 0 };

	if (*cursor >= markers->n)
		return false;
	marker_line(markers->by[(*cursor)++], &line);
	add(text, &line);
	return true;
}

static bool next_mirror(const struct mirrors *mirrors, size_t *cursor,
			struct line *text)
{
	struct line line = { 0 };

	if (*cursor >= mirrors->n)
		return false;
	mirror_line(mirrors->by[(*cursor)++], &line);
	add(text, &line);
	return true;
}

/* Return: whether the part has more lines */
static bool write_part(struct snapshot *s, const struct app *app,
		       struct line *text)
{
	switch (s->part) {
	case SNAPSHOT_SWITCH:
		add_switch(app, text);
		return false;
	case SNAPSHOT_VLANS:
		add_vlans(app->bridge, text);
		return false;
	case SNAPSHOT_PORTS:
		return next_port(app, &s->cursor, text);
	case SNAPSHOT_BACKUPS:
		add_backups(app, text);
		return false;
	case SNAPSHOT_LISTENERS:
		add_listeners(app, text);
		return false;
	case SNAPSHOT_FDB:
		return next_stations(app, &s->cursor, text);
	case SNAPSHOT_MARKERS:
		return next_marker(&app->bridge->markers, &s->cursor, text);
	case SNAPSHOT_MIRRORS:
		return next_mirror(&app->bridge->mirrors, &s->cursor, text);
	case SNAPSHOT_DONE:
		break;
	}
	return false;
}

bool snapshot_next(struct snapshot *s, const struct app *app, struct line *text)
{
	if (!write_part(s, app, text)) {
		s->part++;
		s->cursor = 0;
	}
	return s->part != SNAPSHOT_DONE;
}
