/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filtering database: the port on which each station was last heard.
 *
 * IEEE 802.1Q-2018 8.7 (learning), 8.8 (filtering database).
 *
 * Shape:   (VLAN ID, MAC address) -> port and state.
 * Time:    every call that needs the time takes it; nothing here reads a clock.
 *          A dynamic entry counts for less than the ageing time after it was
 *          last heard: lookups refuse it from then on, and fdb_sweep() only
 *          takes back the memory.  The same with an entry that was flushed.
 * Turns:   no call takes longer than some microseconds, however many entries
 *          there are, but for these: an address learned may make a part of the
 *          hash grow (2 ms in a table of a million), a flush looks at each port
 *          in each VLAN, and a sweep or walk takes as long as it is told to.
 * Limit:   so many learned entries; see fdb_set_limit() for what happens then.
 *          Entries that a person made are not counted.
 * Owner:   whoever called fdb_new() calls fdb_free(); no entry ever leaves but
 *          by value.
 * Memory:  allocated 1,024 entries at a time and kept for reuse.  An entry has
 *          96 bytes, 56 of them uthash's, and its share of the hash's buckets
 *          is 8 to 16; with what growing left behind, a million stations take
 *          less than 128 bytes each.  After a flush the old entries lie beside
 *          the new until they are swept; but who is learned sweeps, too, so
 *          that all take the room of an eighth more than the limit at most.
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
#define FDB_LIMIT_MAX	4194304

struct fdb;

/**
 * enum fdb_state - Who made an entry, and what that means
 * @FDB_LEARNED:	By a frame; moves with its station, ages
 * @FDB_LOCKED:		By a frame that a locked port did not let in: somebody waits
 *			there for a person to decide.  Otherwise like learned
 * @FDB_STICKY:		By a person; refreshed by frames and ages, but a frame
 *			from another port does not move it
 * @FDB_STATIC:		By a person; neither ages nor moves (8.8.1)
 * @FDB_LOCAL:		By a person; like static, and frames for it end in the
 *			switch itself
 */
enum fdb_state {
	FDB_LEARNED,
	FDB_LOCKED,
	FDB_STICKY,
	FDB_STATIC,
	FDB_LOCAL,
	FDB_STATE_COUNT,
};

/** enum fdb_full - What a new address does when the table is full */
enum fdb_full {
	FDB_FULL_FLOOD,			/* is not learned: frames to it are flooded */
	FDB_FULL_EVICT,			/* takes the place of a stale one */
	FDB_FULL_COUNT,
};

/** enum fdb_change - What learning one address did to the table */
enum fdb_change {
	FDB_REFRESHED,			/* known here; its age starts again */
	FDB_ADDED,
	FDB_MOVED,			/* known on another port until now */
	FDB_HELD,			/* an entry that does not move says otherwise,
					 * or nothing is learned: ageing time 0 */
	FDB_NO_ROOM,			/* the table is full, or memory is short */
};

/** struct fdb_entry - One station, as shown to others */
struct fdb_entry {
	struct mac mac;
	vlan_id vid;
	port_no port;
	enum fdb_state state;
	int64_t heard_ms;		/* when learned or refreshed last */
};

/**
 * struct fdb_count - What happened on one port
 * @learned:	Addresses added by frames
 * @moved:	Entries that followed their station to another port
 * @aged:	Dynamic entries taken back because nobody spoke
 * @evicted:	Entries that gave way to a newer one
 * @refused:	Addresses that found no room (dot1dTpLearnedEntryDiscards)
 */
struct fdb_count {
	uint64_t learned;
	uint64_t moved;
	uint64_t aged;
	uint64_t evicted;
	uint64_t refused;
};

/**
 * fdb_new() - Make an empty table, with the limits above
 * @seed:	Random, so that nobody can aim addresses at one hash bucket
 * @events:	Where changes are written; NULL for nowhere.  Not by a frame from a
 *		station where it is known to be; and of stations for which there is
 *		no room, one a second on each port
 *
 * Return: the table, or NULL when memory is short
 */
struct fdb *fdb_new(uint64_t seed, struct events *events);
void fdb_free(struct fdb *fdb);

/**
 * fdb_set_ageing() - Time without a frame after which a dynamic entry is stale
 * @ageing_ms:	0: nothing is learned, and no dynamic entry counts: a hub
 */
void fdb_set_ageing(struct fdb *fdb, int64_t ageing_ms);

/**
 * fdb_set_limit() - Learned entries to hold at most, and what happens then
 * @limit:	1..FDB_LIMIT_MAX; entries above it stay until they age
 *
 * With FDB_FULL_EVICT the port that has most learned entries gives one up, so
 * that a flood of addresses on one port cannot push out another port's: the
 * stalest of 16 of that port's, which are others the next time.  Just after a
 * flush all within reach may be flushed ones, which do not count: then the new
 * address is refused, and the next one finds fewer of them.
 */
void fdb_set_limit(struct fdb *fdb, size_t limit, enum fdb_full full);

/**
 * fdb_set_port_limit(), fdb_set_vlan_limit() - Limits beside that of the table
 * @limit:	0 for none
 *
 * Those of a port count who is known there in any state but local, those of a
 * VLAN who was learned.  Nobody gives way: who finds no room is not learned, and
 * who moves to where there is none is forgotten.
 */
void fdb_set_port_limit(struct fdb *fdb, port_no port, uint32_t limit);
void fdb_set_vlan_limit(struct fdb *fdb, vlan_id vid, uint32_t limit);

/**
 * fdb_learn() - Note that a station, an individual address, was heard (8.7)
 * @as:		FDB_LEARNED; or what else an entry of this frame's is to be
 */
enum fdb_change fdb_learn(struct fdb *fdb, vlan_id vid, struct mac mac,
			  port_no port, enum fdb_state as, int64_t now_ms);

/** fdb_moved_from() - Where the station was until FDB_MOVED was returned last */
port_no fdb_moved_from(const struct fdb *fdb);

/**
 * fdb_lookup() - Find a station
 * @e:		Set when found
 *
 * Return: whether there is an entry that counts at @now_ms
 */
bool fdb_lookup(const struct fdb *fdb, vlan_id vid, struct mac mac,
		int64_t now_ms, struct fdb_entry *e);

/**
 * fdb_prefetch() - A station will be asked for soon
 *
 * Of use when some tens of frames are at hand: while one is looked at, memory
 * brings what the next need.
 *
 * Return: for fdb_prefetch_more(), which goes on when that is there; good until
 * the table is changed
 */
const void *fdb_prefetch(const struct fdb *fdb, vlan_id vid, struct mac mac);
void fdb_prefetch_more(const void *place);

/**
 * fdb_put() - Make or replace an entry by hand
 * @e:		FDB_LEARNED ages and moves as if it had been heard
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int fdb_put(struct fdb *fdb, const struct fdb_entry *e);

/** fdb_remove() - Take one entry out, of whatever state; false if none */
bool fdb_remove(struct fdb *fdb, vlan_id vid, struct mac mac);

/**
 * struct fdb_filter - Which entries are meant
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
 * fdb_flush() - Take out all entries meant, aged ones too; returns how many
 *
 * From now on they do not count: not for a lookup, nor for a walk, nor against
 * the limit.  The sweep takes their memory back.
 */
size_t fdb_flush(struct fdb *fdb, struct fdb_filter filter);

/**
 * fdb_sweep() - Take back void entries, some slots at a time
 * @slots:	How many to look at in this call
 *
 * Return: whether the whole table has been looked at since the last "true"
 */
bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms);

/**
 * fdb_next() - Walk through the entries that count, in the order of memory
 * @cursor:	0 at first; stays good whatever happens to the table meanwhile:
 *		an entry that stays is seen once
 * @slots:	How many to look at in this call; counted down
 *
 * Return: whether @e was filled; false at the end, or with @slots at 0 when the
 * walk is to go on later
 */
bool fdb_next(const struct fdb *fdb, struct fdb_filter filter, int64_t now_ms,
	      size_t *cursor, size_t *slots, struct fdb_entry *e);

/** fdb_placed() - How often an entry came, or came to another port, ever */
uint64_t fdb_placed(const struct fdb *fdb);

/**
 * fdb_placed_of() - Another number than before, if one of that address may have
 *
 * The same, but in few cases of 4,096, if only those of others have; in any VLAN.
 */
uint32_t fdb_placed_of(const struct fdb *fdb, struct mac mac);

/** fdb_has_vlan() - Whether there ever was an entry in it: else none is found */
bool fdb_has_vlan(const struct fdb *fdb, vlan_id vid);

/** fdb_used() - Entries made by frames; aged ones that await the sweep, too */
size_t fdb_used(const struct fdb *fdb);

/** fdb_on_port() - Entries of a port, in any state but local; likewise */
size_t fdb_on_port(const struct fdb *fdb, port_no port);

/** fdb_port_has_room() - Whether one more may be known on a port */
bool fdb_port_has_room(const struct fdb *fdb, port_no port, int64_t now_ms);

size_t fdb_limit(const struct fdb *fdb);
uint32_t fdb_port_limit(const struct fdb *fdb, port_no port);
uint32_t fdb_vlan_limit(const struct fdb *fdb, vlan_id vid);
enum fdb_full fdb_full(const struct fdb *fdb);
int64_t fdb_ageing_ms(const struct fdb *fdb);

/** fdb_count() - Of one port; PORT_NONE: of all that there ever were */
struct fdb_count fdb_count(const struct fdb *fdb, port_no port);

/** fdb_forget_count() - The next port with this number begins at 0 */
void fdb_forget_count(struct fdb *fdb, port_no port);

const char *fdb_state_word(enum fdb_state state);
const char *fdb_full_word(enum fdb_full full);

#endif /* CORE_FDB_H */
