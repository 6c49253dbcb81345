/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of a frame through the bridge, in the order of 802.1Q-2018 8.6. */
#include "core/decide.h"

static enum cast cast_of(struct mac dst)
{
	if (!mac_is_group(dst))
		return CAST_UCAST;
	return mac_is_broadcast(dst) ? CAST_BCAST : CAST_MCAST;
}

static enum reason unreadable(enum frame_fault fault)
{
	switch (fault) {
	case FRAME_OK:
	case FRAME_RUNT:
		break;
	case FRAME_BAD_OFFLOAD:
		return REASON_BAD_OFFLOAD;
	}
	return REASON_RUNT;
}

static void too_long_for(struct verdict *v, port_no no)
{
	if (!v->some_too_long)
		v->too_long = (struct portset){ 0 };
	v->some_too_long = true;
	portset_add(&v->too_long, no);
}

/* 8.8.9: the filtering database names the port */
static enum reason to_station(const struct bridge *br, const struct frame *f,
			      const struct fdb_entry *station,
			      struct verdict *v)
{
	const struct bridge_port *to = &br->port[station->port];

	if (station->state == FDB_LOCAL)
		return REASON_LOCAL;
	if (station->port == v->in)
		return REASON_FILTERED;
	if (v->vid != VLAN_NONE &&
	    !portset_has(&br->vlan[v->vid].members, station->port))
		return REASON_VLAN_EGRESS;
	if (!to->up)
		return REASON_EGRESS_DOWN;
	if (f->packet_len > to->mtu) {
		too_long_for(v, station->port);
		return REASON_MTU_EXCEEDED;
	}
	v->to = station->port;
	return REASON_FORWARDED;
}

/* 8.6.1, 8.6.3, 8.6.4: to every other port that may send it */
static enum reason to_everyone(const struct bridge *br, const struct frame *f,
			       struct verdict *v)
{
	v->flood = br->egress;
	if (v->vid != VLAN_NONE)
		portset_keep(&v->flood, &br->vlan[v->vid].members);
	portset_del(&v->flood, v->in);
	if (f->packet_len > br->mtu_min) {
		PORTSET_FOREACH(&v->flood, no) {
			if (f->packet_len <= br->port[no].mtu)
				continue;
			portset_del(&v->flood, no);
			too_long_for(v, no);
		}
	}
	if (!portset_empty(&v->flood))
		return REASON_FLOODED;
	return v->some_too_long ? REASON_MTU_EXCEEDED : REASON_NO_EGRESS;
}

static enum reason reason_for(const struct bridge *br, const struct frame *f,
			      int64_t now_ms, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	struct vlan_ingress vlan = { .vid = VLAN_NONE };
	struct fdb_entry station;

	if (f->fault != FRAME_OK)
		return unreadable(f->fault);
	v->cast = cast_of(f->dst);
	if (!from->up)
		return REASON_PORT_DOWN;

	/* IEEE 802-2014 8.2.2: a group address is never a source.  An address of
	 * zeros is nobody's either; but such frames do no harm, so they pass. */
	if (mac_is_group(f->src))
		return REASON_GROUP_SOURCE;
	if (br->vlan_filtering)
		vlan = vlan_ingress(br, f, v->in);
	v->vid = vlan.vid;
	v->tagged = vlan.tagged;
	v->learn = from->learning && !vlan.refused && !mac_is_zero(f->src);

	/* 8.6.3, Table 8-1: for this link only, unless the user wants otherwise.
	 * Such a frame still says where its sender is (8.7). */
	if (mac_is_reserved(f->dst) && !(br->group_fwd >> f->dst.byte[5] & 1))
		return REASON_RESERVED;
	if (vlan.refused)
		return vlan.reason;

	if (v->cast == CAST_UCAST &&
	    fdb_lookup(br->fdb, v->vid, f->dst, now_ms, &station))
		return to_station(br, f, &station, v);
	return to_everyone(br, f, v);
}

enum reason decide(const struct bridge *br, const struct frame *f, port_no in,
		   int64_t now_ms, struct verdict *v)
{
	/* Not the sets: 272 bytes that a known station's frame never reads. */
	v->in = in;
	v->cast = CAST_UCAST;
	v->vid = VLAN_NONE;
	v->tagged = false;
	v->learn = false;
	v->to = PORT_NONE;
	v->some_too_long = false;
	v->reason = reason_for(br, f, now_ms, v);
	return v->reason;
}

void verdict_ports(const struct verdict *v, struct portset *ports)
{
	*ports = (struct portset){ 0 };
	if (v->reason == REASON_FLOODED)
		*ports = v->flood;
	else if (v->reason == REASON_FORWARDED)
		portset_add(ports, v->to);
}
