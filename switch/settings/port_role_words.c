/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the VLANs of a port as a role, in the words that port_role.c reads. */
#include "settings/port_role.h"

static bool is_alone(const struct vids *vids, vlan_id vid)
{
	return vids_count(vids) == 1 && vids_has(vids, vid);
}

/* Like an access port or a tunnel: untagged member of its PVID only */
static bool is_in_one(const struct vlan_port *vp)
{
	return vp->pvid != VLAN_NONE && is_alone(&vp->members, vp->pvid) &&
	       is_alone(&vp->untagged, vp->pvid);
}

static bool is_as_new(const struct bridge *br, const struct vlan_port *vp)
{
	if (br->vlan_default_pvid == VLAN_NONE)
		return vids_empty(&vp->members);
	return is_in_one(vp) && vp->pvid == br->vlan_default_pvid;
}

/* The role gives its VLAN an EtherType: without one, it is not this role. */
static bool is_tunnel(const struct bridge *br, const struct vlan_port *vp,
		      const struct port_settings *s)
{
	return is_in_one(vp) && s->tunnel && br->vlan[vp->pvid].own_tpid;
}

static bool is_access(const struct bridge *br, const struct vlan_port *vp,
		      const struct port_settings *s)
{
	if (!is_in_one(vp) || s->tunnel)
		return false;
	return s->accept == VLAN_ACCEPT_UNTAGGED ||
	       (s->accept == VLAN_ACCEPT_ALL && !is_as_new(br, vp));
}

static bool is_tagged_trunk(const struct vlan_port *vp,
			    const struct port_settings *s)
{
	return vp->pvid == VLAN_NONE && !vids_empty(&vp->members) &&
	       vids_empty(&vp->untagged) && !s->tunnel &&
	       s->accept != VLAN_ACCEPT_UNTAGGED;
}

static bool is_native_trunk(const struct vlan_port *vp,
			    const struct port_settings *s)
{
	return vp->pvid != VLAN_NONE && is_alone(&vp->untagged, vp->pvid) &&
	       vids_count(&vp->members) > 1 && !s->tunnel;
}

static void trunk_words(const struct vlan_port *vp, struct line *line)
{
	struct vids tagged = vp->members;
	char text[VIDS_TEXT_SIZE];

	if (vp->pvid != VLAN_NONE)
		vids_del(&tagged, vp->pvid);
	line_words(line, "trunk %s", vids_format(&tagged, text));
	if (vp->pvid != VLAN_NONE)
		line_words(line, "native %u", vp->pvid);
}

/* "accept" needs words only if it differs from what the role sets. */
static void leave_rest(struct port_settings *rest, enum vlan_accept accept,
		       struct line *line)
{
	if (rest->accept != accept)
		line_words(line, "accept %s", vlan_accept_word(rest->accept));
	rest->accept = VLAN_ACCEPT_ALL;
	rest->tunnel = false;
}

bool port_role_words(const struct bridge *br, port_no no,
		     struct port_settings *rest, struct line *line)
{
	enum vlan_accept accept = VLAN_ACCEPT_ALL;
	struct vlan_port vp;

	vlan_port_get(br, no, &vp);
	if (is_tunnel(br, &vp, rest)) {
		line_words(line, "dot1q-tunnel %u", vp.pvid);
	} else if (is_access(br, &vp, rest)) {
		line_words(line, "access %u", vp.pvid);
		accept = VLAN_ACCEPT_UNTAGGED;
	} else if (is_as_new(br, &vp)) {
		return true;
	} else if (is_tagged_trunk(&vp, rest)) {
		trunk_words(&vp, line);
		accept = VLAN_ACCEPT_TAGGED;
	} else if (is_native_trunk(&vp, rest)) {
		trunk_words(&vp, line);
	} else {
		return false;
	}
	leave_rest(rest, accept, line);
	return true;
}
