/* SPDX-License-Identifier: BSD-2-Clause */
/* The way of a frame through the bridge, in the order of 802.1Q-2018 8.6. */
#include "core/decide.h"

#include "core/account.h"

/*
 * The rules are compiled twice: with an account of what they find, and without.
 * Each is a part of decide() and of decide_explained(), so that without one no
 * instruction is left of it.
 */
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* The rule lets the frame pass. */
static ALWAYS_INLINE void pass(struct account *account, const struct verdict *v,
			       enum step_kind kind, port_no port)
{
	if (account)
		account_add(account, v, kind, REASON_NONE, port);
}

/* The rule decides about the frame. */
static ALWAYS_INLINE enum reason stop(struct account *account,
				      const struct verdict *v,
				      enum step_kind kind, port_no port,
				      enum reason reason)
{
	if (account)
		account_add(account, v, kind, reason, port);
	return reason;
}

/* The last rule found an entry. */
static ALWAYS_INLINE void found(struct account *account,
				const struct fdb_entry *e)
{
	if (account)
		account_entry(account, e);
}

/* Ports have left the set of those to which the frame is flooded. */
static ALWAYS_INLINE void omit(struct account *account, const struct bridge *br,
			       const struct verdict *v, enum omission why)
{
	if (account)
		account_omit(account, br, v, why);
}

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
static ALWAYS_INLINE port_no egress_port_for(const struct bridge *br,
					     port_no no)
{
	const struct bridge_port *p = &br->port[no];

	return p->up || p->settings.backup == PORT_NONE ? no
							: p->settings.backup;
}

/* 8.8.9: the filtering database names the port */
static ALWAYS_INLINE enum reason forward(const struct bridge *br,
					 const struct frame *f,
					 const struct fdb_entry *station,
					 struct verdict *v,
					 struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];
	const port_no no = egress_port_for(br, station->port);
	const struct bridge_port *to = &br->port[no];

	if (no != station->port)
		pass(account, v, STEP_BACKUP, no);
	if (station->state == FDB_LOCAL)
		return stop(account, v, STEP_LOCAL, no, REASON_LOCAL);
	if (no == v->in && !from->settings.hairpin)
		return stop(account, v, STEP_SAME_PORT, no, REASON_FILTERED);
	pass(account, v, STEP_SAME_PORT, no);

	if (v->vid != VLAN_NONE && !portset_has(&br->vlan[v->vid].members, no))
		return stop(account, v, STEP_EGRESS, no, REASON_VLAN_EGRESS);
	pass(account, v, STEP_EGRESS, no);

	if (to->state != PORT_STATE_FORWARDING)
		return stop(account, v, STEP_EGRESS_STATE, no,
			    to->up ? REASON_EGRESS_DISCARDING
				   : REASON_EGRESS_DOWN);
	pass(account, v, STEP_EGRESS_STATE, no);

	if (from->settings.isolated && to->settings.isolated)
		return stop(account, v, STEP_ISOLATED, no, REASON_ISOLATED);
	pass(account, v, STEP_ISOLATED, no);

	if (is_too_long(br, f, v, no)) {
		add_too_long(v, no);
		return stop(account, v, STEP_MTU, no, REASON_MTU_EXCEEDED);
	}
	v->to = no;
	return stop(account, v, STEP_MTU, no, REASON_FORWARDED);
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

/* Removes the ports for which a frame is too long. */
static ALWAYS_INLINE void drop_too_short(const struct bridge *br,
					 const struct frame *f,
					 struct verdict *v)
{
	if (f->packet_len <= br->mtu_min && longest(f) <= br->frame_min)
		return;
	PORTSET_FOREACH(&v->flood, no) {
		if (!is_too_long(br, f, v, no))
			continue;
		portset_del(&v->flood, no);
		add_too_long(v, no);
	}
}

/* 8.6.1, 8.6.3, 8.6.4: the ports to which a frame is flooded */
static ALWAYS_INLINE void flood_ports(const struct bridge *br,
				      const struct frame *f, struct verdict *v,
				      struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];

	v->flood = br->egress[v->pkt_type];
	omit(account, br, v, OMISSION_FLAG);
	if (v->vid != VLAN_NONE)
		portset_keep(&v->flood, &br->vlan[v->vid].members);
	omit(account, br, v, OMISSION_VLAN);
	if (from->settings.isolated)
		portset_drop(&v->flood, &br->isolated);
	omit(account, br, v, OMISSION_ISOLATED);
	if (!from->settings.hairpin)
		portset_del(&v->flood, v->in);
	omit(account, br, v, OMISSION_INGRESS);
	drop_too_short(br, f, v);
	omit(account, br, v, OMISSION_TOO_LONG);
}

static ALWAYS_INLINE enum reason flood(const struct bridge *br,
				       const struct frame *f, int64_t now_ms,
				       struct verdict *v,
				       struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];
	enum reason reason = REASON_FLOODED;

	if ((from->metered >> v->pkt_type & 1) &&
	    is_metered_out(br, f, now_ms, (enum port_meter)v->pkt_type, v))
		return stop(account, v, STEP_STORM, v->in, REASON_STORM);
	pass(account, v, STEP_STORM, v->in);
	flood_ports(br, f, v, account);
	if (portset_empty(&v->flood))
		reason = v->some_too_long ? REASON_MTU_EXCEEDED
					  : REASON_NO_EGRESS;
	return stop(account, v, STEP_FLOOD, v->in, reason);
}

/* 8.6.3, Table 8-1: whether a frame stays on its link, as group_fwd says */
static ALWAYS_INLINE bool is_for_this_link(const struct bridge *br,
					   const struct frame *f,
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
static ALWAYS_INLINE enum reason check_source(const struct bridge *br,
					      const struct frame *f,
					      int64_t now_ms, struct verdict *v,
					      struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];
	struct fdb_entry e;
	bool known = fdb_lookup(br->fdb, v->vid, f->src, now_ms, &e);
	bool here = known && e.port == v->in && e.state != FDB_LOCAL;

	if (from->settings.locked && (!here || e.state == FDB_LOCKED)) {
		v->learn = v->learn && from->settings.mab && (!known || here);
		v->learn_as = FDB_LOCKED;
		return stop(account, v, STEP_LOCKED, v->in, REASON_LOCKED);
	}
	pass(account, v, STEP_LOCKED, v->in);
	if (known)
		found(account, &e);
	if (!from->settings.fdb_limit || here || v->protocol != L2PROTO_NONE ||
	    from->settings.violation == VIOLATION_FLOOD ||
	    (!(known && (FDB_CONFIGURED >> e.state & 1)) &&
	     fdb_port_has_room(br->fdb, v->in, now_ms))) {
		pass(account, v, STEP_FDB_LIMIT, v->in);
		return REASON_NONE;
	}
	v->learn = false;
	return stop(account, v, STEP_FDB_LIMIT, v->in, REASON_VIOLATION);
}

/* What vlan_ingress() found: first the VLAN, then whether the port is in it */
static ALWAYS_INLINE enum reason
note_vlan(struct account *account, const struct verdict *v, enum reason refused)
{
	if (refused != REASON_NONE && refused != REASON_VLAN_INGRESS)
		return stop(account, v, STEP_VLAN, v->in, refused);
	pass(account, v, STEP_VLAN, v->in);
	return stop(account, v, STEP_INGRESS, v->in, refused);
}

/* Ingress rules: classify to a VLAN, filter, and decide on learning */
static ALWAYS_INLINE enum reason ingress(const struct bridge *br,
					 const struct frame *f, int64_t now_ms,
					 struct verdict *v,
					 struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];
	enum reason refused = REASON_NONE;

	if (br->vlan_filtering)
		refused = vlan_ingress(br, f, v->in, &v->vid, &v->tagged);
	v->learn = from->settings.learning && refused == REASON_NONE &&
		   from->state != PORT_STATE_DISCARDING &&
		   !mac_is_zero(f->src) &&
		   !(br->vlan_filtering && br->vlan[v->vid].remote_span);
	v->learn_as = from->settings.fdb_sticky ? FDB_STATIC : FDB_LEARNED;

	/* The source of a link protocol's frame is learned, too (8.7); but not
	 * on a port that restricts sources. */
	if (v->pkt_type == PKT_MCAST)
		v->protocol = l2proto_of(f->dst);
	if (v->protocol != L2PROTO_NONE && restricts_sources(from))
		v->learn = false;
	if (is_for_this_link(br, f, v))
		return stop(account, v, STEP_RESERVED, v->in, REASON_RESERVED);
	pass(account, v, STEP_RESERVED, v->in);

	if (note_vlan(account, v, refused) != REASON_NONE)
		return refused;
	/* Protocols that the port's group_fwd forwards pass a locked port, too:
	 * a station could not authenticate (802.1X) otherwise. */
	if (!restricts_sources(from) ||
	    (v->protocol != L2PROTO_NONE &&
	     from->settings.group_fwd != PORT_GROUP_FWD_DEFAULT))
		return REASON_NONE;
	return check_source(br, f, now_ms, v, account);
}

/* The protocol of the switch that traps a frame */
static ALWAYS_INLINE enum trap trap_of(const struct bridge *br,
				       const struct frame *f)
{
	for (unsigned int i = 0; i < TRAP_COUNT; i++) {
		const struct trap_rule *rule = &br->traps[i];

		if (rule->type == f->type && mac_equal(rule->dst, f->dst) &&
		    (!rule->is_own || mac_equal(f->src, br->mac)))
			return (enum trap)i;
	}
	return TRAP_NONE;
}

/* 8.6.1 to 8.6.4: where a frame goes that its ingress port accepts */
static ALWAYS_INLINE enum reason egress(const struct bridge *br,
					const struct frame *f, int64_t now_ms,
					struct verdict *v,
					struct account *account)
{
	struct fdb_entry station;

	if (v->pkt_type == PKT_UCAST) {
		pass(account, v, STEP_LOOKUP, v->in);
		if (fdb_lookup(br->fdb, v->vid, f->dst, now_ms, &station)) {
			found(account, &station);
			return forward(br, f, &station, v, account);
		}
	}
	return flood(br, f, now_ms, v, account);
}

/* What decides before VLANs matter; REASON_NONE if nothing does */
static ALWAYS_INLINE enum reason receive(const struct bridge *br,
					 const struct frame *f, int64_t now_ms,
					 struct verdict *v,
					 struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];

	if (f->error != FRAME_OK)
		return stop(account, v, STEP_FRAME, v->in,
			    reason_for_error(f->error));
	pass(account, v, STEP_FRAME, v->in);
	v->pkt_type = pkt_type_of(f->dst);
	if (from->refuses)
		return stop(account, v, STEP_PORT, v->in,
			    (enum reason)from->refuses);
	pass(account, v, STEP_PORT, v->in);

	/* IEEE 802-2014 8.2.2: a group address is never a source.  Neither is
	 * the all-zero address; but such frames do no harm, so they pass. */
	if (mac_is_group(f->src))
		return stop(account, v, STEP_SOURCE, v->in,
			    REASON_GROUP_SOURCE);
	pass(account, v, STEP_SOURCE, v->in);
	/* Before VLAN classification: a trap matches in any VLAN. */
	if (v->pkt_type == PKT_MCAST) {
		v->trap = trap_of(br, f);
		if (v->trap != TRAP_NONE)
			return stop(account, v, STEP_TRAP, v->in, REASON_LOCAL);
		pass(account, v, STEP_TRAP, v->in);
	}
	if ((from->metered >> PORT_METER_POLICE & 1) &&
	    is_metered_out(br, f, now_ms, PORT_METER_POLICE, v))
		return stop(account, v, STEP_POLICE, v->in, REASON_POLICED);
	pass(account, v, STEP_POLICE, v->in);
	return REASON_NONE;
}

static ALWAYS_INLINE enum reason reason_for(const struct bridge *br,
					    const struct frame *f,
					    int64_t now_ms, struct verdict *v,
					    struct account *account)
{
	const struct bridge_port *from = &br->port[v->in];
	enum reason refused = receive(br, f, now_ms, v, account);

	if (refused != REASON_NONE)
		return refused;
	refused = ingress(br, f, now_ms, v, account);
	pass(account, v, STEP_LEARN, v->in);
	if (refused != REASON_NONE)
		return refused;
	/* 8.6.1 is checked only here, as the state may depend on the VLAN. */
	if (from->state != PORT_STATE_FORWARDING)
		return stop(account, v, STEP_STATE, v->in,
			    from->state == PORT_STATE_LEARNING
				    ? REASON_LEARNING
				    : REASON_DISCARDING);
	pass(account, v, STEP_STATE, v->in);
	return egress(br, f, now_ms, v, account);
}

static ALWAYS_INLINE void begin(struct verdict *v, port_no in)
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
}

enum reason decide(const struct bridge *br, const struct frame *f, port_no in,
		   int64_t now_ms, struct verdict *v)
{
	begin(v, in);
	return v->reason = reason_for(br, f, now_ms, v, NULL);
}

enum reason decide_explained(const struct bridge *br, const struct frame *f,
			     port_no in, int64_t now_ms, struct verdict *v,
			     struct account *account)
{
	begin(v, in);
	account_begin(account);
	return v->reason = reason_for(br, f, now_ms, v, account);
}
