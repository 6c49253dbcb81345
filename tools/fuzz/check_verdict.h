/* SPDX-License-Identifier: BSD-2-Clause */
/* Properties of every verdict. */
#ifndef FUZZ_CHECK_VERDICT_H
#define FUZZ_CHECK_VERDICT_H

#include "core/bridge.h"
#include "core/decide.h"
#include "frame/tag.h"
#include "fuzz.h"

static bool is_member(const struct bridge *br, vlan_id vid, port_no no)
{
	return portset_has(&br->vlan[vid].members, no);
}

static bool floods(const struct bridge_port *p, enum pkt_type pkt_type)
{
	switch (pkt_type) {
	case PKT_UCAST:
		return p->settings.flood;
	case PKT_MCAST:
		return p->settings.mcast_flood;
	case PKT_BCAST:
	case PKT_TYPE_COUNT:
		break;
	}
	return p->settings.bcast_flood;
}

static void check_ports(const struct bridge *br, const struct frame *f,
			const struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	bool sends =
		v->reason == REASON_FORWARDED || v->reason == REASON_FLOODED;
	struct portset ports;

	verdict_ports(v, &ports);
	must(portset_empty(&ports) == !sends);
	must(!sends || v->reason < REASON_DROPS);
	must(!sends || !br->vlan_filtering || v->vid != VLAN_NONE);
	must(!portset_has(&ports, v->in) || from->settings.hairpin);
	must(!portset_has(&ports, PORT_NONE));
	must(!sends || from->state == PORT_STATE_FORWARDING);
	must(!v->learn || from->state >= PORT_STATE_LEARNING);
	PORTSET_FOREACH(&ports, no) {
		must(!from->settings.isolated ||
		     !br->port[no].settings.isolated);
		must(v->reason != REASON_FLOODED || floods(&br->port[no], v->pkt_type));
		must(br->port[no].exists && br->port[no].up);
		must(br->port[no].state == PORT_STATE_FORWARDING);
		must(f->packet_len <= br->port[no].mtu);
		must(!br->vlan_filtering || is_member(br, v->vid, no));
	}
	must(v->reason != REASON_FORWARDED ||
	     (portset_count(&ports) == 1 && portset_has(&ports, v->to)));
}

static void check_vlan(const struct bridge *br, const struct frame *f,
		       const struct verdict *v)
{
	const struct bridge_port *from = &br->port[v->in];
	vlan_id named = f->tci & TCI_VID;

	must(v->vid <= VLAN_MAX);
	if (!br->vlan_filtering)
		must(v->vid == VLAN_NONE && !v->tagged);
	if (f->error == FRAME_OK && from->up && !mac_is_group(f->src) &&
	    v->reason != REASON_POLICED && v->reason != REASON_MONITOR_PORT &&
	    v->trap == TRAP_NONE)
		must(bridge_vlan_of(br, f, v->in) == v->vid);
	if (v->tagged)
		must(f->tags && !from->settings.tunnel &&
		     f->tpid == vlan_tpid(br, &br->vlan[named]));
	if (v->vid != VLAN_NONE)
		must(v->vid == (v->tagged && named ? named : from->pvid) &&
		     vlan_exists(&br->vlan[v->vid]));
	if (v->learn && br->vlan_filtering)
		must(!br->vlan[v->vid].remote_span);
	if (v->learn && br->vlan_filtering)
		must(v->vid != VLAN_NONE && (is_member(br, v->vid, v->in) ||
					     !from->settings.ingress_filtering));
}

static void check_verdict(const struct bridge *br, const struct frame *f,
			  const struct verdict *v, port_no in)
{
	const struct bridge_port *from = &br->port[in];

	must(v->in == in);
	must(v->reason < REASON_COUNT);
	must(v->pkt_type < PKT_TYPE_COUNT);
	must(f->error == FRAME_OK || v->reason >= REASON_DROPS);
	must(from->up || v->reason >= REASON_DROPS);
	must((f->error == FRAME_OK && from->state == PORT_STATE_MONITOR) ==
	     (v->reason == REASON_MONITOR_PORT));
	if (v->learn)
		must(from->up && from->settings.learning && !mac_is_group(f->src) &&
		     !mac_is_zero(f->src));
	if (v->learn && from->settings.locked && v->reason >= REASON_DROPS &&
	    v->reason != REASON_NO_EGRESS && v->reason != REASON_STORM)
		must(v->learn_as != FDB_LOCKED || from->settings.mab);
	must(v->reason != REASON_LOCKED || from->settings.locked);
	must(v->reason != REASON_VIOLATION || from->settings.fdb_limit);
	must(v->reason != REASON_STORM || from->metered >> v->pkt_type & 1);
	must(!(v->spend & ~from->metered));
	if (v->some_too_long)
		must((!portset_has(&v->too_long, in) || from->settings.hairpin) &&
		     !portset_empty(&v->too_long));
	check_vlan(br, f, v);
	check_ports(br, f, v);
}

#endif /* FUZZ_CHECK_VERDICT_H */
