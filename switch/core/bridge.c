/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/bridge.h"

#include <stdlib.h>

#include "frame/tag.h"

struct bridge *bridge_new(uint64_t seed)
{
	struct bridge *br = calloc(1, sizeof(*br));

	if (!br)
		return NULL;
	br->fdb = fdb_new(seed);
	br->vlan = calloc(VLAN_COUNT, sizeof(*br->vlan));
	if (!br->fdb || !br->vlan) {
		bridge_free(br);
		return NULL;
	}
	br->vlan_default_pvid = VLAN_PVID_DEFAULT;
	br->vlan_protocol = TPID_8021Q;
	br->mtu_min = UINT32_MAX;
	br->group_fwd = GROUP_FWD_LAB;
	return br;
}

void bridge_free(struct bridge *br)
{
	if (!br)
		return;
	fdb_free(br->fdb);
	free(br->vlan);
	free(br->vlan_counters);
	free(br);
}

/* What the frame's way wants to know at a glance, from the ports' settings. */
static void summarize(struct bridge *br)
{
	br->egress = (struct portset){ 0 };
	br->mtu_min = UINT32_MAX;
	for (port_no no = 1; no <= PORT_MAX; no++) {
		const struct bridge_port *p = &br->port[no];

		if (!p->exists || !p->up)
			continue;
		portset_add(&br->egress, no);
		if (p->mtu < br->mtu_min)
			br->mtu_min = p->mtu;
	}
}

port_no bridge_add_port(struct bridge *br, uint32_t mtu)
{
	for (port_no no = 1; no <= PORT_MAX; no++) {
		if (br->port[no].exists)
			continue;
		br->port[no] = (struct bridge_port){
			.exists = true,
			.learning = true,
			.ingress_filtering = true,
			.mtu = mtu,
			.pvid = br->vlan_default_pvid,
		};
		if (br->vlan_default_pvid != VLAN_NONE)
			vlan_join(br, br->vlan_default_pvid, no, true);
		return no;
	}
	return PORT_NONE;
}

static void flush_port(struct bridge *br, port_no no, unsigned int states)
{
	fdb_flush(br->fdb, (struct fdb_filter){ .port = no, .states = states });
}

void bridge_del_port(struct bridge *br, port_no no)
{
	static const struct vlan_port in_none;

	flush_port(br, no, FDB_ANY_STATE);
	bridge_reset_counters(br, no);
	vlan_port_set(br, no, &in_none);
	br->port[no] = (struct bridge_port){ 0 };
	summarize(br);
}

void bridge_set_up(struct bridge *br, port_no no, bool up)
{
	if (br->port[no].up == up)
		return;
	br->port[no].up = up;
	if (!up)
		flush_port(br, no, FDB_DYNAMIC);
	summarize(br);
}

void bridge_set_port(struct bridge *br, port_no no,
		     const struct bridge_port *from,
		     const struct vlan_port *vlans)
{
	struct bridge_port *p = &br->port[no];
	const struct bridge_port before = *p;

	*p = *from;
	p->exists = before.exists;
	p->up = before.up;
	p->mtu = before.mtu;
	vlan_port_set(br, no, vlans);
}

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu)
{
	br->port[no].mtu = mtu;
	summarize(br);
}

void bridge_reset_counters(struct bridge *br, port_no no)
{
	counters_fold(&br->past, &br->counters[no]);
	br->counters[no] = (struct counters){ 0 };
	vlan_counters_reset(br, no);
}

static uint64_t sum(const uint64_t *v, size_t n)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += v[i];
	return total;
}

static bool add_up(const struct counters *c, struct bridge_sums *sums)
{
	uint64_t received = sum(c->rx_packets, CAST_COUNT);
	uint64_t ended = sum(c->rx_ends, REASON_COUNT);

	sums->received += received;
	sums->ended += ended;
	sums->copies += c->copies;
	sums->handed += sum(c->tx_packets, CAST_COUNT) - c->tx_segments +
			c->tx_segmented - c->tx_merges + c->tx_merged;
	return received == ended;
}

/* Each VLAN's frames came from some port. */
static bool is_even(const struct bridge *br, vlan_id vid)
{
	const struct vlan *vlan = &br->vlan[vid];
	uint64_t ended = sum(vlan->rx_ends, REASON_COUNT);
	uint64_t received = vlan->past;

	if (!br->vlan_counters || (!ended && !vlan_exists(vlan)))
		return true;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (br->port[no].exists)
			received += vlan_counters(br, no, vid)->rx_packets;
	return received == ended;
}

static vlan_id uneven_vlan(const struct bridge *br)
{
	vlan_id vid = 1;

	while (vid <= VLAN_MAX && is_even(br, vid))
		vid++;
	return vid <= VLAN_MAX ? vid : VLAN_NONE;
}

bool bridge_sum(const struct bridge *br, struct bridge_sums *sums)
{
	*sums = (struct bridge_sums){ 0 };
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (!add_up(&br->counters[no], sums) &&
		    sums->uneven == PORT_NONE)
			sums->uneven = no;
	add_up(&br->past, sums);
	sums->uneven_vlan = uneven_vlan(br);
	return sums->received == sums->ended && sums->uneven == PORT_NONE &&
	       sums->uneven_vlan == VLAN_NONE && sums->copies == sums->handed;
}
