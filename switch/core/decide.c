/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of a frame through the bridge, in the order of 802.1Q-2018 8.6. */
#include "core/decide.h"

static enum pkt_type pkt_type_of(struct mac dst)
{
	if (!mac_is_group(dst))
		return PKT_UCAST;
	return mac_is_broadcast(dst) ? PKT_BCAST : PKT_MCAST;
}

static enum reason reason_for_error(enum frame_error error)
{
	switch (error) {
	case FRAME_OK:
	case FRAME_RUNT:
		break;
	case FRAME_OVERSIZE:
		return REASON_OVERSIZE;
	case FRAME_BAD_OFFLOAD:
		return REASON_BAD_OFFLOAD;
	case FRAME_BAD_CSUM:
		return REASON_BAD_CSUM;
	}
	return REASON_RUNT;
}

/* Upper bound of its length on any port: one more tag than it came with */
static uint32_t longest(const struct frame *f)
{
	return ETH_HEADER_SIZE + VLAN_TAG_SIZE * (f->tags + 1u) + f->packet_len;
}

static bool is_too_long(const struct bridge *br, const struct frame *f,
			const struct verdict *v, port_no no)
{
	const struct bridge_port *p = &br->port[no];

	return f->packet_len > p->mtu ||
	       (longest(f) > p->frame_max && verdict_excess(br, f, v, no));
}

static void add_too_long(struct verdict *v, port_no no)
{
	if (!v->some_too_long)
		v->too_long = (struct portset){ 0 };
	v->some_too_long = true;
	portset_add(&v->too_long, no);
}

/* The port itself, or its backup port while it is down */
static port_no egress_port_for(const struct bridge *br, port_no no)
{
	const struct bridge_port *p = &br->port[no];

	return p->up || p->settings.backup == PORT_NONE ? no
							: p->settings.backup;
}

/* 8.8.9: the filtering database names the port */
static enum reason forward(const struct bridge *br, const struct frame *f,
			   const struct fdb_entry *station, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	const port_no no = egress_port_for(br, station->port);
	const struct bridge_port *to = &br->port[no];

	if (station->state == FDB_LOCAL)
		return REASON_LOCAL;
	if (no == v->in && !from->settings.hairpin)
		return REASON_FILTERED;
	if (v->vid != VLAN_NONE && !portset_has(&br->vlan[v->vid].members, no))
		return REASON_VLAN_EGRESS;
	if (to->state != PORT_STATE_FORWARDING)
		return to->up ? REASON_EGRESS_DISCARDING : REASON_EGRESS_DOWN;
	if (from->settings.isolated && to->settings.isolated)
		return REASON_ISOLATED;
	if (is_too_long(br, f, v, no)) {
		add_too_long(v, no);
		return REASON_MTU_EXCEEDED;
	}
	v->to = no;
	return REASON_FORWARDED;
}

/* 8.6.5: whether a frame exceeds a meter of its ingress port; if not, the
 * verdict charges it to the meter */
static bool is_metered_out(const struct bridge *br, const struct frame *f,
			   int64_t now_ms, enum port_meter which,
			   struct verdict *v)
{
	const struct meter *m = &br->meter[v->in][which];

	if (!meter_has(m, meter_cost(m, f), now_ms))
		return true;
	v->spend |= (uint8_t)(1u << which);
	return false;
}

/* 8.6.1, 8.6.3, 8.6.4: to every other port that may send it */
static enum reason flood(const struct bridge *br, const struct frame *f,
			 int64_t now_ms, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];

	if ((from->metered >> v->pkt_type & 1) &&
	    is_metered_out(br, f, now_ms, (enum port_meter)v->pkt_type, v))
		return REASON_STORM;
	v->flood = br->egress[v->pkt_type];
	if (v->vid != VLAN_NONE)
		portset_keep(&v->flood, &br->vlan[v->vid].members);
	if (from->settings.isolated)
		portset_drop(&v->flood, &br->isolated);
	if (!from->settings.hairpin)
		portset_del(&v->flood, v->in);
	if (f->packet_len > br->mtu_min || longest(f) > br->frame_min) {
		PORTSET_FOREACH(&v->flood, no) {
			if (!is_too_long(br, f, v, no))
				continue;
			portset_del(&v->flood, no);
			add_too_long(v, no);
		}
	}
	if (!portset_empty(&v->flood))
		return REASON_FLOODED;
	return v->some_too_long ? REASON_MTU_EXCEEDED : REASON_NO_EGRESS;
}

/* 8.6.3, Table 8-1: whether a frame stays on its link, as group_fwd says */
static bool is_for_this_link(const struct bridge *br, const struct frame *f,
			     const struct verdict *v)
{
	const uint8_t group_fwd = br->port[v->in].settings.group_fwd;

	if (v->protocol == L2PROTO_NONE)
		return false;
	if (group_fwd != PORT_GROUP_FWD_DEFAULT)
		return !(group_fwd >> v->protocol & 1);
	return mac_is_reserved(f->dst) &&
	       !(br->group_fwd >> f->dst.byte[5] & 1);
}

/* Whether frames are dropped depending on their source */
static bool restricts_sources(const struct bridge_port *from)
{
	return from->settings.locked || from->settings.fdb_limit;
}

/* Checks the source of a frame on such a port. */
static enum reason check_source(const struct bridge *br, const struct frame *f,
				int64_t now_ms, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	struct fdb_entry e;
	bool known = fdb_lookup(br->fdb, v->vid, f->src, now_ms, &e);
	bool here = known && e.port == v->in && e.state != FDB_LOCAL;

	if (from->settings.locked && (!here || e.state == FDB_LOCKED)) {
		v->learn = v->learn && from->settings.mab && (!known || here);
		v->learn_as = FDB_LOCKED;
		return REASON_LOCKED;
	}
	if (!from->settings.fdb_limit || here || v->protocol != L2PROTO_NONE ||
	    from->settings.violation == VIOLATION_FLOOD)
		return REASON_NONE;
	if (!(known && (FDB_CONFIGURED >> e.state & 1)) &&
	    fdb_port_has_room(br->fdb, v->in, now_ms))
		return REASON_NONE;
	v->learn = false;
	return REASON_VIOLATION;
}

/* Ingress rules: classify to a VLAN, filter, and decide on learning */
static enum reason ingress(const struct bridge *br, const struct frame *f,
			   int64_t now_ms, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	enum reason refused = REASON_NONE;

	if (br->vlan_filtering)
		refused = vlan_ingress(br, f, v->in, &v->vid, &v->tagged);
	v->learn = from->settings.learning && refused == REASON_NONE &&
		   from->state != PORT_STATE_DISCARDING && !mac_is_zero(f->src);
	v->learn_as = from->settings.fdb_sticky ? FDB_STATIC : FDB_LEARNED;

	/* The source of a link protocol's frame is learned, too (8.7); but not
	 * on a port that restricts sources. */
	if (v->pkt_type == PKT_MCAST)
		v->protocol = l2proto_of(f->dst);
	if (v->protocol != L2PROTO_NONE && restricts_sources(from))
		v->learn = false;
	if (is_for_this_link(br, f, v))
		return REASON_RESERVED;

	/* Protocols that the port's group_fwd forwards pass a locked port, too:
	 * a station could not authenticate (802.1X) otherwise. */
	if (refused != REASON_NONE || !restricts_sources(from) ||
	    (v->protocol != L2PROTO_NONE &&
	     from->settings.group_fwd != PORT_GROUP_FWD_DEFAULT))
		return refused;
	return check_source(br, f, now_ms, v);
}

/* The protocol of the switch that traps a frame */
static enum trap trap_of(const struct bridge *br, const struct frame *f)
{
	for (unsigned int i = 0; i < TRAP_COUNT; i++) {
		const struct trap_rule *rule = &br->traps[i];

		if (rule->type == f->type && mac_equal(rule->dst, f->dst) &&
		    (!rule->is_own || mac_equal(f->src, br->mac)))
			return (enum trap)i;
	}
	return TRAP_NONE;
}

static enum reason reason_for(const struct bridge *br, const struct frame *f,
			      int64_t now_ms, struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	struct fdb_entry station;
	enum reason refused;

	if (f->error != FRAME_OK)
		return reason_for_error(f->error);
	v->pkt_type = pkt_type_of(f->dst);
	if (!from->up)
		return from->errdisabled ? REASON_ERRDISABLED
					 : REASON_PORT_DOWN;

	/* IEEE 802-2014 8.2.2: a group address is never a source.  Neither is
	 * the all-zero address; but such frames do no harm, so they pass. */
	if (mac_is_group(f->src))
		return REASON_GROUP_SOURCE;
	/* Before VLAN classification: a trap matches in any VLAN. */
	if (v->pkt_type == PKT_MCAST) {
		v->trap = trap_of(br, f);
		if (v->trap != TRAP_NONE)
			return REASON_LOCAL;
	}
	if ((from->metered >> PORT_METER_POLICE & 1) &&
	    is_metered_out(br, f, now_ms, PORT_METER_POLICE, v))
		return REASON_POLICED;
	refused = ingress(br, f, now_ms, v);
	if (refused != REASON_NONE)
		return refused;
	/* 8.6.1 is checked only here, as the state may depend on the VLAN. */
	if (from->state != PORT_STATE_FORWARDING)
		return from->state == PORT_STATE_LEARNING ? REASON_LEARNING
							  : REASON_DISCARDING;

	if (v->pkt_type == PKT_UCAST &&
	    fdb_lookup(br->fdb, v->vid, f->dst, now_ms, &station))
		return forward(br, f, &station, v);
	return flood(br, f, now_ms, v);
}

enum reason decide(const struct bridge *br, const struct frame *f, port_no in,
		   int64_t now_ms, struct verdict *v)
{
	/* The sets are left as they are: they have 272 bytes, and a frame for a
	 * known station never reads them. */
	v->in = in;
	v->pkt_type = PKT_UCAST;
	v->vid = VLAN_NONE;
	v->tagged = false;
	v->learn = false;
	v->trap = TRAP_NONE;
	v->spend = 0;
	v->protocol = L2PROTO_NONE;
	v->to = PORT_NONE;
	v->some_too_long = false;
	v->reason = reason_for(br, f, now_ms, v);
	return v->reason;
}
