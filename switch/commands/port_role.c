/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's role in VLANs, as managed switches call it: access, trunk, and
 * dot1q-tunnel.  Each sets what else would take several lines. */
#include <errno.h>
#include <string.h>

#include "commands/commands.h"
#include "frame/tag.h"

static const char *const modes[] = { "access", "trunk", "dot1q-tunnel" };

/* A word that says nothing without another, or contradicts it */
static int contradiction(const struct args *args, const char *word,
			 const char *what, struct err *err)
{
	return err_say(err, EINVAL, "bad-value", args_word(args, word),
		       "\"%s\" %s", word, what);
}

/* What would let nothing in that the role is for */
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
				       "a port is one of \"%s\" and \"%s\"",
				       mode, modes[i]);
		mode = modes[i];
	}
	if (mode && args_has(args, "tunnel"))
		return contradiction(args, "tunnel",
				     "is set by the port's role", err);
	if (args_has(args, "native") && !args_has(args, "trunk"))
		return contradiction(args, "native", "is for a trunk", err);
	if (args_has(args, "ethertype") && !args_has(args, "dot1q-tunnel"))
		return contradiction(args, "ethertype", "is for a dot1q-tunnel",
				     err);
	return check_accept(args, err);
}

/* What a tunnel's VLAN is tagged with elsewhere: one thing alone. */
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

int port_role_check(const struct app *app, const struct args *args,
		    struct err *err)
{
	struct vids vids;
	int ret = check_mode(args, err);

	if (!ret && args_has(args, "trunk"))
		ret = command_real_vids(args, "trunk", &vids, err);
	return ret ? ret : check_tunnel(app, args, err);
}

static void become_access(struct app *app, port_no no, vlan_id vid)
{
	struct vlan_port vp = { .pvid = vid };

	vids_add(&vp.members, vid);
	vids_add(&vp.untagged, vid);
	vlan_port_set(app->bridge, no, &vp);
	app->bridge->port[no].accept = VLAN_ACCEPT_UNTAGGED;
	app->bridge->port[no].tunnel = false;
}

static void become_trunk(struct app *app, const struct args *args, port_no no)
{
	vlan_id native = (vlan_id)args_uint(args, "native", VLAN_NONE);
	struct vlan_port vp = { .pvid = native };

	args_vids(args, "trunk", &vp.members);
	if (native != VLAN_NONE) {
		vids_add(&vp.members, native);
		vids_add(&vp.untagged, native);
	}
	vlan_port_set(app->bridge, no, &vp);
	app->bridge->port[no].accept =
		native == VLAN_NONE ? VLAN_ACCEPT_TAGGED : VLAN_ACCEPT_ALL;
	app->bridge->port[no].tunnel = false;
}

static void become_tunnel(struct app *app, const struct args *args, port_no no)
{
	vlan_id vid = (vlan_id)args_uint(args, "dot1q-tunnel", 0);
	uint16_t tpid = TPID_8021AD;
	struct err ignored;

	if (args_has(args, "ethertype"))
		command_tpid(args, &tpid, &ignored);
	if (!app->bridge->vlan[vid].own_tpid)
		app->bridge->vlan[vid].own_tpid = tpid;
	become_access(app, no, vid);
	app->bridge->port[no].accept = VLAN_ACCEPT_ALL;
	app->bridge->port[no].tunnel = true;
}

void port_role_apply(struct app *app, const struct args *args, port_no no)
{
	if (args_has(args, "access"))
		become_access(app, no, (vlan_id)args_uint(args, "access", 0));
	if (args_has(args, "trunk"))
		become_trunk(app, args, no);
	if (args_has(args, "dot1q-tunnel"))
		become_tunnel(app, args, no);
}
