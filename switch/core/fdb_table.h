/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Storage of the filtering database: slots, hash, index.  Only for fdb*.c.
 *
 * fdb.c, which learns and looks up, and fdb_limit.c, which makes room, use it.
 */
#ifndef CORE_FDB_TABLE_H
#define CORE_FDB_TABLE_H

#include <limits.h>
#include <string.h>
#include <sys/queue.h>

#include "core/fdb_index.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* By default, uthash lets chains grow, each link a cache miss, and doubles a
 * table for one long chain.  fdb_table.c decides when to grow instead. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH	UINT_MAX
#undef HASH_INITIAL_NUM_BUCKETS
#define HASH_INITIAL_NUM_BUCKETS	16U
#undef HASH_INITIAL_NUM_BUCKETS_LOG2
#define HASH_INITIAL_NUM_BUCKETS_LOG2	4U

#define SHARDS		128		/* a power of two */
#define SHARD_SHIFT	57		/* the upper 7 bits of a hash */
#define PLACED		4096		/* a power of two */

/**
 * struct entry - One station
 * @key:	See key_of()
 * @heard_ms:	When it was made or last refreshed
 * @epoch:	Epoch of its cell in the index when it was counted there
 * @used:	The slot holds an entry
 * @ring:	Links the entries of a port that frames made, or the free slots
 */
struct entry {
	uint64_t key;
	int64_t heard_ms;
	uint32_t epoch;
	port_no port;
	bool used;
	uint8_t state; /* enum fdb_state */
	TAILQ_ENTRY(entry) ring;
	UT_hash_handle hh;
};

TAILQ_HEAD(entry_ring, entry);

/**
 * struct fdb_refusals - Addresses on one port that were not learned
 * @event_ms:	When the next event may be written
 * @count:	Addresses since the last event
 */
struct fdb_refusals {
	int64_t event_ms;
	uint32_t count;
};

/**
 * struct fdb - The table
 * @flushed:	Flushed entries whose memory is not yet freed
 * @shard:	Hash tables; each has its entry of @first as a dummy
 * @slots_in_use: High-water mark
 * @hand:	Slot at which fdb_sweep() continues
 * @moved_from:	Previous port of the last station that moved
 * @placed_of:	Calls of entry_set(), by some bits of the address's hash
 * @revived:	How often the ageing time was changed: each time, stale entries
 *		may have become valid again
 * @port_limit, @vlan_limit: 0 for none
 * @learned:	Entries made by frames, by port; eviction begins with the first
 */
struct fdb {
	struct events *events;
	uint64_t seed;
	int64_t ageing_ms;
	size_t flushed;
	struct entry *shard[SHARDS];
	struct entry **slabs;
	size_t slab_count;
	size_t slots_in_use;
	size_t hand;
	size_t limit;
	enum fdb_full full;
	port_no moved_from;
	uint32_t placed_of[PLACED];
	uint32_t revived;
	uint32_t port_limit[PORT_MAX + 1];
	uint32_t vlan_limit[VLAN_COUNT];
	struct fdb_count count[PORT_MAX + 1];
	struct fdb_refusals refusals[PORT_MAX + 1];
	struct entry_ring free;
	struct entry_ring learned[PORT_MAX + 1];
	struct entry first[SHARDS];
	struct fdb_index index;
};

/* The bytes of the address, then those of the VLAN ID.  The key is never used
 * as a number, so the machine's byte order does not matter. */
static inline uint64_t key_of(vlan_id vid, struct mac mac)
{
	uint8_t bytes[sizeof(uint64_t)];
	uint64_t key;

	memcpy(bytes, mac.byte, sizeof(mac.byte));
	memcpy(bytes + sizeof(mac.byte), &vid, sizeof(vid));
	memcpy(&key, bytes, sizeof(key));
	return key;
}

static inline struct mac key_mac(uint64_t key)
{
	struct mac mac;

	memcpy(mac.byte, &key, sizeof(mac.byte));
	return mac;
}

static inline vlan_id key_vid(uint64_t key)
{
	vlan_id vid;

	memcpy(&vid, (uint8_t *)&key + sizeof(struct mac), sizeof(vid));
	return vid;
}

/* Each bit of the key affects both the shard and the bucket. */
static inline uint64_t hash_of(const struct fdb *fdb, uint64_t key)
{
	key ^= fdb->seed;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	return key ^ key >> 32;
}

/* Index into @placed_of for an address, in any VLAN */
static inline size_t placed_at(const struct fdb *fdb, struct mac mac)
{
	return hash_of(fdb, key_of(VLAN_NONE, mac)) % PLACED;
}

/* Whether an entry has been flushed since it was set */
static inline bool is_flushed(const struct fdb *fdb, const struct entry *e)
{
	return fdb->flushed &&
	       e->epoch != fdb_index_epoch(&fdb->index,
					   (enum fdb_state)e->state,
					   key_vid(e->key), e->port);
}

static inline bool is_stale(const struct fdb *fdb, const struct entry *e,
			   int64_t now_ms)
{
	return is_flushed(fdb, e) || ((FDB_DYNAMIC >> e->state & 1) &&
				      now_ms - e->heard_ms >= fdb->ageing_ms);
}

/** entry_find() - Look up an entry, which may be stale; NULL if none */
static inline struct entry *entry_find(const struct fdb *fdb, uint64_t key)
{
	uint64_t hash = hash_of(fdb, key);
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, fdb->shard[hash >> SHARD_SHIFT], &key,
			      sizeof(key), (unsigned int)hash, e);
	return e;
}

/** entry_event() - Write an event about an entry in its present state */
void entry_event(const struct fdb *fdb, enum event_kind kind,
		 const struct entry *e);

/** entry_at() - The slot with a number below @slots_in_use; see its @used */
struct entry *entry_at(const struct fdb *fdb, size_t slot);

/**
 * entry_add() - Take a slot for a new entry and hash it
 *
 * entry_set() must be called next.
 *
 * Return: the entry, or NULL when memory is short
 */
struct entry *entry_add(struct fdb *fdb, uint64_t key);

/**
 * entry_set() - Put an entry on a port and count it
 *
 * The entry must be new or unset, and fdb_index_prepare() done.
 */
void entry_set(struct fdb *fdb, struct entry *e, port_no port,
	       enum fdb_state state, int64_t heard_ms);

/** entry_unset() - Undo entry_set(), before setting or removing the entry */
void entry_unset(struct fdb *fdb, struct entry *e);

/** entry_del() - Remove an entry and free its slot */
void entry_del(struct fdb *fdb, struct entry *e);

/** entry_del_stale() - Remove a stale entry; count it if it has aged */
void entry_del_stale(struct fdb *fdb, struct entry *e);

/**
 * make_room() - Make room for one more entry on a port and in a VLAN
 *
 * Sweeps some slots first, so that aged entries that fill the table do not stay
 * until the regular sweep, and flushed ones do not pile up beside new ones.
 * With more entries than the limit, after it was lowered, one is evicted for
 * each new one.
 *
 * Return: whether there is room
 */
bool make_room(struct fdb *fdb, vlan_id vid, port_no port, int64_t now_ms);

/** port_make_room() - Make room for an entry that moves to a port; as above */
bool port_make_room(struct fdb *fdb, port_no port, int64_t now_ms);

#endif /* CORE_FDB_TABLE_H */
