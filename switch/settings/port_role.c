/* SPDX-License-Identifier: BSD-2-Clause */
/* Roles in VLANs, with the names that managed switches use: access, trunk and
 * dot1q-tunnel.  A role is short for several commands. */
#include <errno.h>
#include <string.h>

#include "frame/tag.h"
#include "ports.h"
#include "settings/port_role.h"
#include "settings/vlan_values.h"

static const char *const modes[] = { "access", "trunk", "dot1q-tunnel" };

/* The keyword @word contradicts the role, or has no effect without one. */
static int contradiction(const struct args *args, const char *word,
			 const char *what, struct err *err)
{
	return err_say(err, EINVAL, "bad-value", args_word(args, word),
		       "\"%s\" %s", word, what);
}

/* Refuses an "accept" that drops the frames which the role is for. */
static int check_accept(const struct args *args, struct err *err)
{
	const char *accept = args_str(args, "accept");

	if (!accept)
		return 0;
	if (args_has(args, "access") && !strcmp(accept, "tagged"))
		return contradiction(args, "accept",
				     "tagged is not for an access port", err);
	if (args_has(args, "trunk") && !args_has(args, "native") &&
	    !strcmp(accept, "untagged"))
		return contradiction(args, "accept",
				     "untagged is not for a trunk without a "
				     "native VLAN",
				     err);
	return 0;
}

static int check_mode(const struct args *args, struct err *err)
{
	const char *mode = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (!args_has(args, modes[i]))
			continue;
		if (mode)
			return err_say(err, EINVAL, "bad-value",
				       args_word(args, modes[i]),
				       "a port is \"%s\" or \"%s\", not both",
				       mode, modes[i]);
		mode = modes[i];
	}
	if (mode && args_has(args, "tunnel"))
		return contradiction(args, "tunnel",
				     "is set by the port's role", err);
	if (args_has(args, "native") && mode && strcmp(mode, "trunk") != 0)
		return contradiction(args, "native", "is for a trunk", err);
	if (args_has(args, "ethertype") && !args_has(args, "dot1q-tunnel"))
		return contradiction(args, "ethertype", "is for a dot1q-tunnel",
				     err);
	return check_accept(args, err);
}

/* A VLAN has one EtherType, so all its tunnels must agree on it. */
static int check_tunnel(const struct app *app, const struct args *args,
			struct err *err)
{
	const struct vlan *vlan =
		&app->bridge->vlan[args_uint(args, "dot1q-tunnel", 0)];
	uint16_t tpid;
	int ret;

	if (!args_has(args, "ethertype"))
		return 0;
	ret = command_tpid(args, &tpid, err);
	if (!ret && vlan->own_tpid && vlan->own_tpid != tpid)
		ret = err_say(err, EINVAL, "conflict",
			      args_word(args, "ethertype"),
			      "VLAN %s has ethertype 0x%04x: \"vlan set\" "
			      "changes it",
			      args_str(args, "dot1q-tunnel"), vlan->own_tpid);
	return ret;
}

static bool is_native_alone(const struct args *args)
{
	return args_has(args, "native") && !args_has(args, "trunk");
}

/* Whether the port takes tagged frames.  @is_tagged: it is a tagged member of
 * a VLAN */
static bool is_trunk(const struct port_settings *s, bool is_tagged)
{
	if (s->tunnel || s->accept == VLAN_ACCEPT_UNTAGGED)
		return false;
	return s->accept == VLAN_ACCEPT_TAGGED || is_tagged;
}

/* The first port that is no trunk; PORT_NONE if all are trunks */
static port_no find_no_trunk(const struct bridge *br,
			     const struct portset *ports)
{
	const struct portset tagged = vlan_tagged(br);

	PORTSET_FOREACH(ports, no)
		if (!is_trunk(&br->port[no].settings, portset_has(&tagged, no)))
			return no;
	return PORT_NONE;
}

/* "native" without "trunk" is only for ports that are trunks already. */
static int check_native(const struct app *app, const struct args *args,
			const struct portset *ports, struct err *err)
{
	port_no no;

	if (!is_native_alone(args))
		return 0;
	if (!ports)
		return contradiction(args, "native",
				     "is for a trunk: \"trunk VLANS native "
				     "VLAN\"",
				     err);
	no = find_no_trunk(app->bridge, ports);
	if (no == PORT_NONE)
		return 0;
	return err_say(err, EINVAL, "conflict", args_word(args, "native"),
		       "port \"%s\" is not a trunk: \"trunk VLANS native %s\" "
		       "makes it one",
		       app_port_name(app, no), args_str(args, "native"));
}

int port_role_check(const struct app *app, const struct args *args,
		    const struct portset *ports, struct err *err)
{
	struct vids vids;
	int ret = check_mode(args, err);

	if (!ret && args_has(args, "trunk"))
		ret = command_port_vids(args, "trunk", &vids, err);
	if (!ret)
		ret = check_native(app, args, ports, err);
	return ret ? ret : check_tunnel(app, args, err);
}

/** struct role - The settings that a role makes */
struct role {
	struct vlan_port vlans;
	enum vlan_accept accept;
	bool tunnel;
};

static void set_access(struct role *role, vlan_id vid)
{
	*role = (struct role){ .vlans.pvid = vid,
			       .accept = VLAN_ACCEPT_UNTAGGED };
	vids_add(&role->vlans.members, vid);
	vids_add(&role->vlans.untagged, vid);
}

static void set_native(struct role *role, vlan_id vid)
{
	role->accept = VLAN_ACCEPT_ALL;
	role->vlans.pvid = vid;
	vids_add(&role->vlans.members, vid);
	vids_add(&role->vlans.untagged, vid);
}

/* Return: false if the line has no role, or changes only the native VLAN of an
 * existing trunk */
static bool role_of(const struct args *args, struct role *role)
{
	*role = (struct role){ .accept = VLAN_ACCEPT_TAGGED };
	if (args_has(args, "access")) {
		set_access(role, (vlan_id)args_uint(args, "access", 0));
	} else if (args_has(args, "dot1q-tunnel")) {
		set_access(role, (vlan_id)args_uint(args, "dot1q-tunnel", 0));
		role->accept = VLAN_ACCEPT_ALL;
		role->tunnel = true;
	} else if (args_has(args, "trunk")) {
		args_vids(args, "trunk", &role->vlans.members);
	} else {
		return false;
	}
	if (args_has(args, "native"))
		set_native(role, (vlan_id)args_uint(args, "native", 0));
	return true;
}

bool port_role_is_given(const struct args *args)
{
	struct role role;

	return role_of(args, &role);
}

static void tag_tunnel(struct app *app, const struct args *args)
{
	struct vlan *vlan =
		&app->bridge->vlan[args_uint(args, "dot1q-tunnel", 0)];
	uint16_t tpid = TPID_8021AD;
	struct err ignored;

	if (args_has(args, "ethertype"))
		command_tpid(args, &tpid, &ignored);
	if (!vlan->own_tpid)
		vlan->own_tpid = tpid;
}

/* The trunk stays a member of its old native VLAN, tagged. */
static void change_native(struct bridge *br, const struct portset *ports,
			  vlan_id vid)
{
	struct vids vids = { { 0 } };

	vids_add(&vids, vid);
	PORTSET_FOREACH(ports, no) {
		portset_del(&br->vlan[br->port[no].pvid].untagged, no);
		br->port[no].pvid = vid;
	}
	vlan_join_ports(br, &vids, ports, true);
}

void port_role_apply(struct app *app, const struct args *args,
		     const struct portset *ports)
{
	struct role role = { .accept = VLAN_ACCEPT_ALL };

	if (is_native_alone(args))
		change_native(app->bridge, ports,
			      (vlan_id)args_uint(args, "native", 0));
	else if (role_of(args, &role))
		vlan_ports_set(app->bridge, ports, &role.vlans);
	else
		return;
	if (role.tunnel)
		tag_tunnel(app, args);
	PORTSET_FOREACH(ports, no) {
		if (!args_has(args, "accept"))
			app->bridge->port[no].settings.accept = role.accept;
		app->bridge->port[no].settings.tunnel = role.tunnel;
	}
}

bool port_role_matches(const struct app *app, const struct args *args,
		       port_no no)
{
	const struct port_settings *s = &app->bridge->port[no].settings;
	struct vlan_port vp;
	struct role role;

	if (!role_of(args, &role))
		return true;
	vlan_port_get(app->bridge, no, &vp);
	return (args_has(args, "accept") || s->accept == role.accept) &&
	       s->tunnel == role.tunnel && vp.pvid == role.vlans.pvid &&
	       vids_equal(&vp.members, &role.vlans.members) &&
	       vids_equal(&vp.untagged, &role.vlans.untagged);
}
