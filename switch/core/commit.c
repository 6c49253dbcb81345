/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/commit.h"

static uint64_t copies_of(const struct verdict *v)
{
	if (v->reason == REASON_FORWARDED)
		return 1;
	return v->reason == REASON_FLOODED ? portset_count(&v->flood) : 0;
}

static void count_out_of_vlan(struct bridge *br, const struct frame *f,
			      vlan_id vid, port_no no)
{
	struct vlan_counters *c = vlan_counters(br, no, vid);

	br->vlan[vid].tx_packets++;
	br->vlan[vid].tx_bytes += f->len;
	c->tx_packets++;
	c->tx_bytes += f->len;
}

static void count_in_vlan(struct bridge *br, const struct frame *f,
			  const struct verdict *v)
{
	struct vlan_counters *c = vlan_counters(br, v->in, v->vid);

	br->vlan[v->vid].rx_ends[v->reason]++;
	br->vlan[v->vid].rx_bytes += f->len;
	c->rx_packets++;
	c->rx_bytes += f->len;
	c->rx_drops += v->reason >= REASON_DROPS;
	if (v->reason == REASON_FORWARDED)
		count_out_of_vlan(br, f, v->vid, v->to);
	if (v->reason == REASON_FLOODED)
		PORTSET_FOREACH(&v->flood, no)
			count_out_of_vlan(br, f, v->vid, no);
}

enum fdb_change bridge_commit(struct bridge *br, const struct frame *f,
			      const struct verdict *v, int64_t now_ms)
{
	struct counters *c = &br->counters[v->in];
	enum fdb_change change;

	c->rx_packets[v->cast]++;
	c->rx_bytes += f->len;
	c->rx_ends[v->reason]++;
	c->copies += copies_of(v);
	if (v->vid != VLAN_NONE)
		count_in_vlan(br, f, v);
	if (v->some_too_long)
		PORTSET_FOREACH(&v->too_long, no)
			br->counters[no].tx_drops[TX_REASON_MTU_EXCEEDED]++;

	if (!v->learn)
		return FDB_REFRESHED;
	change = fdb_learn(br->fdb, v->vid, f->src, v->in, now_ms);
	if (change == FDB_MOVED)
		c->fdb_moves++;
	return change;
}
