/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many entries of the filtering database each port has, by state and VLAN,
 * and which of them a flush has made void.
 *
 * An entry notes the epoch of its cell when it is counted there.  A flush sets
 * the cells that are meant to 0 and begins a new epoch in each: from then on
 * every entry of the old one is void, wherever it lies, and nobody need look
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
#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include "core/fdb.h"

/** struct tally_cell - One state in one VLAN on one port */
struct tally_cell {
	uint32_t count;
	uint32_t epoch;
};

#define TALLY_BLOCK	32		/* ports */

/**
 * struct tally_vlan - One state in one VLAN
 * @count:	The ports' sum
 * @block:	Cells of TALLY_BLOCK ports; NULL where there never was an entry
 */
struct tally_vlan {
	size_t count;
	struct tally_cell *block[PORT_MAX / TALLY_BLOCK + 1];
};

/**
 * struct tally - All that counts; what a flush made void is not in it
 * @used:	Entries that frames made
 * @dynamic:	Those and sticky ones
 * @held:	Entries that frames made, by port
 * @on:		All but local ones, by port
 * @last:	The highest port that ever had an entry
 * @vlan:	NULL where there never was an entry
 */
struct tally {
	size_t used;
	size_t dynamic;
	size_t held[PORT_MAX + 1];
	size_t on[PORT_MAX + 1];
	port_no last;
	struct tally_vlan *vlan[FDB_STATE_COUNT][VLAN_COUNT];
};

/** tally_prepare() - Before one is counted; false when memory is short */
bool tally_prepare(struct tally *t, enum fdb_state state, vlan_id vid,
		   port_no port);

/** tally_add() - Count one more; returns the epoch it belongs to */
uint32_t tally_add(struct tally *t, enum fdb_state state, vlan_id vid,
		   port_no port);

/** tally_del() - Count one less, of the epoch that is now */
void tally_del(struct tally *t, enum fdb_state state, vlan_id vid,
	       port_no port);

/** tally_cell() - Where something was counted before, or prepared */
static inline struct tally_cell *tally_cell(const struct tally *t,
					    enum fdb_state state, vlan_id vid,
					    port_no port)
{
	return &t->vlan[state][vid]->block[port / TALLY_BLOCK]
					  [port % TALLY_BLOCK];
}

/** tally_epoch() - The one that is now, where something was counted before */
static inline uint32_t tally_epoch(const struct tally *t, enum fdb_state state,
				   vlan_id vid, port_no port)
{
	return tally_cell(t, state, vid, port)->epoch;
}

/** tally_flush() - Make void what is meant; returns how many that are */
size_t tally_flush(struct tally *t, struct fdb_filter filter);

/** tally_in_vlan() - Entries that frames made in a VLAN */
size_t tally_in_vlan(const struct tally *t, vlan_id vid);

/** tally_most() - The port that has most learned entries; PORT_NONE if none */
port_no tally_most(const struct tally *t);

/** tally_free() - What tally_prepare() made, not @t */
void tally_free(struct tally *t);

#endif /* CORE_TALLY_H */
