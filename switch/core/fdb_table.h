/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The storage of the filtering database: slots, hash, index.  For fdb*.c alone.
 *
 * fdb.c learns and looks up; fdb_limit.c makes room; both stand on this.
 */
#ifndef CORE_FDB_TABLE_H
#define CORE_FDB_TABLE_H

#include <limits.h>
#include <string.h>
#include <sys/queue.h>

#include "core/fdb_index.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Chains, as uthash lets them grow, are cache misses, and one unlucky chain
 * doubles a table: fdb_table.c decides instead. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH	UINT_MAX
#undef HASH_INITIAL_NUM_BUCKETS
#define HASH_INITIAL_NUM_BUCKETS	16U
#undef HASH_INITIAL_NUM_BUCKETS_LOG2
#define HASH_INITIAL_NUM_BUCKETS_LOG2	4U

#define SHARDS		128		/* a power of two */
#define SHARD_SHIFT	57		/* leaves the upper bits of a hash */
#define PLACED		4096		/* a power of two */

/**
 * struct entry - One station
 * @key:	The bytes of its address, then those of the VLAN
 * @epoch:	Of the index, when it was counted there
 * @ring:	With the port's others that frames made, or with the free slots
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
 * struct fdb_refusals - Stations of one port that found no room
 * @event_ms:	When an event may be written again
 * @count:	Since the last one
 */
struct fdb_refusals {
	int64_t event_ms;
	uint32_t count;
};

/**
 * struct fdb - The table
 * @flushed:	Entries that a flush made stale and that are still there
 * @shard:	Each begins with its @first
 * @slots_in_use: High-water mark
 * @hand:	Where fdb_sweep() goes on
 * @moved_from:	Of the last station that moved
 * @placed:	How often an entry was put somewhere
 * @placed_of:	The same by some bits of its address's hash
 * @revived:	How often all that was void may have come to count again
 * @port_limit:	0 for none, as in @vlan_limit
 * @learned:	By port; who is to be evicted comes first
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
	uint64_t placed;
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

/* The bytes of the address, then those of the VLAN: not a number to reckon
 * with, so the machine's byte order does not matter. */
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

/* Mixes so that each bit of the key reaches the shard and the bucket. */
static inline uint64_t hash_of(const struct fdb *fdb, uint64_t key)
{
	key ^= fdb->seed;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	return key ^ key >> 32;
}

/* Where it is counted how often an address was put somewhere, in any VLAN */
static inline size_t placed_at(const struct fdb *fdb, struct mac mac)
{
	return hash_of(fdb, key_of(VLAN_NONE, mac)) % PLACED;
}

/* Whether it was there before a flush that meant it */
static inline bool is_flushed(const struct fdb *fdb, const struct entry *e)
{
	return fdb->flushed &&
	       e->epoch != fdb_index_epoch(&fdb->index, (enum fdb_state)e->state,
				       key_vid(e->key), e->port);
}

static inline bool is_stale(const struct fdb *fdb, const struct entry *e,
			   int64_t now_ms)
{
	return is_flushed(fdb, e) || ((FDB_DYNAMIC >> e->state & 1) &&
				      now_ms - e->heard_ms >= fdb->ageing_ms);
}

/** entry_find() - NULL if there is none; it may be stale */
static inline struct entry *entry_find(const struct fdb *fdb, uint64_t key)
{
	uint64_t hash = hash_of(fdb, key);
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, fdb->shard[hash >> SHARD_SHIFT], &key,
			      sizeof(key), (unsigned int)hash, e);
	return e;
}

/** entry_event() - Write an event of an entry, as it is now */
void entry_event(const struct fdb *fdb, enum event_kind kind,
		 const struct entry *e);

/** entry_at() - That of a slot below @slots_in_use; see @used */
struct entry *entry_at(const struct fdb *fdb, size_t slot);

/** entry_add() - A new one, to be given to entry_set(); NULL without memory */
struct entry *entry_add(struct fdb *fdb, uint64_t key);

/** entry_set() - Put it on a port, after fdb_index_prepare(), and count it */
void entry_set(struct fdb *fdb, struct entry *e, port_no port,
	       enum fdb_state state, int64_t heard_ms);

/** entry_unset() - The reverse, before it is set again */
void entry_unset(struct fdb *fdb, struct entry *e);

/** entry_del() - Take it out, and its slot back */
void entry_del(struct fdb *fdb, struct entry *e);

/** entry_del_stale() - The same, of one that is stale; counts one that aged */
void entry_del_stale(struct fdb *fdb, struct entry *e);

/**
 * make_room() - Whether one more may be learned on this port, in this VLAN
 *
 * Aged entries that fill the table need not await the sweep; and flushed ones,
 * which do not count, must not pile up beside the new ones.  Above a limit that
 * was lowered, one comes for each that goes.
 */
bool make_room(struct fdb *fdb, vlan_id vid, port_no port, int64_t now_ms);

/** port_make_room() - Whether one more may come to this port from another */
bool port_make_room(struct fdb *fdb, port_no port, int64_t now_ms);

#endif /* CORE_FDB_TABLE_H */
