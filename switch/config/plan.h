/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What has to change for a switch to be as a file says: a list, made by comparing
 * the two.  Making it changes nothing.
 *
 * The list is in the order of enum change_kind, in which it is applied and shown.
 */
#ifndef CONFIG_PLAN_H
#define CONFIG_PLAN_H

#include "app.h"
#include "base/line.h"
#include "config/config.h"
#include "config/match.h"

/** enum change_kind - What one change is about */
enum change_kind {
	CHANGE_LISTENER_REMOVE,
	CHANGE_LISTENER_SET,
	CHANGE_PORT_REMOVE,
	CHANGE_SWITCH_SET,
	CHANGE_VLAN_SET,
	CHANGE_PORT_RENAME,
	CHANGE_PORT_SET,		/* device, settings, part in VLANs */
	CHANGE_PORT_ADD,
	CHANGE_LISTENER_ADD,
	CHANGE_PORT_UP,			/* or down */
	CHANGE_FDB_SET,			/* configured entries; all are set at once */
};

/**
 * struct change - One of them
 * @wanted:	Number of the port in the candidate; PORT_NONE for none
 * @port:	The running one that stands for it, or that is removed
 * @listener:	The running one
 * @wanted_listener: The candidate's
 * @vid:	Of CHANGE_VLAN_SET
 * @is_done:	By what may fail, see apply.c
 * @detached:	Then, of a port that is removed
 * @text:	What it is, for people: "port p1: mtu 1400 -> 9000"
 */
struct change {
	enum change_kind kind;
	port_no wanted;
	struct port *port;
	struct listener *listener;
	struct listener *wanted_listener;
	vlan_id vid;
	bool is_done;
	struct detached *detached;
	struct line text;
};

/**
 * struct plan - All of them
 * @config:	The file; its @candidate is the switch that it describes
 * @keep:	What the file does not name stays
 * @changes:	@n of them
 * @fdb_added, @fdb_removed: How many configured entries differ
 * @failed:	Memory was short; then @spare is written to
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
 * plan_new() - Compare a switch with what a file says, which is parsed
 * @keep:	Nothing is removed but what is in the way of what the file names
 *
 * Good until either of the two is changed by somebody else.  Return: NULL without
 * memory
 */
struct plan *plan_new(struct config *config, struct app *app, bool keep);

/**
 * plan_apply() - Make the switch so, once
 *
 * Return: 0; or a negative errno with @err set, and the switch is as it was
 */
int plan_apply(struct plan *plan, struct err *err);

/** plan_free() - Takes NULL */
void plan_free(struct plan *plan);

#endif /* CONFIG_PLAN_H */
