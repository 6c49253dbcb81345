/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/commit.h"

#define STORM_PAUSE_MS 1000 /* without a drop: the storm is over */

/* Most frames do not need these functions, and are faster without them. */
#define NOT_INLINED   __attribute__((noinline))
#define ALWAYS_INLINE inline __attribute__((always_inline))

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

	c->tx_packets++;
	c->tx_bytes += f->len;
}

static void count_in_vlan(struct bridge *br, const struct frame *f,
			  const struct verdict *v)
{
	struct vlan *vlan = &br->vlan[v->vid];
	struct vlan_counters *c = vlan_counters(br, v->in, v->vid);
	uint64_t copies = 0;

	vlan->rx_ends[v->reason]++;
	vlan->rx_bytes += f->len;
	c->rx_packets++;
	c->rx_bytes += f->len;
	c->rx_drops += v->reason >= REASON_DROPS;
	if (v->reason == REASON_FORWARDED) {
		count_out_of_vlan(br, f, v->vid, v->to);
		copies = 1;
	}
	if (v->reason == REASON_FLOODED) {
		PORTSET_FOREACH(&v->flood, no) {
			count_out_of_vlan(br, f, v->vid, no);
			copies++;
		}
	}
	vlan->tx_packets += copies;
	vlan->tx_bytes += copies * f->len;
}

static void errdisable(struct bridge *br, port_no no,
		       enum errdisable_cause cause, int64_t now_ms)
{
	const uint32_t recovery_s = br->port[no].settings.recovery_s;

	bridge_errdisable(br, no, cause,
			  recovery_s ? now_ms + 1000 * (int64_t)recovery_s
				     : INT64_MAX);
}

static void note_violation(struct bridge *br, const struct frame *f,
			   const struct verdict *v, int64_t now_ms)
{
	const struct bridge_port *from = &br->port[v->in];

	if (from->settings.violation == VIOLATION_PROTECT)
		return;
	if (violations_note(&br->violations, f->src, v->vid, v->in, now_ms))
		event_add(&br->events, &(struct event){ .kind = EVENT_VIOLATION,
							.port = v->in,
							.vid = v->vid,
							.mac = f->src });
	if (from->settings.violation == VIOLATION_SHUTDOWN)
		errdisable(br, v->in, ERRDISABLE_VIOLATION, now_ms);
}

static void note_storm(struct bridge *br, const struct verdict *v,
		       int64_t now_ms)
{
	int64_t *ends_ms = &br->storm_ends_ms[v->in][v->pkt_type];

	if (now_ms >= *ends_ms)
		event_add(&br->events, &(struct event){ .kind = EVENT_STORM,
							.port = v->in,
							.vid = v->vid,
							.value = v->pkt_type });
	*ends_ms = now_ms + STORM_PAUSE_MS;
	if (br->port[v->in].settings.storm_shutdown)
		errdisable(br, v->in, ERRDISABLE_STORM, now_ms);
}

static void spend(struct bridge *br, const struct frame *f,
		  const struct verdict *v, int64_t now_ms)
{
	for (unsigned int i = 0; i < PORT_METER_COUNT; i++) {
		struct meter *m = &br->meter[v->in][i];

		if (v->spend >> i & 1)
			meter_take(m, meter_cost(m, f), now_ms);
	}
}

static void learn(struct bridge *br, const struct frame *f,
		  const struct verdict *v, int64_t now_ms)
{
	if (fdb_learn(br->fdb, v->vid, f->src, v->in, v->learn_as, now_ms) !=
	    FDB_MOVED)
		return;
	br->counters[v->in].fdb_moves++;
	bridge_note_flap(br, f->src, v->vid, fdb_moved_from(br->fdb), v->in,
			 now_ms);
}

static NOT_INLINED void apply_violation(struct bridge *br,
					const struct frame *f,
					const struct verdict *v, int64_t now_ms)
{
	if (v->reason == REASON_VIOLATION)
		note_violation(br, f, v, now_ms);
	if (v->reason == REASON_STORM)
		note_storm(br, v, now_ms);
}

static NOT_INLINED void note_oversize(struct bridge *br, const struct frame *f,
				      const struct verdict *v)
{
	PORTSET_FOREACH(&v->too_long, no) {
		br->counters[no].tx_drops[TX_REASON_MTU_EXCEEDED]++;
		bridge_note_oversize(br, no, f->packet_len,
				     verdict_excess(br, f, v, no));
	}
}

/* All counters of the ingress port, but for the stations that move there */
static ALWAYS_INLINE void count_received(const struct bridge *br,
					 const struct frame *f,
					 const struct verdict *v,
					 struct counters *c)
{
	c->copies += copies_of(v);
	c->rx_packets[v->pkt_type]++;
	c->rx_bytes += f->len;
	c->rx_ends[v->reason]++;
	if (v->protocol != L2PROTO_NONE)
		c->rx_protocols[v->protocol]++;
	if (v->trap != TRAP_NONE && br->traps[v->trap].is_own)
		c->rx_own++;
}

void bridge_commit(struct bridge *br, const struct frame *f,
		   const struct verdict *v, int64_t now_ms)
{
	count_received(br, f, v, &br->counters[v->in]);
	if (v->vid != VLAN_NONE)
		count_in_vlan(br, f, v);
	if (v->some_too_long)
		note_oversize(br, f, v);

	if (v->spend)
		spend(br, f, v, now_ms);
	if (v->learn)
		learn(br, f, v, now_ms);
	if (v->reason >= REASON_DROPS)
		apply_violation(br, f, v, now_ms);
}

void bridge_forecast(const struct bridge *br, const struct frame *f,
		     const struct verdict *v, int64_t now_ms, port_no no,
		     struct counters *c)
{
	*c = (struct counters){ 0 };
	if (v->some_too_long && portset_has(&v->too_long, no))
		c->tx_drops[TX_REASON_MTU_EXCEEDED]++;
	if (no != v->in)
		return;
	count_received(br, f, v, c);
	c->fdb_moves += v->learn && fdb_foresee(br->fdb, v->vid, f->src, v->in,
						now_ms) == FDB_MOVED;
}
