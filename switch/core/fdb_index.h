/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Index of the filtering database: it counts the entries of each port by state
 * and VLAN, and knows which entries a flush has made stale.
 *
 * There is a cell for each state, VLAN and port, and an entry stores the epoch
 * that its cell had when it was counted.  A flush sets the count of each cell
 * that it matches to 0 and increments its epoch: all entries with the old epoch
 * are stale then, and need not be searched for.  The flush knows how many they
 * are.  A port that reuses a number starts with a new epoch, too.
 *
 * Limit:  an epoch has 32 bits and only changes when a cell was not empty.  So
 *         an old epoch could only come back after 2^32 flushes, each with a new
 *         station before it, during which the entry was not swept.
 * Memory: 0.3 KiB for each state in each VLAN that has had an entry, and as
 *         much for each block of 32 ports that had one there.  Two ports with a
 *         station in each VLAN take 2 MiB; it would be 32 MiB if blocks for all
 *         ports were allocated at once.
 */
#ifndef CORE_FDB_INDEX_H
#define CORE_FDB_INDEX_H

#include "core/fdb.h"

/**
 * struct fdb_index_cell - The entries in one state in one VLAN on one port
 * @count:	How many there are, without flushed ones
 * @epoch:	Incremented by each flush
 */
struct fdb_index_cell {
	uint32_t count;
	uint32_t epoch;
};

#define FDB_INDEX_BLOCK	32		/* ports */

/**
 * struct fdb_index_vlan - The entries in one state in one VLAN
 * @count:	Sum of the cells' counts
 * @block:	Cells, FDB_INDEX_BLOCK ports each; NULL if none of them ever had
 *		an entry
 */
struct fdb_index_vlan {
	size_t count;
	struct fdb_index_cell *block[PORT_MAX / FDB_INDEX_BLOCK + 1];
};

/**
 * struct fdb_index - Counts of entries, without flushed ones
 * @used:	Entries made by frames
 * @dynamic:	These and sticky ones
 * @held:	Entries made by frames, by port
 * @on:		Entries in any state but local, by port
 * @last:	Highest port number that ever had an entry
 * @vlan:	By state and VID; NULL if there never was an entry
 */
struct fdb_index {
	size_t used;
	size_t dynamic;
	size_t held[PORT_MAX + 1];
	size_t on[PORT_MAX + 1];
	port_no last;
	struct fdb_index_vlan *vlan[FDB_STATE_COUNT][VLAN_COUNT];
};

/**
 * fdb_index_prepare() - Allocate the cell of an entry
 *
 * Must succeed before the other functions may be called for this cell.
 *
 * Return: false when memory is short
 */
bool fdb_index_prepare(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		       port_no port);

/** fdb_index_add() - Count an entry; returns its epoch */
uint32_t fdb_index_add(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		       port_no port);

/** fdb_index_del() - No longer count an entry, which has the current epoch */
void fdb_index_del(struct fdb_index *t, enum fdb_state state, vlan_id vid,
		   port_no port);

/** fdb_index_cell() - A cell that was prepared */
static inline struct fdb_index_cell *
fdb_index_cell(const struct fdb_index *t, enum fdb_state state, vlan_id vid,
	       port_no port)
{
	return &t->vlan[state][vid]->block[port / FDB_INDEX_BLOCK]
					  [port % FDB_INDEX_BLOCK];
}

/** fdb_index_epoch() - Current epoch of a cell that was prepared */
static inline uint32_t fdb_index_epoch(const struct fdb_index *t,
				       enum fdb_state state, vlan_id vid,
				       port_no port)
{
	return fdb_index_cell(t, state, vid, port)->epoch;
}

/** fdb_index_flush() - Make entries that match stale; returns how many */
size_t fdb_index_flush(struct fdb_index *t, struct fdb_filter filter);

/** fdb_index_in_vlan() - Number of entries made by frames in a VLAN */
size_t fdb_index_in_vlan(const struct fdb_index *t, vlan_id vid);

/** fdb_index_most() - Port with the most learned entries; PORT_NONE if none */
port_no fdb_index_most(const struct fdb_index *t);

/** fdb_index_free() - Free all cells, but not @t itself */
void fdb_index_free(struct fdb_index *t);

#endif /* CORE_FDB_INDEX_H */
