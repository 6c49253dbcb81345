/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/vlan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/bridge.h"
#include "frame/tag.h"

const char *vlan_accept_word(enum vlan_accept accept)
{
	static const char *const words[VLAN_ACCEPT_COUNT] = {
		[VLAN_ACCEPT_ALL] = "all",
		[VLAN_ACCEPT_TAGGED] = "tagged",
		[VLAN_ACCEPT_UNTAGGED] = "untagged",
	};

	return words[accept];
}

int vlan_prepare(struct bridge *br)
{
	if (!br->vlan_counters)
		br->vlan_counters =
			calloc(PORT_MAX + 1, sizeof(*br->vlan_counters));
	return br->vlan_counters ? 0 : -ENOMEM;
}

int vlan_filtering_set(struct bridge *br, bool on)
{
	if (br->vlan_filtering == on)
		return 0;
	if (vlan_prepare(br))
		return -ENOMEM;
	br->vlan_filtering = on;
	fdb_flush(br->fdb, (struct fdb_filter){ .states = FDB_DYNAMIC });
	return 0;
}

uint16_t vlan_tpid(const struct bridge *br, const struct vlan *vlan)
{
	return vlan->own_tpid ? vlan->own_tpid : br->vlan_protocol;
}

static void changed(struct bridge *br, port_no no)
{
	event_of_port(&br->events, EVENT_PORT_VLANS, no, 0);
}

static void all_changed(struct bridge *br, const struct portset *ports)
{
	PORTSET_FOREACH(ports, no)
		changed(br, no);
}

/* The static functions below write no event; their callers do, but for a new
 * port, which has no name yet. */
static void join(struct bridge *br, vlan_id vid, port_no no, bool untagged)
{
	struct vlan *vlan = &br->vlan[vid];

	portset_add(&vlan->members, no);
	if (untagged)
		portset_add(&vlan->untagged, no);
	else
		portset_del(&vlan->untagged, no);
}

void vlan_join_default(struct bridge *br, port_no no)
{
	br->port[no].pvid = br->vlan_default_pvid;
	if (br->vlan_default_pvid != VLAN_NONE)
		join(br, br->vlan_default_pvid, no, true);
}

void vlan_join(struct bridge *br, vlan_id vid, port_no no, bool untagged)
{
	join(br, vid, no, untagged);
	changed(br, no);
}

static void forget(struct bridge *br, vlan_id vid, port_no no)
{
	portset_del(&br->vlan[vid].members, no);
	portset_del(&br->vlan[vid].untagged, no);
	if (br->port[no].pvid == vid)
		br->port[no].pvid = VLAN_NONE;
}

static void leave(struct bridge *br, const struct vids *vids, port_no no)
{
	VIDS_FOREACH(vids, vid)
		forget(br, vid, no);
	fdb_flush(br->fdb, (struct fdb_filter){
				   .port = no,
				   .vids = vids,
				   .states = FDB_DYNAMIC,
			   });
}

static void join_ports(struct bridge *br, const struct vids *vids,
		       const struct portset *ports, bool untagged)
{
	VIDS_FOREACH(vids, vid) {
		struct vlan *vlan = &br->vlan[vid];

		portset_join(&vlan->members, ports);
		if (untagged)
			portset_join(&vlan->untagged, ports);
		else
			portset_drop(&vlan->untagged, ports);
	}
}

void vlan_join_ports(struct bridge *br, const struct vids *vids,
		     const struct portset *ports, bool untagged)
{
	join_ports(br, vids, ports, untagged);
	all_changed(br, ports);
}

static void leave_ports(struct bridge *br, const struct vids *vids,
			const struct portset *ports)
{
	VIDS_FOREACH(vids, vid) {
		portset_drop(&br->vlan[vid].members, ports);
		portset_drop(&br->vlan[vid].untagged, ports);
	}
	PORTSET_FOREACH(ports, no)
		if (vids_has(vids, br->port[no].pvid))
			br->port[no].pvid = VLAN_NONE;
	fdb_flush(br->fdb, (struct fdb_filter){
				   .vids = vids,
				   .states = FDB_DYNAMIC,
				   .ports = ports,
			   });
}

void vlan_leave_ports(struct bridge *br, const struct vids *vids,
		      const struct portset *ports)
{
	leave_ports(br, vids, ports);
	all_changed(br, ports);
}

bool vlan_has_tagged(const struct bridge *br, port_no no)
{
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++)
		if (portset_has(&br->vlan[vid].members, no) &&
		    !portset_has(&br->vlan[vid].untagged, no))
			return true;
	return false;
}

struct portset vlan_tagged(const struct bridge *br)
{
	struct portset all = { 0 };

	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		struct portset tagged = br->vlan[vid].members;

		portset_drop(&tagged, &br->vlan[vid].untagged);
		portset_join(&all, &tagged);
	}
	return all;
}

/* Whether a port still has the default PVID, as in a Linux bridge */
static bool has_default_pvid(const struct bridge *br, port_no no, vlan_id next)
{
	vlan_id pvid = br->vlan_default_pvid;

	return br->port[no].exists && br->port[no].pvid == pvid &&
	       (pvid == VLAN_NONE ||
		portset_has(&br->vlan[pvid].untagged, no)) &&
	       !portset_has(&br->vlan[next].members, no);
}

void vlan_default_pvid_set(struct bridge *br, vlan_id vid,
			   const struct portset *fixed)
{
	vlan_id before = br->vlan_default_pvid;
	struct vids left = { { 0 } };

	if (vid == before)
		return;
	vids_add(&left, before);
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (portset_has(fixed, no) || !has_default_pvid(br, no, vid))
			continue;
		if (before != VLAN_NONE)
			leave(br, &left, no);
		if (vid != VLAN_NONE)
			join(br, vid, no, true);
		br->port[no].pvid = vid;
		changed(br, no);
	}
	br->vlan_default_pvid = vid;
}

void vlan_port_get(const struct bridge *br, port_no no, struct vlan_port *vp)
{
	*vp = (struct vlan_port){ .pvid = br->port[no].pvid };
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		if (portset_has(&br->vlan[vid].members, no))
			vids_add(&vp->members, vid);
		if (portset_has(&br->vlan[vid].untagged, no))
			vids_add(&vp->untagged, vid);
	}
}

void vlan_port_set(struct bridge *br, port_no no, const struct vlan_port *vp)
{
	struct vids left = { { 0 } };

	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		if (vids_has(&vp->members, vid)) {
			join(br, vid, no, vids_has(&vp->untagged, vid));
		} else if (portset_has(&br->vlan[vid].members, no)) {
			vids_add(&left, vid);
		}
	}
	leave(br, &left, no);
	br->port[no].pvid = vp->pvid;
	changed(br, no);
}

void vlan_ports_set(struct bridge *br, const struct portset *ports,
		    const struct vlan_port *vp)
{
	struct vids left = { { 0 } }, tagged = vp->members;

	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		if (vids_has(&vp->untagged, vid))
			vids_del(&tagged, vid);
		if (!vids_has(&vp->members, vid) &&
		    portset_meets(&br->vlan[vid].members, ports))
			vids_add(&left, vid);
	}
	join_ports(br, &tagged, ports, false);
	join_ports(br, &vp->untagged, ports, true);
	leave_ports(br, &left, ports);
	PORTSET_FOREACH(ports, no)
		br->port[no].pvid = vp->pvid;
	all_changed(br, ports);
}

enum reason vlan_ingress(const struct bridge *br, const struct frame *f,
			 port_no in, vlan_id *vid, bool *tagged)
{
	const struct bridge_port *from = &br->port[in];
	const vlan_id said = f->tci & TCI_VID;
	const struct vlan *vlan = &br->vlan[said];
	const bool is_tag = f->tags && f->tpid == vlan_tpid(br, vlan) &&
			    !from->settings.tunnel;
	const bool has_vid = is_tag && said != VLAN_NONE;

	*vid = VLAN_NONE;
	*tagged = is_tag;
	if (has_vid && said == VLAN_RESERVED)
		return REASON_VLAN_VID;
	if (from->settings.accept ==
	    (has_vid ? VLAN_ACCEPT_UNTAGGED : VLAN_ACCEPT_TAGGED))
		return REASON_VLAN_TYPE;
	if (!has_vid) {
		if (from->pvid == VLAN_NONE)
			return REASON_VLAN_PVID;
		vlan = &br->vlan[from->pvid];
	}
	if (portset_has(&vlan->members, in)) {
		*vid = (vlan_id)(vlan - br->vlan);
		return REASON_NONE;
	}
	if (!vlan_exists(vlan))
		return REASON_VLAN_INGRESS;
	*vid = (vlan_id)(vlan - br->vlan);
	return from->settings.ingress_filtering ? REASON_VLAN_INGRESS
						: REASON_NONE;
}

vlan_id vlan_of(const struct bridge *br, const struct frame *f, port_no in)
{
	vlan_id vid;
	bool tagged;

	vlan_ingress(br, f, in, &vid, &tagged);
	return vid;
}

struct vlan_counters *vlan_counters(const struct bridge *br, port_no no,
				    vlan_id vid)
{
	return &br->vlan_counters[no][vid];
}

void vlan_counters_reset_all(struct bridge *br)
{
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		struct vlan *vlan = &br->vlan[vid];

		/* Nothing was ever counted: do not touch its memory. */
		if (!vlan->past)
			continue;
		/* Ports keep what they have counted since they were reset. */
		for (unsigned int r = 0; r < REASON_COUNT; r++)
			vlan->past -= vlan->rx_ends[r];
		memset(vlan->rx_ends, 0, sizeof(vlan->rx_ends));
		vlan->rx_bytes = vlan->tx_packets = vlan->tx_bytes = 0;
	}
}

void vlan_counters_reset(struct bridge *br, port_no no)
{
	if (!br->vlan_counters)
		return;
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		struct vlan_counters *c = vlan_counters(br, no, vid);

		/* Nothing was ever counted: do not touch its memory. */
		if (!c->rx_packets && !c->tx_packets)
			continue;
		br->vlan[vid].past += c->rx_packets;
		*c = (struct vlan_counters){ 0 };
	}
}
