/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/bridge.h"

#include <stdlib.h>

struct bridge *bridge_new(uint64_t seed)
{
	struct bridge *br = calloc(1, sizeof(*br));

	if (!br)
		return NULL;
	br->fdb = fdb_new(seed);
	if (!br->fdb) {
		free(br);
		return NULL;
	}
	br->mtu_min = UINT32_MAX;
	br->group_fwd = GROUP_FWD_LAB;
	return br;
}

void bridge_free(struct bridge *br)
{
	if (!br)
		return;
	fdb_free(br->fdb);
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
			.mtu = mtu,
		};
		return no;
	}
	return PORT_NONE;
}

static void flush_port(struct bridge *br, port_no no, unsigned int states)
{
	fdb_flush(br->fdb, (struct fdb_filter){
				   .port = no,
				   .any_vid = true,
				   .states = states,
			   });
}

void bridge_del_port(struct bridge *br, port_no no)
{
	flush_port(br, no, FDB_ANY_STATE);
	bridge_reset_counters(br, no);
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

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu)
{
	br->port[no].mtu = mtu;
	summarize(br);
}

void bridge_reset_counters(struct bridge *br, port_no no)
{
	counters_fold(&br->past, &br->counters[no]);
	br->counters[no] = (struct counters){ 0 };
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

bool bridge_sum(const struct bridge *br, struct bridge_sums *sums)
{
	*sums = (struct bridge_sums){ 0 };
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (!add_up(&br->counters[no], sums) &&
		    sums->uneven == PORT_NONE)
			sums->uneven = no;
	add_up(&br->past, sums);
	return sums->received == sums->ended && sums->uneven == PORT_NONE &&
	       sums->copies == sums->handed;
}
