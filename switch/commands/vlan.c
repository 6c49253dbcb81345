/* SPDX-License-Identifier: BSD-2-Clause */
/* vlan add, del, set, show */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/port_names.h"
#include "commands/show.h"
#include "control/server.h"
#include "frame/tag.h"
#include "ports.h"
#include "settings/vlan_values.h"

static int take_vids_and_ports(const struct app *app, const struct args *args,
			       struct vids *vids, struct portset *ports,
			       struct err *err)
{
	int ret = command_port_vids(args, "vids", vids, err);

	return ret ? ret : command_ports(app, args, ports, err);
}

/* Like bridge(8): a VLAN that is added without "pvid" is no longer the PVID. */
static void set_pvids(struct bridge *br, const struct vids *vids,
		      const struct portset *ports, bool is_pvid)
{
	const vlan_id pvid = is_pvid ? vids_next(vids, 1) : VLAN_NONE;

	PORTSET_FOREACH(ports, no)
		if (is_pvid || vids_has(vids, br->port[no].pvid))
			br->port[no].pvid = pvid;
}

int cmd_vlan_add(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct portset ports;
	struct vids vids;
	int ret = take_vids_and_ports(app, args, &vids, &ports, err);

	if (ret)
		return ret;
	if (args_has(args, "pvid") && vids_count(&vids) > 1)
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "pvid"),
			       "a port has one PVID, not all of \"%s\"",
			       args_str(args, "vids"));
	command_note_vlans(app, args, answer);
	vlan_join_ports(app->bridge, &vids, &ports, args_has(args, "untagged"));
	set_pvids(app->bridge, &vids, &ports, args_has(args, "pvid"));
	return 0;
}

int cmd_vlan_del(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	struct portset ports, members = { 0 };
	struct vids vids;
	int ret = take_vids_and_ports(app, args, &vids, &ports, err);

	(void)answer;
	if (ret)
		return ret;
	VIDS_FOREACH(&vids, vid)
		portset_join(&members, &app->bridge->vlan[vid].members);
	portset_keep(&members, &ports);
	if (portset_empty(&members) && !args_has(args, "--if-exists"))
		return err_say(err, ENOENT, "no-such-vlan",
			       args_word(args, "vids"),
			       "port \"%s\" is not in VLAN \"%s\"",
			       args_str(args, "port"), args_str(args, "vids"));
	vlan_leave_ports(app->bridge, &vids, &members);
	return 0;
}

static int check_name(const struct args *args, const struct vids *vids,
		      struct err *err)
{
	const char *name = args_str(args, "name");

	if (name && vids_count(vids) > 1)
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "name"),
			       "name \"%s\" is for one VLAN, not for \"%s\"",
			       name, args_str(args, "vids"));
	if (name && strlen(name) >= VLAN_NAME_SIZE)
		return err_say(err, EINVAL, "bad-value",
			       args_word(args, "name"),
			       "\"%.40s\": a name has %d bytes at most", name,
			       VLAN_NAME_SIZE - 1);
	return 0;
}

/* Changes the settings of a VLAN as the line says, which has been checked. */
static void take(const struct args *args, struct vlan_settings *s)
{
	const char *name = args_str(args, "name");
	struct err ignored;

	if (name)
		snprintf(s->name, sizeof(s->name), "%s", name);
	if (args_has(args, "ethertype"))
		command_tpid(args, &s->own_tpid, &ignored);
	s->fdb_limit = (uint32_t)args_uint(args, "fdb_limit", s->fdb_limit);
	if (args_has(args, "remote_span"))
		s->remote_span = args_on(args, "remote_span");
}

int cmd_vlan_set(struct app *app, const struct args *args,
		 struct answer *answer, struct err *err)
{
	uint16_t tpid;
	struct vids vids;
	int ret = command_port_vids(args, "vids", &vids, err);

	(void)answer;
	if (!ret && args_count(args) == 1)
		ret = err_say(err, EINVAL, "missing-value", 0,
			      "nothing to set: see \"help vlan\"");
	if (!ret)
		ret = check_name(args, &vids, err);
	if (!ret && args_has(args, "ethertype"))
		ret = command_tpid(args, &tpid, err);
	if (ret)
		return ret;
	VIDS_FOREACH(&vids, vid) {
		struct vlan_settings s = vlan_settings_get(app->bridge, vid);

		take(args, &s);
		vlan_settings_set(app->bridge, vid, &s);
	}
	return 0;
}

/* Writes the membership of a port in the VLANs from @vid to @last. */
static void show_memberships(const struct app *app, port_no no, vlan_id vid,
			     vlan_id last, struct writer *out)
{
	const struct vlan *vlan = &app->bridge->vlan[vid];

	writer_begin_object(out, NULL);
	writer_str(out, "port", app_port_name(app, no));
	writer_uint(out, "vid", vid);
	if (last != vid)
		writer_uint(out, "vid_end", last);
	writer_bool(out, "pvid", app->bridge->port[no].pvid == vid);
	writer_bool(out, "untagged", portset_has(&vlan->untagged, no));
	writer_str(out, "name", vlan->name);
	writer_end_object(out);
}

/* Whether a port has the same settings in the next VLAN as in this one */
static bool continues_in_next(const struct bridge *br, port_no no, vlan_id vid)
{
	const struct vlan *vlan = &br->vlan[vid], *next = vlan + 1;

	return portset_has(&next->members, no) && br->port[no].pvid != vid &&
	       br->port[no].pvid != vid + 1 &&
	       portset_has(&vlan->untagged, no) ==
		       portset_has(&next->untagged, no) &&
	       !strcmp(vlan->name, next->name);
}

static void show_ranges(const struct app *app, port_no no,
			const struct vids *vids, struct writer *out)
{
	const struct bridge *br = app->bridge;

	for (vlan_id vid = vids_next(vids, 1); vid < VLAN_COUNT;
	     vid = vids_next(vids, vid + 1u)) {
		const vlan_id first = vid;

		if (!portset_has(&br->vlan[vid].members, no))
			continue;
		while (vids_has(vids, vid + 1u) &&
		       continues_in_next(br, no, vid))
			vid++;
		show_memberships(app, no, first, vid, out);
	}
}

/* The cursor is the next port. */
static int show_ranges_more(struct app *app, const struct args *args,
			    struct answer *answer, struct err *err)
{
	const struct vids vids = command_vids(args, "vid");
	struct portset ports;
	port_no no = PORT_NONE;

	if (!command_ports(app, args, &ports, err)) /* none was deleted */
		no = portset_next(&ports, (unsigned int)answer->cursor);
	if (no == PORT_NONE) {
		writer_end_array(&answer->out);
		return ANSWER_DONE;
	}
	show_ranges(app, no, &vids, &answer->out);
	answer->cursor = no + 1u;
	return ANSWER_MORE;
}

/* The cursor is the port and, in the lower twelve bits, the next VID. */
static int show_more(struct app *app, const struct args *args,
		     struct answer *answer, struct err *err)
{
	struct vids vids = command_vids(args, "vid");
	size_t slots = SHOW_SLOTS;
	struct portset ports;

	if (command_ports(app, args, &ports, err))
		ports = (struct portset){ 0 }; /* deleted meanwhile */
	for (; answer->cursor / VLAN_COUNT <= PORT_MAX; answer->cursor++) {
		port_no no = (port_no)(answer->cursor / VLAN_COUNT);
		vlan_id vid = answer->cursor % VLAN_COUNT;

		if (!portset_has(&ports, no)) {
			answer->cursor |= VLAN_COUNT - 1;
			continue;
		}
		if (!slots-- || answer->out.len >= SERVER_OUT_SIZE)
			return ANSWER_MORE;
		if (vids_has(&vids, vid) &&
		    portset_has(&app->bridge->vlan[vid].members, no))
			show_memberships(app, no, vid, vid, &answer->out);
	}
	writer_end_array(&answer->out);
	return ANSWER_DONE;
}

int cmd_vlan_show(struct app *app, const struct args *args,
		  struct answer *answer, struct err *err)
{
	struct portset ports;
	int ret = command_ports(app, args, &ports, err);

	if (ret)
		return ret;
	writer_begin_array(&answer->out, NULL);
	answer->cursor = VLAN_COUNT;
	answer->more = show_more;
	if (args_has(args, "compressvlans")) {
		answer->cursor = 1;
		answer->more = show_ranges_more;
	}
	return 0;
}
