/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/blame.h"

#include "frame/tag.h"

enum cause port_cause(const struct scene *scene, port_no no)
{
	const struct bridge_port *p = &scene->bridge->port[no];

	if (no == PORT_NONE || !p->exists)
		return CAUSE_NONE;
	if (p->up)
		return p->state == PORT_STATE_MONITOR ? CAUSE_MONITOR
						      : CAUSE_NONE;
	switch ((enum errdisable_cause)p->errdisabled) {
	case ERRDISABLE_VIOLATION:
		return CAUSE_SHUT_VIOLATION;
	case ERRDISABLE_STORM:
		return CAUSE_SHUT_STORM;
	case ERRDISABLE_LOOP:
		return CAUSE_SHUT_LOOP;
	case ERRDISABLE_NONE:
	case ERRDISABLE_COUNT:
		break;
	}
	if (!scene->port[no].is_set_up)
		return CAUSE_PORT_DOWN;
	return scene->port[no].is_present ? CAUSE_LINK_DOWN : CAUSE_NOT_PRESENT;
}

/* A port that sends no VLAN with a tag, and has one without, is an access
 * port. */
static enum cause vlan_cause(const struct scene *scene, port_no no)
{
	return scene->bridge->port[no].pvid == VLAN_NONE ||
			       vlan_has_tagged(scene->bridge, no)
		       ? CAUSE_MISSING_VLAN
		       : CAUSE_WRONG_PVID;
}

static void set_drop(struct finding *f, enum reason reason, port_no port)
{
	f->cause = CAUSE_DROPPED;
	f->reason = reason;
	f->port = port;
}

static void set_state(struct finding *f, const struct scene *scene,
		      enum reason reason, port_no port)
{
	set_drop(f, reason, port);
	if (port_cause(scene, port) != CAUSE_NONE)
		f->cause = port_cause(scene, port);
}

/* A flooded frame was not sent to the port of the other end. */
static void blame_omission(struct finding *f, const struct scene *scene,
			   enum omission why, port_no to)
{
	f->port = to;
	switch (why) {
	case OMISSION_INGRESS:
		f->cause = CAUSE_SAME_PORT;
		break;
	case OMISSION_ERRDISABLED:
		set_state(f, scene, REASON_ERRDISABLED, to);
		break;
	case OMISSION_DOWN:
		set_state(f, scene, REASON_EGRESS_DOWN, to);
		break;
	case OMISSION_STATE:
	case OMISSION_MONITOR:
		set_state(f, scene, REASON_EGRESS_DISCARDING, to);
		break;
	case OMISSION_FLAG:
		f->cause = CAUSE_FLOOD_OFF;
		break;
	case OMISSION_VLAN:
		f->cause = vlan_cause(scene, to);
		break;
	case OMISSION_ISOLATED:
		set_drop(f, REASON_ISOLATED, to);
		break;
	case OMISSION_TOO_LONG:
		set_drop(f, REASON_MTU_EXCEEDED, to);
		break;
	case OMISSION_COUNT:
		f->cause = CAUSE_NONE;
		break;
	}
}

/* The rule that stopped the frame, and the port that the rule looked at */
static void blame_rule(struct finding *f, const struct scene *scene,
		       const struct account *account, enum reason reason)
{
	const port_no port = account->step[account->count - 1].port;

	switch (reason) {
	case REASON_PORT_DOWN:
	case REASON_ERRDISABLED:
	case REASON_EGRESS_DOWN:
	case REASON_EGRESS_DISCARDING:
	case REASON_MONITOR_PORT:
		set_state(f, scene, reason, port);
		break;
	case REASON_VLAN_INGRESS:
		set_drop(f, reason, port);
		f->cause = CAUSE_MISSING_VLAN;
		break;
	case REASON_VLAN_EGRESS:
		set_drop(f, reason, port);
		f->cause = vlan_cause(scene, port);
		break;
	case REASON_FILTERED:
		f->cause = CAUSE_SAME_PORT;
		f->port = port;
		break;
	default:
		set_drop(f, reason, port);
	}
}

/* The port where the table has the destination; PORT_NONE if the table was not
 * read, or does not know it */
static port_no known_port(const struct account *account)
{
	for (unsigned int i = 0; i < account->count; i++) {
		const struct step *step = &account->step[i];

		if (step->kind == STEP_LOOKUP && step->found &&
		    step->entry.state != FDB_LOCAL)
			return step->entry.port;
	}
	return PORT_NONE;
}

/* The frame was for another port than that of the other end; false if not. */
static bool blame_table(struct finding *f, const struct scene *scene,
			const struct account *account, port_no to)
{
	const port_no known = known_port(account);

	if (to == PORT_NONE || known == PORT_NONE)
		return false;
	if (known != to) {
		f->cause = CAUSE_WRONG_PORT;
		f->port = to;
		f->other = known;
		return true;
	}
	/* The last rule looked at a backup port, which stands in for it. */
	if (account->step[account->count - 1].port != to) {
		set_state(f, scene, REASON_EGRESS_DOWN, to);
		return true;
	}
	return false;
}

/* Why the frame would not be sent to the port @to now; CAUSE_NONE if it would */
static void blame_verdict(struct finding *f, const struct scene *scene,
			  const struct verdict *v,
			  const struct account *account, port_no to)
{
	struct portset ports;

	verdict_ports(v, &ports);
	if (to == PORT_NONE ? !portset_empty(&ports) : portset_has(&ports, to))
		f->cause = CAUSE_NONE;
	else if (blame_table(f, scene, account, to))
		return;
	else if (to != PORT_NONE && account->omitted[to] != OMISSION_NONE)
		blame_omission(f, scene, (enum omission)account->omitted[to],
			       to);
	else
		blame_rule(f, scene, account, v->reason);
}

/* Rates depend on other frames, so that this one may pass now. */
static bool is_limited(const struct scene *scene, const struct flow *flow,
		       const struct verdict *v)
{
	const uint8_t metered = scene->bridge->port[flow->in].metered;

	if (flow->reason == REASON_STORM)
		return metered >> v->pkt_type & 1;
	return flow->reason == REASON_POLICED &&
	       metered >> PORT_METER_POLICE & 1;
}

/* What became of the frames then, if that does not happen any more */
static void blame_past(struct finding *f, const struct flow *flow, port_no to)
{
	f->is_still = false;
	if (flow->reason >= REASON_DROPS)
		set_drop(f, flow->reason, to);
	else
		f->cause = CAUSE_PASSED;
	f->port = to;
}

/* The VLAN of the frame, also one that does not exist */
static vlan_id vid_of(const struct flow *flow, const struct frame *f,
		      const struct verdict *v)
{
	if (v->vid != VLAN_NONE)
		return v->vid;
	return v->tagged ? f->tci & TCI_VID : flow->vid;
}

void blame(struct finding *f, const struct scene *scene,
	   const struct flow *flow, port_no to)
{
	struct account account;
	struct verdict v;
	struct frame frame;

	if (!flow_decide(flow, scene, &frame, &v, &account)) {
		blame_past(f, flow, to);
		return;
	}
	f->mac = frame.dst;
	f->vid = vid_of(flow, &frame, &v);
	if (is_limited(scene, flow, &v)) {
		set_drop(f, flow->reason, flow->in);
		return;
	}
	blame_verdict(f, scene, &v, &account, to);
	if (f->cause == CAUSE_NONE)
		blame_past(f, flow, to);
}
