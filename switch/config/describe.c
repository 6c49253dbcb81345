/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/describe.h"

#include <string.h>

#include "port/listener.h"
#include "ports.h"
#include "settings/lines.h"
#include "settings/port_options.h"
#include "settings/port_role.h"
#include "settings/switch_settings.h"

static struct args *parse(const struct grammar *g, const struct line *line)
{
	struct args *args = NULL;
	struct err ignored;

	if (line->text && !line->failed)
		grammar_parse(g->commands, g->count, line->text, line->len,
			      &args, &ignored);
	return args;
}

static void begin_part(struct line *parts)
{
	if (parts->text)
		line_append(parts, ",");
}

/* Appends the differences between two lines of the same command; frees both. */
static void add_changes(const struct grammar *g, struct line *before,
			struct line *after, struct line *parts)
{
	struct args *was = parse(g, before);
	struct args *is = parse(g, after);
	struct line changes = { 0 };

	if (was && is)
		args_changes(was, is, &changes);
	if (changes.text) {
		begin_part(parts);
		line_words(parts, "%s", changes.text);
	}
	parts->failed |= changes.failed || !was || !is;
	line_free(&changes);
	args_free(was);
	args_free(is);
	line_free(before);
	line_free(after);
}

/* Appends @parts to @text; frees them. */
static void put(struct line *text, struct line *parts)
{
	if (parts->text)
		line_words(text, "%s", parts->text);
	text->failed |= parts->failed || !parts->text;
	line_free(parts);
}

void describe_switch(const struct grammar *g, const struct switch_settings *is,
		     const struct switch_settings *to_be, struct line *text)
{
	struct line before = { 0 }, after = { 0 }, parts = { 0 };

	switch_line(is, to_be, &before);
	switch_line(to_be, is, &after);
	add_changes(g, &before, &after, &parts);
	line_words(text, "switch:");
	put(text, &parts);
}

void describe_vlan(const struct grammar *g, vlan_id vid,
		   const struct vlan_settings *is,
		   const struct vlan_settings *to_be, struct line *text)
{
	struct line before = { 0 }, after = { 0 }, parts = { 0 };

	vlan_line(vid, is, to_be, &before);
	vlan_line(vid, to_be, is, &after);
	add_changes(g, &before, &after, &parts);
	line_words(text, "vlan %u:", vid);
	put(text, &parts);
}

static void add_vids(const char *what, const struct vids *before,
		     const struct vids *after, struct line *parts)
{
	char was[VIDS_TEXT_SIZE], is[VIDS_TEXT_SIZE];

	if (vids_equal(before, after))
		return;
	vids_format(before, was);
	vids_format(after, is);
	begin_part(parts);
	line_words(parts, "%s %s -> %s", what, *was ? was : "none",
		   *is ? is : "none");
}

/* Memberships that no role describes */
static void add_memberships(const struct vlan_port *before,
			    const struct vlan_port *after, struct line *parts)
{
	add_vids("vlan", &before->members, &after->members, parts);
	add_vids("untagged vlan", &before->untagged, &after->untagged, parts);
	if (before->pvid == after->pvid)
		return;
	begin_part(parts);
	line_words(parts, "pvid %u -> %u", before->pvid, after->pvid);
}

/**
 * struct side - A port in one of two switches
 * @rest:	The settings that are not in @line yet
 * @line:	Keywords and values so far
 */
struct side {
	const struct app *app;
	const struct port *port;
	struct port_settings rest;
	struct line line;
};

static struct side side_of(const struct app *app, const struct port *port)
{
	return (struct side){
		.app = app,
		.port = port,
		.rest = app->bridge->port[port->no].settings,
	};
}

/* Return: whether all its memberships are described */
static bool add_role(struct side *side)
{
	return port_role_words(side->app->bridge, side->port->no, &side->rest,
			       &side->line);
}

/* Beside a role, which may have an "accept" of its own, the default is not
 * given: a line has one "accept" at most. */
static void add_accept(struct side *side)
{
	if (side->rest.accept != VLAN_ACCEPT_ALL)
		line_words(&side->line, "accept %s",
			   vlan_accept_word(side->rest.accept));
	side->rest.accept = VLAN_ACCEPT_ALL;
}

/* Roles if both ports have one, otherwise memberships */
static void add_roles(struct side *is, struct side *to_be, struct line *parts)
{
	struct side was = *is, will_be = *to_be;
	struct vlan_port before, after;
	bool are_described;

	was.line = will_be.line = (struct line){ 0 };
	are_described = add_role(&was);
	are_described = add_role(&will_be) && are_described;
	if (was.line.text || will_be.line.text) {
		add_accept(&was);
		add_accept(&will_be);
	}
	if (are_described) {
		is->rest = was.rest;
		to_be->rest = will_be.rest;
		if (was.line.text)
			line_words(&is->line, "%s", was.line.text);
		if (will_be.line.text)
			line_words(&to_be->line, "%s", will_be.line.text);
	} else {
		vlan_port_get(is->app->bridge, is->port->no, &before);
		vlan_port_get(to_be->app->bridge, to_be->port->no, &after);
		add_memberships(&before, &after, parts);
	}
	parts->failed |= was.line.failed || will_be.line.failed;
	line_free(&was.line);
	line_free(&will_be.line);
}

static const char *backup_of(const struct side *side)
{
	const port_no no =
		side->app->bridge->port[side->port->no].settings.backup;

	return no == PORT_NONE ? "none" : app_port_name(side->app, no);
}

/* Compares ports and not names, because a backup port may have been renamed. */
static void add_backups(const struct plan *plan, struct side *is,
			struct side *to_be)
{
	const port_no wanted =
		to_be->app->bridge->port[to_be->port->no].settings.backup;
	const struct port *live =
		wanted == PORT_NONE ? NULL : plan->match.live[wanted];
	const port_no to_stand_in = live ? live->no : PORT_NONE;

	if ((live || wanted == PORT_NONE) &&
	    to_stand_in == is->app->bridge->port[is->port->no].settings.backup)
		return;
	line_words(&is->line, "backup_port %s", backup_of(is));
	line_words(&to_be->line, "backup_port %s", backup_of(to_be));
}

void describe_port_set(const struct plan *plan, const struct port *live,
		       const struct port *wanted, struct line *text)
{
	const bool is_changed =
		plan->match.likeness[wanted->no] == PORT_CHANGED;
	struct side is = side_of(plan->app, live);
	struct side to_be = side_of(plan->candidate, wanted);
	struct line parts = { 0 };

	port_line(live, &is.line);
	port_line(is_changed ? wanted : live, &to_be.line);
	add_roles(&is, &to_be, &parts);
	port_settings_words(&is.rest, &to_be.rest, &is.line);
	port_settings_words(&to_be.rest, &is.rest, &to_be.line);
	add_backups(plan, &is, &to_be);
	add_changes(plan->app->grammar, &is.line, &to_be.line, &parts);
	if (!parts.text && is_changed) /* the line has no secret */
		line_words(&parts, "another secret in secret_file");
	text->failed |= parts.failed;
	if (!parts.text)
		return;
	line_words(text, "port %s:", wanted->name);
	put(text, &parts);
}

void describe_port_added(const struct app *candidate, const struct port *port,
			 struct line *text)
{
	struct vlan_port defaults = {
		.pvid = candidate->bridge->vlan_default_pvid
	};
	struct line line = { 0 };
	struct vlan_port vp;
	const bool is_whole = port_full_line(candidate, port, &line);
	const size_t head = strlen("port add ") + strlen(port->name) + 1;

	line_words(text, "port %s: added, %s", port->name,
		   line.failed ? "" : line.text + head);
	if (!is_whole) {
		if (defaults.pvid != VLAN_NONE) {
			vids_add(&defaults.members, defaults.pvid);
			vids_add(&defaults.untagged, defaults.pvid);
		}
		vlan_port_get(candidate->bridge, port->no, &vp);
		add_memberships(&defaults, &vp, text);
	}
	if (!port->up)
		line_append(text, ", down");
	text->failed |= line.failed;
	line_free(&line);
}

void describe_fdb_entry(const struct app *app, const struct fdb_entry *e,
			const char *how, struct line *text)
{
	char mac[MAC_TEXT_SIZE];

	line_words(text, "fdb: %s port %s", mac_format(e->mac, mac),
		   app_port_name(app, e->port));
	if (e->vid != VLAN_NONE)
		line_words(text, "vlan %u", e->vid);
	line_words(text, "%s %s", fdb_state_word(e->state), how);
}

/* What a marker selects; without the program, which says nothing to people,
 * unless there is nothing else */
static void add_selection(const struct marker *m, struct line *line)
{
	const struct filter shown = { m->filter.text,
				      m->filter.text ? NULL : m->filter.bpf };

	if (*m->ports)
		line_words(line, "port %s", m->ports);
	filter_words(&shown, line);
}

static void add_marker_changes(const struct grammar *g, const struct marker *is,
			       const struct marker *to_be, struct line *text)
{
	struct line before = { 0 }, after = { 0 }, parts = { 0 };

	line_words(&before, "marker add %s", is->name);
	line_words(&after, "marker add %s", to_be->name);
	add_selection(is, &before);
	add_selection(to_be, &after);
	add_changes(g, &before, &after, &parts);
	if (!parts.text)
		line_words(&parts, "another program in bpf");
	put(text, &parts);
}

void describe_marker(const struct grammar *g, const struct marker *is,
		     const struct marker *to_be, struct line *text)
{
	struct line selection = { 0 };

	line_words(text, "marker %s:", is ? is->name : to_be->name);
	if (is && to_be) {
		add_marker_changes(g, is, to_be, text);
		return;
	}
	line_words(text, is ? "removed" : "added");
	if (to_be)
		add_selection(to_be, &selection);
	if (!selection.text)
		return;
	line_append(text, ",");
	put(text, &selection);
}

/* Its line behind the name; without the program, as above */
static void add_mirror_words(const struct mirror *m, struct line *text)
{
	const size_t head = strlen("mirror add ") + strlen(m->name) + 1;
	struct mirror shown = *m;
	struct line line = { 0 };

	if (m->filter.text)
		shown.filter.bpf = NULL;
	mirror_line(&shown, &line);
	line_words(text, "%s", line.failed ? "" : line.text + head);
	text->failed |= line.failed;
	line_free(&line);
}

void describe_mirror(const struct mirror *is, const struct mirror *to_be,
		     struct line *text)
{
	line_words(text, "mirror %s:", is ? is->name : to_be->name);
	if (!to_be) {
		line_words(text, "removed");
		return;
	}
	if (is)
		add_mirror_words(is, text);
	line_words(text, is ? "->" : "added,");
	add_mirror_words(to_be, text);
}

static void begin_listener(const struct listener *l, struct line *text)
{
	char address[ADDRESS_TEXT_SIZE];

	line_words(text, "%s %s:", l->ops->type,
		   address_format(&l->endpoint.address, address));
}

void describe_listener_added(const struct listener *l, struct line *text)
{
	begin_listener(l, text);
	line_words(text, "added");
}

void describe_listener_removed(const struct listener *l, struct line *text)
{
	begin_listener(l, text);
	line_words(text, "removed");
}

void describe_listener_set(const struct grammar *g, const struct listener *is,
			   const struct listener *to_be, struct line *text)
{
	struct line before = { 0 }, after = { 0 }, parts = { 0 };

	line_append(&before, is->line);
	line_append(&after, to_be->line);
	add_changes(g, &before, &after, &parts);
	if (!parts.text)
		line_words(&parts, "another secret in secret_file");
	begin_listener(is, text);
	put(text, &parts);
}
