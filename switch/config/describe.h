/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Describes changes for people, each in one line, with the keywords of
 * commands: "port p1: mtu 1400 -> 9000, learning on -> off".
 *
 * Nothing is written if nothing differs.
 */
#ifndef CONFIG_DESCRIBE_H
#define CONFIG_DESCRIBE_H

#include "config/plan.h"

struct listener;
struct grammar;
struct switch_settings;

void describe_switch(const struct grammar *g, const struct switch_settings *is,
		     const struct switch_settings *to_be, struct line *text);
void describe_vlan(const struct grammar *g, vlan_id vid,
		   const struct vlan_settings *is,
		   const struct vlan_settings *to_be, struct line *text);

/** describe_port_set() - Changes of its device, settings and VLANs */
void describe_port_set(const struct plan *plan, const struct port *live,
		       const struct port *wanted, struct line *text);
void describe_port_added(const struct app *candidate, const struct port *port,
			 struct line *text);

/** describe_fdb_entry() - @how: "added" or "removed" */
void describe_fdb_entry(const struct app *app, const struct fdb_entry *e,
			const char *how, struct line *text);

/** describe_marker() - @is or @to_be is NULL if it is added or removed */
void describe_marker(const struct grammar *g, const struct marker *is,
		     const struct marker *to_be, struct line *text);

/** describe_mirror() - Likewise */
void describe_mirror(const struct mirror *is, const struct mirror *to_be,
		     struct line *text);

void describe_listener_added(const struct listener *l, struct line *text);
void describe_listener_removed(const struct listener *l, struct line *text);
void describe_listener_set(const struct grammar *g, const struct listener *is,
			   const struct listener *to_be, struct line *text);

#endif /* CONFIG_DESCRIBE_H */
