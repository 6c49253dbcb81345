/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings as lines of a configuration file. */
#ifndef SETTINGS_LINES_H
#define SETTINGS_LINES_H

#include "app.h"
#include "base/line.h"

struct marker;
struct mirror;
struct switch_settings;

/**
 * port_line() - Append "port add NAME TYPE" and the options of this type only
 */
void port_line(const struct port *port, struct line *line);

/**
 * port_full_line() - Append port_line(), the role and the settings
 *
 * The backup port is left out: it may have to be added later.
 *
 * Return: whether the line sets all of the port's VLANs, see port_role_words()
 */
bool port_full_line(const struct app *app, const struct port *port,
		    struct line *line);

/**
 * vlan_line() - Append "vlan set VID" and the settings that differ from @defaults
 */
void vlan_line(vlan_id vid, const struct vlan_settings *settings,
	       const struct vlan_settings *defaults, struct line *line);

/**
 * switch_line() - Append "switch set" and the settings that differ from @defaults
 */
void switch_line(const struct switch_settings *settings,
		 const struct switch_settings *defaults, struct line *line);

/** marker_line() - Append "marker add NAME" and what it selects */
void marker_line(const struct marker *m, struct line *line);

/** mirror_line() - Append "mirror add NAME" and all that is not the default */
void mirror_line(const struct mirror *m, struct line *line);

#endif /* SETTINGS_LINES_H */
