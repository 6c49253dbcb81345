/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings/lines.h"

#include <string.h>

#include "settings/group_fwd.h"
#include "settings/port_options.h"
#include "settings/port_role.h"
#include "settings/switch_settings.h"
#include "settings/vlan_values.h"

void port_line(const struct port *port, struct line *line)
{
	line_words(line, "port add %s %s", port->name, port->ops->type);
	port->ops->config(port, line);
}

bool port_full_line(const struct app *app, const struct port *port,
		    struct line *line)
{
	const struct port_settings defaults = port_settings_defaults();
	struct port_settings rest = app->bridge->port[port->no].settings;
	bool is_whole;

	port_line(port, line);
	is_whole = port_role_words(app->bridge, port->no, &rest, line);
	port_settings_words(&rest, &defaults, line);
	return is_whole;
}

void vlan_line(vlan_id vid, const struct vlan_settings *s,
	       const struct vlan_settings *defaults, struct line *line)
{
	line_words(line, "vlan set %u", vid);
	if (strcmp(s->name, defaults->name) != 0) {
		line_words(line, "name");
		line_word(line, s->name);
	}
	if (s->own_tpid != defaults->own_tpid)
		line_words(line, "ethertype %s",
			   command_tpid_word(s->own_tpid));
	if (s->fdb_limit != defaults->fdb_limit)
		line_words(line, "fdb_limit %u", s->fdb_limit);
	if (s->remote_span != defaults->remote_span)
		line_words(line, "remote_span %s",
			   s->remote_span ? "on" : "off");
}

static void fdb_words(const struct switch_settings *s,
		      const struct switch_settings *defaults, struct line *line)
{
	if (s->ageing_ms != defaults->ageing_ms)
		line_words(line, "ageing_time %lld",
			   (long long)(s->ageing_ms / 1000));
	if (s->fdb_limit != defaults->fdb_limit)
		line_words(line, "fdb_limit %zu", s->fdb_limit);
	if (s->fdb_full != defaults->fdb_full)
		line_words(line, "fdb_full %s", fdb_full_word(s->fdb_full));
}

static void vlan_words(const struct switch_settings *s,
		       const struct switch_settings *defaults,
		       struct line *line)
{
	if (s->vlan_filtering != defaults->vlan_filtering)
		line_words(line, "vlan_filtering %s",
			   s->vlan_filtering ? "on" : "off");
	if (s->vlan_protocol != defaults->vlan_protocol)
		line_words(line, "vlan_protocol %s",
			   vlan_protocol_word(s->vlan_protocol));
	if (s->vlan_default_pvid != defaults->vlan_default_pvid)
		line_words(line, "vlan_default_pvid %u", s->vlan_default_pvid);
}

static void u32_words(const char *name, uint32_t value, uint32_t default_value,
		      struct line *line)
{
	if (value != default_value)
		line_words(line, "%s %u", name, value);
}

static void loop_words(const struct switch_settings *s,
		       const struct switch_settings *defaults,
		       struct line *line)
{
	if (s->flap != defaults->flap)
		line_words(line, "flap %s", loop_action_word(s->flap));
	u32_words("flap_moves", s->flap_moves, defaults->flap_moves, line);
	u32_words("flap_recovery", s->flap_recovery_s,
		  defaults->flap_recovery_s, line);
	if (s->probe != defaults->probe)
		line_words(line, "loop_probe %s", loop_action_word(s->probe));
	u32_words("loop_interval", s->probe_s, defaults->probe_s, line);
	u32_words("loop_recovery", s->probe_recovery_s,
		  defaults->probe_recovery_s, line);
}

void switch_line(const struct switch_settings *s,
		 const struct switch_settings *defaults, struct line *line)
{
	char text[8];

	line_words(line, "switch set");
	fdb_words(s, defaults, line);
	if (s->group_fwd != defaults->group_fwd)
		line_words(line, "group_fwd %s",
			   group_fwd_format(s->group_fwd, text));
	u32_words("busy_poll", s->busy_poll_us, defaults->busy_poll_us, line);
	u32_words("recorder", s->recorder, defaults->recorder, line);
	u32_words("snaplen", s->snaplen, defaults->snaplen, line);
	vlan_words(s, defaults, line);
	loop_words(s, defaults, line);
}

void marker_line(const struct marker *m, struct line *line)
{
	line_words(line, "marker add %s", m->name);
	if (*m->ports)
		line_words(line, "port %s", m->ports);
	filter_words(&m->filter, line);
}

void mirror_line(const struct mirror *m, struct line *line)
{
	char vids[VIDS_TEXT_SIZE];

	line_words(line, "mirror add %s from", m->name);
	if (m->in_vlans)
		line_words(line, "vlan %s", vids_format(&m->vids, vids));
	else
		line_words(line, "%s", m->ports);
	if (m->direction != MIRROR_BOTH)
		line_words(line, "direction %s",
			   mirror_direction_word(
				   (enum mirror_direction)m->direction));
	if (m->to_vid != VLAN_NONE)
		line_words(line, "to vlan %u", m->to_vid);
	else
		line_words(line, "to %s", m->to);
	u32_words("snaplen", m->snaplen, 0, line);
	u32_words("every", m->every, 1, line);
	if (m->ingress)
		line_words(line, "ingress on");
	filter_words(&m->filter, line);
}
