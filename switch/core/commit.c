/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/commit.h"

static uint64_t copies_of(const struct verdict *v)
{
	if (v->reason == REASON_FORWARDED)
		return 1;
	return v->reason == REASON_FLOODED ? portset_count(&v->flood) : 0;
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
