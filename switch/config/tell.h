/* SPDX-License-Identifier: BSD-2-Clause */
/* What a configuration changes, for the log: a line for each thing. */
#ifndef CONFIG_TELL_H
#define CONFIG_TELL_H

#include "app.h"
#include "base/line.h"
#include "switch_settings.h"

/** config_tell_vlan_lines() - What is to be another of each VLAN */
void config_tell_vlan_lines(const struct bridge *wanted,
			    const struct bridge *br);

/** config_tell_port() - Likewise of a port; nothing for lines that are empty */
void config_tell_port(const char *name, struct line *before,
		      struct line *after);

/** config_tell_switch() - What is another of the switch itself */
void config_tell_switch(const struct switch_settings *is,
			const struct switch_settings *to_be);

/** config_tell_lines() - What two lines of a command say differently; frees both */
void config_tell_lines(const char *whose, struct line *before,
		       struct line *after);

/** config_tell_vlans() - What is another of a port's part in VLANs */
void config_tell_vlans(const char *name, const struct vlan_port *before,
		       const struct vlan_port *after);

/** config_settings_line() - The line that sets all but VLANs of a port */
void config_settings_line(const struct port *configured,
			  const struct port_settings *settings,
			  struct line *line);

#endif /* CONFIG_TELL_H */
