/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/fdb_index.h"

#include <assert.h>
#include <stdlib.h>

bool fdb_index_prepare(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		       port_no port)
{
	struct fdb_index_vlan **vlan = &t->vlan[state][vid];
	struct fdb_index_cell **block;

	assert(vid < VLAN_COUNT && port <= PORT_MAX);
	if (!*vlan)
		*vlan = calloc(1, sizeof(**vlan));
	if (!*vlan)
		return false;
	block = &(*vlan)->block[port / FDB_INDEX_BLOCK];
	if (!*block)
		*block = calloc(FDB_INDEX_BLOCK, sizeof(**block));
	return *block;
}

/* @n may be a negative number, as size_t wraps around. */
static void count(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		  port_no port, size_t n)
{
	t->vlan[state][vid]->count += n;
	fdb_index_cell(t, state, vid, port)->count += (uint32_t)n;
	if (FDB_DYNAMIC >> state & 1)
		t->dynamic += n;
	if (FDB_BY_FRAMES >> state & 1) {
		t->used += n;
		t->held[port] += n;
	}
	if (state != FDB_LOCAL)
		t->on[port] += n;
}

uint32_t fdb_index_add(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		       port_no port)
{
	if (port > t->last)
		t->last = port;
	count(t, state, vid, port, 1);
	return fdb_index_epoch(t, state, vid, port);
}

void fdb_index_del(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		   port_no port)
{
	count(t, state, vid, port, (size_t)-1);
}

static size_t flush_cell(struct fdb_index *t, enum fdb_state state, vlan_id vid,
			 port_no port)
{
	struct fdb_index_cell *cell;
	size_t n;

	if (!t->vlan[state][vid]->block[port / FDB_INDEX_BLOCK])
		return 0;
	cell = fdb_index_cell(t, state, vid, port);
	n = cell->count;
	if (n) {
		count(t, state, vid, port, -n);
		cell->epoch++;
	}
	return n;
}

static size_t flush_vlan(struct fdb_index *t, enum fdb_state state, vlan_id vid,
			 const struct fdb_filter *filter)
{
	const struct fdb_index_vlan *vlan = t->vlan[state][vid];
	size_t n = 0;

	if (!vlan || !vlan->count)
		return 0;
	if (filter->port != PORT_NONE)
		return flush_cell(t, state, vid, filter->port);
	for (port_no no = 1; no <= t->last && vlan->count; no++)
		if (!filter->ports || portset_has(filter->ports, no))
			n += flush_cell(t, state, vid, no);
	return n;
}

static size_t flush_state(struct fdb_index *t, enum fdb_state state,
			  const struct fdb_filter *filter)
{
	size_t n = 0;

	if (filter->vids) {
		VIDS_FOREACH(filter->vids, vid)
			n += flush_vlan(t, state, vid, filter);
		return n;
	}
	for (vlan_id vid = 0; vid < VLAN_COUNT; vid++)
		n += flush_vlan(t, state, vid, filter);
	return n;
}

size_t fdb_index_flush(struct fdb_index *t, struct fdb_filter filter)
{
	size_t n = 0;

	/* When a thousand ports are removed, most have no entries: this spares
	 * looking for them in 4,096 VLANs. */
	if (filter.port != PORT_NONE && !t->on[filter.port])
		filter.states &= 1u << FDB_LOCAL;
	for (unsigned int i = 0; i < FDB_STATE_COUNT; i++)
		if (filter.states >> i & 1)
			n += flush_state(t, (enum fdb_state)i, &filter);
	return n;
}

size_t fdb_index_in_vlan(const struct fdb_index *t, vlan_id vid)
{
	size_t n = 0;

	for (unsigned int i = 0; i < FDB_STATE_COUNT; i++)
		if ((FDB_BY_FRAMES >> i & 1) && t->vlan[i][vid])
			n += t->vlan[i][vid]->count;
	return n;
}

port_no fdb_index_most(const struct fdb_index *t)
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

static void vlan_free(struct fdb_index_vlan *vlan)
{
	if (!vlan)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(vlan->block); i++)
		free(vlan->block[i]);
	free(vlan);
}

void fdb_index_free(struct fdb_index *t)
{
	for (size_t i = 0; i < FDB_STATE_COUNT; i++)
		for (size_t vid = 0; vid < VLAN_COUNT; vid++)
			vlan_free(t->vlan[i][vid]);
}
