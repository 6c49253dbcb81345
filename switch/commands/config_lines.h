/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings as lines of a configuration file. */
#ifndef COMMANDS_CONFIG_LINES_H
#define COMMANDS_CONFIG_LINES_H

#include "app.h"
#include "base/line.h"

struct switch_settings;

/** port_line() - "port add NAME TYPE ..." with what a port of its kind is told */
void port_line(const struct port *port, struct line *line);

/**
 * port_whole_line() - And with its role and settings, but for the backup port
 *
 * Return: whether that says its whole part in VLANs
 */
bool port_whole_line(const struct app *app, const struct port *port,
		     struct line *line);

/** vlan_line() - "vlan set VID ..." with what differs from @usual */
void vlan_line(vlan_id vid, const struct vlan_settings *settings,
	       const struct vlan_settings *usual, struct line *line);

/** switch_line() - "switch set ..." with what differs from @usual */
void switch_line(const struct switch_settings *settings,
		 const struct switch_settings *usual, struct line *line);

#endif /* COMMANDS_CONFIG_LINES_H */
