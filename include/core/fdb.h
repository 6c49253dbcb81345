/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filtering database: the port on which a frame of each station was last
 * received.
 *
 * IEEE 802.1Q-2018 8.7 (learning), 8.8 (filtering database).
 *
 * Shape:   (VLAN ID, MAC address) -> port and state.
 * Time:    every call that needs the time takes it; nothing here reads a clock.
 *          A dynamic entry is stale once its station has not been heard for the
 *          ageing time, and any entry is stale once it is flushed.  Lookups
 *          ignore stale entries; fdb_sweep() only frees their memory.
 * Latency: a call takes some microseconds at most, however many entries there
 *          are, with these exceptions: learning an address may make a part of
 *          the hash grow (2 ms in a table of a million), a flush looks at each
 *          port in each VLAN, and a sweep or walk visits as many slots as the
 *          caller asks for.
 * Limit:   on learned entries; see fdb_set_limit() for what happens when it is
 *          reached.  Configured entries do not count.
 * Owner:   the caller of fdb_new() calls fdb_free().  Entries are returned
 *          only by value.
 * Memory:  fdb_learn() and fdb_put() allocate it, 1,024 entries at a time, and
 *          it is kept for reuse.  An entry has 96 bytes, 56 of them uthash's,
 *          and 8 to 16 bytes of hash buckets; with arrays that were outgrown, a
 *          million stations take less than 128 bytes each.  After a flush the
 *          old entries stay beside the new ones until they are swept; learning
 *          an address sweeps some, so that all together take an eighth more
 *          than the limit at most.
 */
#ifndef CORE_FDB_H
#define CORE_FDB_H

#include "base/mac.h"
#include "base/portset.h"
#include "base/types.h"
#include "base/vids.h"
#include "core/event.h"

#define FDB_AGEING_MS	300000		/* recommended: 802.1Q-2018 Table 8-6 */
#define FDB_LIMIT	65536

struct fdb;

/**
 * enum fdb_state - How an entry was made, and how it behaves
 * @FDB_LEARNED:	Made by a frame; ages, and moves with its station
 * @FDB_LOCKED:		Made by a frame that a locked port dropped: the station
 *			waits there to be authorised.  Ages and moves
 * @FDB_STICKY:		Configured; frames refresh it and it ages, but a frame
 *			from another port does not move it
 * @FDB_STATIC:		Configured; neither ages nor moves (8.8.1)
 * @FDB_LOCAL:		Configured; like static, and the switch itself takes
 *			frames for it
 */
enum fdb_state {
	FDB_LEARNED,
	FDB_LOCKED,
	FDB_STICKY,
	FDB_STATIC,
	FDB_LOCAL,
	FDB_STATE_COUNT,
};

/** enum fdb_full - What happens to a new address when the table is full */
enum fdb_full {
	FDB_FULL_FLOOD,		/* not learned: frames to it are flooded */
	FDB_FULL_EVICT,		/* replaces an old entry */
	FDB_FULL_COUNT,
};

/** enum fdb_change - What learning one address did to the table */
enum fdb_change {
	FDB_REFRESHED,			/* known here; its age is 0 again */
	FDB_ADDED,
	FDB_MOVED,			/* known on another port until now */
	FDB_HELD,			/* not learned: a configured entry does
					 * not move, or the ageing time is 0 */
	FDB_NO_ROOM,			/* limit reached, or memory short */
};

/** struct fdb_entry - One entry, by value */
struct fdb_entry {
	struct mac mac;
	vlan_id vid;
	port_no port;
	enum fdb_state state;
	int64_t heard_ms;		/* when learned or refreshed last */
};

/**
 * struct fdb_count - Changes on one port
 * @learned:	Addresses added by frames
 * @moved:	Entries that moved here with their station
 * @aged:	Dynamic entries removed because they had aged
 * @evicted:	Entries removed to make room for another
 * @refused:	Addresses not learned, for lack of room
 *		(dot1dTpLearnedEntryDiscards)
 */
struct fdb_count {
	uint64_t learned;
	uint64_t moved;
	uint64_t aged;
	uint64_t evicted;
	uint64_t refused;
};

/**
 * fdb_new() - Make an empty table with FDB_AGEING_MS and FDB_LIMIT
 * @seed:	Random, so that nobody can choose addresses that fall into one
 *		hash bucket
 * @events:	Ring for events about changes; NULL for none.  Refreshing an
 *		entry writes no event; addresses that find no room write one a
 *		second for each port
 *
 * Return: the table, or NULL when memory is short
 */
struct fdb *fdb_new(uint64_t seed, struct events *events);
void fdb_free(struct fdb *fdb);

/**
 * fdb_set_ageing() - Time without a frame after which a dynamic entry is stale
 * @ageing_ms:	0: nothing is learned, and all dynamic entries are stale, so
 *		that the switch is a hub
 */
void fdb_set_ageing(struct fdb *fdb, int64_t ageing_ms);

/**
 * fdb_set_limit() - Limit the number of learned entries
 * @limit:	1 or more; entries above it stay until they age
 * @full:	What happens to a new address when the limit is reached
 *
 * FDB_FULL_EVICT takes an entry from the port that has the most learned
 * entries, so that a flood of addresses on one port cannot evict another
 * port's.  It evicts the least recently heard of 16 entries of that port,
 * others each time.  Just after a flush, it may meet only flushed entries
 * within the bounds of its search: then the new address is refused, and the
 * next one finds fewer of them.
 */
void fdb_set_limit(struct fdb *fdb, size_t limit, enum fdb_full full);

/**
 * fdb_set_port_limit(), fdb_set_vlan_limit() - Limit a port's or VLAN's entries
 * @limit:	0 for none
 *
 * The limit of a port counts entries in any state but local, that of a VLAN
 * only learned ones.  No entry is evicted for these limits: a new address is
 * not learned, and the entry of a station that moves to a full port is removed.
 */
void fdb_set_port_limit(struct fdb *fdb, port_no port, uint32_t limit);
void fdb_set_vlan_limit(struct fdb *fdb, vlan_id vid, uint32_t limit);

/**
 * fdb_learn() - Learn that a station was heard on a port (8.7)
 * @mac:	An individual address
 * @as:		State of the entry: FDB_LEARNED, FDB_LOCKED or FDB_STATIC
 */
enum fdb_change fdb_learn(struct fdb *fdb, vlan_id vid, struct mac mac,
			  port_no port, enum fdb_state as, int64_t now_ms);

/**
 * fdb_foresee() - What fdb_learn() would return now, if memory suffices
 *
 * It may say FDB_NO_ROOM where learning would first free stale entries.
 */
enum fdb_change fdb_foresee(const struct fdb *fdb, vlan_id vid, struct mac mac,
			    port_no port, int64_t now_ms);

/** fdb_moved_from() - Previous port of the station that moved last */
port_no fdb_moved_from(const struct fdb *fdb);

/**
 * fdb_lookup() - Find a station
 * @e:		Set if found
 *
 * Return: whether there is an entry that is not stale at @now_ms
 */
bool fdb_lookup(const struct fdb *fdb, vlan_id vid, struct mac mac,
		int64_t now_ms, struct fdb_entry *e);

/**
 * fdb_prefetch() - Prefetch the hash bucket of a station
 * fdb_prefetch_more() - Prefetch the entry, once the bucket is in the cache
 *
 * Use them on a batch of frames: first one on all, then the other on all, so
 * that the cache misses overlap.
 *
 * Return: the argument for fdb_prefetch_more(); valid until the table changes
 */
const void *fdb_prefetch(const struct fdb *fdb, vlan_id vid, struct mac mac);
void fdb_prefetch_more(const void *place);

/**
 * fdb_put() - Make or replace an entry by command
 * @e:		The entry; one in state FDB_LEARNED ages and moves as if a frame
 *		had made it
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int fdb_put(struct fdb *fdb, const struct fdb_entry *e);

/** fdb_remove() - Remove an entry in any state; false if there is none */
bool fdb_remove(struct fdb *fdb, vlan_id vid, struct mac mac);

/**
 * struct fdb_filter - Selects entries that match all members
 * @port:	PORT_NONE for all
 * @vids:	NULL for all
 * @states:	Bits of 1 << enum fdb_state
 * @ports:	NULL for all
 */
struct fdb_filter {
	port_no port;
	const struct vids *vids;
	unsigned int states;
	const struct portset *ports;
};

#define FDB_BY_FRAMES	(1u << FDB_LEARNED | 1u << FDB_LOCKED)
#define FDB_DYNAMIC	(FDB_BY_FRAMES | 1u << FDB_STICKY)
#define FDB_ANY_STATE	((1u << FDB_STATE_COUNT) - 1)
#define FDB_CONFIGURED	(FDB_ANY_STATE & ~FDB_BY_FRAMES)

/**
 * fdb_flush() - Remove all entries that match a filter
 *
 * They are stale from now on: neither a lookup nor a walk finds them, and they
 * do not count against a limit.  The sweep frees their memory.
 *
 * Return: how many, including aged ones
 */
size_t fdb_flush(struct fdb *fdb, struct fdb_filter filter);

/**
 * fdb_sweep() - Free the memory of stale entries, some slots at a time
 * @slots:	How many slots to look at in this call
 *
 * Return: whether the end of the table was reached, or nothing needs sweeping
 */
bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms);

/**
 * fdb_next() - Walk through the entries that are not stale, in memory order
 * @cursor:	0 at first.  Stays valid when the table changes between calls:
 *		an entry that stays is seen exactly once
 * @slots:	How many slots to look at in this call; counted down
 * @e:		Set to the next entry
 *
 * Return: whether @e was set; if not, the walk is at its end, or goes on later
 * if @slots is 0
 */
bool fdb_next(const struct fdb *fdb, struct fdb_filter filter, int64_t now_ms,
	      size_t *cursor, size_t *slots, struct fdb_entry *e);

/**
 * fdb_placed_of() - A number that changes if an entry of @mac may have changed
 *
 * That is, if one was added, changed or moved, in any VLAN.  Changes of another
 * address also change the number if it has the same value of a hash, one of
 * 4,096.
 */
uint32_t fdb_placed_of(const struct fdb *fdb, struct mac mac);

/** fdb_has_vlan() - Whether there ever was an entry in a VLAN */
bool fdb_has_vlan(const struct fdb *fdb, vlan_id vid);

/** fdb_used() - Number of entries made by frames, aged but unswept ones too */
size_t fdb_used(const struct fdb *fdb);

/**
 * fdb_on_port() - Number of a port's entries in any state but local
 *
 * Counts aged ones that are not yet swept, too.
 */
size_t fdb_on_port(const struct fdb *fdb, port_no port);

/** fdb_port_has_room() - Whether a port's limit allows one more entry */
bool fdb_port_has_room(const struct fdb *fdb, port_no port, int64_t now_ms);

size_t fdb_limit(const struct fdb *fdb);
uint32_t fdb_port_limit(const struct fdb *fdb, port_no port);
uint32_t fdb_vlan_limit(const struct fdb *fdb, vlan_id vid);
enum fdb_full fdb_full(const struct fdb *fdb);
int64_t fdb_ageing_ms(const struct fdb *fdb);

/** fdb_count() - Counts of a port; PORT_NONE: of all ports, removed ones too */
struct fdb_count fdb_count(const struct fdb *fdb, port_no port);

/** fdb_forget_count() - Set a port's counts to 0; the total keeps them */
void fdb_forget_count(struct fdb *fdb, port_no port);

const char *fdb_state_word(enum fdb_state state);
const char *fdb_full_word(enum fdb_full full);

#endif /* CORE_FDB_H */
