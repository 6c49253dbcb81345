/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/tally.h"

#include <assert.h>
#include <stdlib.h>

bool tally_prepare(struct tally *t, enum fdb_state state, vlan_id vid)
{
	struct tally_vlan **vlan = &t->vlan[state][vid];

	assert(vid < TALLY_VLANS);
	if (!*vlan)
		*vlan = calloc(1, sizeof(**vlan));
	return *vlan;
}

/* @n may be less than nothing */
static void count(struct tally *t, enum fdb_state state, vlan_id vid,
		  port_no port, size_t n)
{
	struct tally_vlan *vlan = t->vlan[state][vid];

	vlan->count += n;
	vlan->port[port].count += (uint32_t)n;
	if (FDB_DYNAMIC >> state & 1)
		t->dynamic += n;
	if (state == FDB_LEARNED) {
		t->used += n;
		t->held[port] += n;
	}
}

uint32_t tally_add(struct tally *t, enum fdb_state state, vlan_id vid,
		   port_no port)
{
	if (port > t->last)
		t->last = port;
	count(t, state, vid, port, 1);
	return tally_epoch(t, state, vid, port);
}

void tally_del(struct tally *t, enum fdb_state state, vlan_id vid, port_no port)
{
	count(t, state, vid, port, (size_t)-1);
}

static size_t flush_cell(struct tally *t, enum fdb_state state, vlan_id vid,
			 port_no port)
{
	struct tally_cell *cell = &t->vlan[state][vid]->port[port];
	size_t n = cell->count;

	if (n) {
		count(t, state, vid, port, -n);
		cell->epoch++;
	}
	return n;
}

static size_t flush_vlan(struct tally *t, enum fdb_state state, vlan_id vid,
			 port_no only)
{
	const struct tally_vlan *vlan = t->vlan[state][vid];
	size_t n = 0;

	if (!vlan || !vlan->count)
		return 0;
	if (only != PORT_NONE)
		return flush_cell(t, state, vid, only);
	for (port_no no = 1; no <= t->last && vlan->count; no++)
		n += flush_cell(t, state, vid, no);
	return n;
}

static size_t flush_state(struct tally *t, enum fdb_state state,
			  const struct fdb_filter *filter)
{
	size_t n = 0;

	if (!filter->any_vid)
		return flush_vlan(t, state, filter->vid, filter->port);
	for (vlan_id vid = 0; vid < TALLY_VLANS; vid++)
		n += flush_vlan(t, state, vid, filter->port);
	return n;
}

size_t tally_flush(struct tally *t, struct fdb_filter filter)
{
	size_t n = 0;

	for (unsigned int i = 0; i < FDB_STATE_COUNT; i++)
		if (filter.states >> i & 1)
			n += flush_state(t, (enum fdb_state)i, &filter);
	return n;
}

port_no tally_most(const struct tally *t)
{
	port_no found = PORT_NONE;
	size_t most = 0;

	for (port_no no = 1; no <= t->last; no++) {
		if (t->held[no] > most) {
			most = t->held[no];
			found = no;
		}
	}
	return found;
}

void tally_free(struct tally *t)
{
	for (size_t i = 0; i < FDB_STATE_COUNT; i++)
		for (size_t vid = 0; vid < TALLY_VLANS; vid++)
			free(t->vlan[i][vid]);
}
