/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many entries of the filtering database each port has, by state and VLAN,
 * and which of them a flush has made stale.
 *
 * An entry notes the epoch of its cell when it is counted there.  A flush sets
 * the cells that are meant to 0 and begins a new epoch in each: from then on
 * every entry of the old one is stale, wherever it lies, and nobody need look
 * for them.  Their number is known, and whoever takes a port's number later
 * begins with a cell of his own time.
 *
 * Limit:  an epoch has 32 bits and ends only with a cell that was not empty, so
 *         that it would take as many flushes, each with a new station in
 *         between, to meet a number again before the entry is swept away.
 * Memory: for each state in each VLAN that has had an entry 0.3 KiB, and as much
 *         for every 32 ports among which there was one.  So two ports with a
 *         station in each VLAN take 2 MiB; with room for all ports at once it
 *         would be 32.
 */
#ifndef CORE_FDB_INDEX_H
#define CORE_FDB_INDEX_H

#include "core/fdb.h"

/** struct fdb_index_cell - One state in one VLAN on one port */
struct fdb_index_cell {
	uint32_t count;
	uint32_t epoch;
};

#define FDB_INDEX_BLOCK	32		/* ports */

/**
 * struct fdb_index_vlan - One state in one VLAN
 * @count:	The ports' sum
 * @block:	Cells of FDB_INDEX_BLOCK ports; NULL where there never was an entry
 */
struct fdb_index_vlan {
	size_t count;
	struct fdb_index_cell *block[PORT_MAX / FDB_INDEX_BLOCK + 1];
};

/**
 * struct fdb_index - All that counts; what a flush made stale is not in it
 * @used:	Entries that frames made
 * @dynamic:	Those and sticky ones
 * @held:	Entries that frames made, by port
 * @on:		All but local ones, by port
 * @last:	The highest port that ever had an entry
 * @vlan:	NULL where there never was an entry
 */
struct fdb_index {
	size_t used;
	size_t dynamic;
	size_t held[PORT_MAX + 1];
	size_t on[PORT_MAX + 1];
	port_no last;
	struct fdb_index_vlan *vlan[FDB_STATE_COUNT][VLAN_COUNT];
};

/** fdb_index_prepare() - Before one is counted; false when memory is short */
bool fdb_index_prepare(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		   port_no port);

/** fdb_index_add() - Count one more; returns the epoch it belongs to */
uint32_t fdb_index_add(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		   port_no port);

/** fdb_index_del() - Count one less, of the epoch that is now */
void fdb_index_del(struct fdb_index *t, enum fdb_state state, vlan_id vid,
	       port_no port);

/** fdb_index_cell() - Where something was counted before, or prepared */
static inline struct fdb_index_cell *fdb_index_cell(const struct fdb_index *t,
					    enum fdb_state state, vlan_id vid,
					    port_no port)
{
	return &t->vlan[state][vid]->block[port / FDB_INDEX_BLOCK]
					  [port % FDB_INDEX_BLOCK];
}

/** fdb_index_epoch() - The one that is now, where something was counted before */
static inline uint32_t fdb_index_epoch(const struct fdb_index *t, enum fdb_state state,
				   vlan_id vid, port_no port)
{
	return fdb_index_cell(t, state, vid, port)->epoch;
}

/** fdb_index_flush() - Make stale what is meant; returns how many that are */
size_t fdb_index_flush(struct fdb_index *t, struct fdb_filter filter);

/** fdb_index_in_vlan() - Entries that frames made in a VLAN */
size_t fdb_index_in_vlan(const struct fdb_index *t, vlan_id vid);

/** fdb_index_most() - The port that has most learned entries; PORT_NONE if none */
port_no fdb_index_most(const struct fdb_index *t);

/** fdb_index_free() - What fdb_index_prepare() made, not @t */
void fdb_index_free(struct fdb_index *t);

#endif /* CORE_FDB_INDEX_H */
