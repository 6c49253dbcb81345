/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of changes that make a running switch equal to what a file
 * describes.  Making the list changes nothing.
 *
 * It is sorted by enum change_kind, and is shown in this order.  What may fail
 * is done first, see config/apply.c; the rest is done in this order.
 */
#ifndef CONFIG_PLAN_H
#define CONFIG_PLAN_H

#include "app.h"
#include "base/line.h"
#include "config/config.h"
#include "config/match.h"

/** enum change_kind - Kinds of changes */
enum change_kind {
	CHANGE_LISTENER_REMOVE,
	CHANGE_PORT_REMOVE,
	CHANGE_SWITCH_SET,
	CHANGE_VLAN_SET,
	CHANGE_LISTENER_SET,		/* clients join the new default VLAN */
	CHANGE_PORT_RENAME,
	CHANGE_PORT_SET,		/* device, settings, VLANs */
	CHANGE_PORT_ADD,
	CHANGE_LISTENER_ADD,
	CHANGE_PORT_UP,			/* or down */
	CHANGE_FDB_SET,			/* configured entries, all at once */
	CHANGE_MARKER_SET,		/* added, removed or replaced */
	CHANGE_MIRROR_SET,		/* likewise */
};

/**
 * struct change - One change
 * @wanted:	Number of the port in the candidate; PORT_NONE if it has none
 * @port:	The running port; of an added one, once it is open
 * @listener:	The running listener
 * @wanted_listener: The listener of the candidate
 * @marker:	The running marker; NULL if it is new
 * @wanted_marker: The marker of the candidate; NULL if it is to be removed
 * @mirror, @wanted_mirror: Likewise
 * @vid:	For CHANGE_VLAN_SET
 * @is_done:	It was made by apply.c, and can be undone
 * @detached:	The removed port, if apply.c has detached it
 * @text:	Description for people: "port p1: mtu 1400 -> 9000"
 */
struct change {
	enum change_kind kind;
	port_no wanted;
	struct port *port;
	struct listener *listener;
	struct listener *wanted_listener;
	struct marker *marker;
	struct marker *wanted_marker;
	struct mirror *mirror;
	struct mirror *wanted_mirror;
	vlan_id vid;
	bool is_done;
	struct detached *detached;
	struct line text;
};

/**
 * struct plan - All changes
 * @config:	The file
 * @candidate:	The switch that the file describes
 * @keep:	What the file does not name is kept
 * @changes:	The list; @n changes, and room for @size
 * @fdb_added, @fdb_removed: Numbers of configured fdb entries
 * @failed:	Memory was short; changes were written to @spare
 */
struct plan {
	struct app *app;
	struct config *config;
	struct app *candidate;
	bool keep;
	struct config_match match;
	struct change *changes;
	size_t n;
	size_t size;
	size_t fdb_added;
	size_t fdb_removed;
	bool failed;
	struct change spare;
};

/**
 * plan_new() - Compare a running switch with a file that is parsed
 * @keep:	Remove only what conflicts with something in the file
 *
 * The plan is valid until one of the two is changed otherwise.  Return: NULL if
 * memory is short
 */
struct plan *plan_new(struct config *config, struct app *app, bool keep);

/**
 * plan_apply() - Make all changes; once only
 *
 * Return: 0, or a negative errno with @err set and the switch unchanged
 */
int plan_apply(struct plan *plan, struct err *err);

/** plan_free() - Takes NULL */
void plan_free(struct plan *plan);

#endif /* CONFIG_PLAN_H */
