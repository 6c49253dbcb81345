/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries live in slabs and never change place, so that a walk can stop and go
 * on by slot number.  uthash finds them.
 *
 * A flush touches no entry: it makes them void in the tally, where they are
 * counted.  Memory is taken back by whoever comes by, fdb_sweep() at last.
 *
 * One hash table of a million entries would be rebuilt at once when it grows,
 * and frames would wait for it: there are SHARDS small ones instead, and each
 * grows at another number of entries, so that their growth is spread evenly.
 * Each begins with an entry that is nobody's and never leaves, for uthash gives
 * an empty table back, and giving all of them back takes long, too.
 */
#include "core/fdb.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "core/tally.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Chains, as uthash lets them grow, are cache misses, and one unlucky chain
 * doubles a table: shard_grow() decides instead. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH UINT_MAX
#undef HASH_INITIAL_NUM_BUCKETS
#define HASH_INITIAL_NUM_BUCKETS 16U
#undef HASH_INITIAL_NUM_BUCKETS_LOG2
#define HASH_INITIAL_NUM_BUCKETS_LOG2 4U

#define SHARDS	     128 /* a power of two */
#define SHARD_SHIFT  57
#define SLAB_SLOTS   1024
#define EVICT_CHOICE 16	 /* entries compared before one goes */
#define EVICT_LOOKS  256 /* entries looked at, flushed ones among them */
#define ROOM_SLOTS   16	 /* swept by one that is learned, when that helps */

/**
 * struct entry - One station
 * @key:	See key_of()
 * @epoch:	Of the tally, when it was counted there
 * @ring:	With the port's other learned ones, or with the free slots
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
 * struct fdb - The table
 * @flushed:	Entries that a flush made void and that are still there
 * @shard:	Each begins with its @first
 * @slots_in_use: High-water mark
 * @hand:	Where fdb_sweep() goes on
 * @learned:	By port; who is to be evicted comes first
 */
struct fdb {
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
	struct fdb_count count;
	struct entry_ring free;
	struct entry_ring learned[PORT_MAX + 1];
	struct entry first[SHARDS];
	struct tally tally;
};

/* The bytes of the address, then those of the VLAN: not a number to reckon
 * with, so the machine's byte order does not matter. */
static uint64_t key_of(vlan_id vid, struct mac mac)
{
	uint8_t bytes[sizeof(uint64_t)];
	uint64_t key;

	memcpy(bytes, mac.byte, sizeof(mac.byte));
	memcpy(bytes + sizeof(mac.byte), &vid, sizeof(vid));
	memcpy(&key, bytes, sizeof(key));
	return key;
}

static struct mac key_mac(uint64_t key)
{
	struct mac mac;

	memcpy(mac.byte, &key, sizeof(mac.byte));
	return mac;
}

static vlan_id key_vid(uint64_t key)
{
	vlan_id vid;

	memcpy(&vid, (uint8_t *)&key + sizeof(struct mac), sizeof(vid));
	return vid;
}

/* Mixes so that each bit of the key reaches the shard and the bucket. */
static uint64_t hash_of(const struct fdb *fdb, uint64_t key)
{
	key ^= fdb->seed;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	return key ^ key >> 32;
}

static struct entry *find(const struct fdb *fdb, uint64_t key)
{
	uint64_t hash = hash_of(fdb, key);
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, fdb->shard[hash >> SHARD_SHIFT], &key,
			      sizeof(key), (unsigned int)hash, e);
	return e;
}

static struct entry *slot(const struct fdb *fdb, size_t i)
{
	return &fdb->slabs[i / SLAB_SLOTS][i % SLAB_SLOTS];
}

/* Whether it was there before a flush that meant it */
static bool is_flushed(const struct fdb *fdb, const struct entry *e)
{
	return fdb->flushed &&
	       e->epoch != tally_epoch(&fdb->tally, (enum fdb_state)e->state,
				       key_vid(e->key), e->port);
}

static bool is_void(const struct fdb *fdb, const struct entry *e,
		    int64_t now_ms)
{
	return is_flushed(fdb, e) || ((FDB_DYNAMIC >> e->state & 1) &&
				      now_ms - e->heard_ms >= fdb->ageing_ms);
}

static bool is_meant(const struct entry *e, const struct fdb_filter *filter)
{
	return (filter->states >> e->state & 1) &&
	       (filter->port == PORT_NONE || filter->port == e->port) &&
	       (!filter->vids || vids_has(filter->vids, key_vid(e->key)));
}

static void entry_show(const struct entry *e, struct fdb_entry *out)
{
	out->mac = key_mac(e->key);
	out->vid = key_vid(e->key);
	out->port = e->port;
	out->state = (enum fdb_state)e->state;
	out->heard_ms = e->heard_ms;
}

static bool slab_add(struct fdb *fdb)
{
	struct entry **slabs, *slab;

	slabs = realloc(fdb->slabs, (fdb->slab_count + 1) * sizeof(*slabs));
	if (!slabs)
		return false;
	fdb->slabs = slabs;
	slab = calloc(SLAB_SLOTS, sizeof(*slab));
	if (!slab)
		return false;
	slabs[fdb->slab_count++] = slab;
	return true;
}

static struct entry *slot_take(struct fdb *fdb)
{
	struct entry *e = TAILQ_FIRST(&fdb->free);

	if (e) {
		TAILQ_REMOVE(&fdb->free, e, ring);
		return e;
	}
	if (fdb->slots_in_use == fdb->slab_count * SLAB_SLOTS && !slab_add(fdb))
		return NULL;
	return slot(fdb, fdb->slots_in_use++);
}

static void slot_give(struct fdb *fdb, struct entry *e)
{
	e->used = false;
	TAILQ_INSERT_HEAD(&fdb->free, e, ring);
}

/* Count an entry, and put it where it belongs. */
static void entry_set(struct fdb *fdb, struct entry *e, port_no port,
		      enum fdb_state state, int64_t heard_ms)
{
	e->port = port;
	e->state = (uint8_t)state;
	e->heard_ms = heard_ms;
	e->epoch = tally_add(&fdb->tally, state, key_vid(e->key), port);
	if (state == FDB_LEARNED)
		TAILQ_INSERT_TAIL(&fdb->learned[port], e, ring);
}

/* The reverse, before it changes or goes. */
static void entry_unset(struct fdb *fdb, struct entry *e)
{
	if (e->state == FDB_LEARNED)
		TAILQ_REMOVE(&fdb->learned[e->port], e, ring);
	if (is_flushed(fdb, e))
		fdb->flushed--;
	else
		tally_del(&fdb->tally, (enum fdb_state)e->state,
			  key_vid(e->key), e->port);
}

/* From one entry a bucket in the first shard to nearly two in the last.
 * Without memory for it, chains get longer, and that is all. */
static void shard_grow(struct UT_hash_table *table, uint64_t shard)
{
	bool is_short = false;

	if ((uint64_t)table->num_items * SHARDS >
	    table->num_buckets * (SHARDS + shard))
		HASH_EXPAND_BUCKETS(hh, table, is_short);
	(void)is_short;
}

static bool shard_add(struct fdb *fdb, struct entry *e)
{
	uint64_t hash = hash_of(fdb, e->key);
	struct entry **shard = &fdb->shard[hash >> SHARD_SHIFT];

	HASH_ADD_KEYPTR_BYHASHVALUE(hh, *shard, &e->key, sizeof(e->key),
				    (unsigned int)hash, e);
	if (!e->hh.tbl)
		return false;
	shard_grow(e->hh.tbl, hash >> SHARD_SHIFT);
	return true;
}

static struct entry *entry_add(struct fdb *fdb, uint64_t key)
{
	struct entry *e = slot_take(fdb);

	if (!e)
		return NULL;
	e->key = key;
	if (!shard_add(fdb, e)) {
		slot_give(fdb, e);
		return NULL;
	}
	e->used = true;
	return e;
}

static void entry_del(struct fdb *fdb, struct entry *e)
{
	entry_unset(fdb, e);
	HASH_DELETE(hh, fdb->shard[hash_of(fdb, e->key) >> SHARD_SHIFT], e);
	slot_give(fdb, e);
}

static bool shards_begin(struct fdb *fdb)
{
	for (size_t i = 0; i < SHARDS; i++) {
		struct entry *e = &fdb->first[i];

		e->key = UINT64_MAX; /* there is no such VLAN */
		HASH_ADD_KEYPTR_BYHASHVALUE(hh, fdb->shard[i], &e->key,
					    sizeof(e->key), 0, e);
		if (!e->hh.tbl)
			return false;
	}
	return true;
}

struct fdb *fdb_new(uint64_t seed)
{
	struct fdb *fdb = calloc(1, sizeof(*fdb));

	if (!fdb)
		return NULL;
	fdb->seed = seed;
	fdb->ageing_ms = FDB_AGEING_MS;
	fdb->limit = FDB_LIMIT;
	TAILQ_INIT(&fdb->free);
	for (port_no no = 0; no <= PORT_MAX; no++)
		TAILQ_INIT(&fdb->learned[no]);
	if (shards_begin(fdb))
		return fdb;
	fdb_free(fdb);
	return NULL;
}

void fdb_free(struct fdb *fdb)
{
	if (!fdb)
		return;
	for (size_t i = 0; i < SHARDS; i++)
		HASH_CLEAR(hh, fdb->shard[i]);
	for (size_t i = 0; i < fdb->slab_count; i++)
		free(fdb->slabs[i]);
	free(fdb->slabs);
	tally_free(&fdb->tally);
	free(fdb);
}

void fdb_set_ageing(struct fdb *fdb, int64_t ageing_ms)
{
	fdb->ageing_ms = ageing_ms;
}

void fdb_set_limit(struct fdb *fdb, size_t limit, enum fdb_full full)
{
	fdb->limit = limit;
	fdb->full = full;
}

/* Looks at some of the port that has most, and passes them on to the end.
 * Behind many that were flushed there may be none within reach: then it is for
 * the next one who comes to look further. */
static bool evict(struct fdb *fdb)
{
	struct entry_ring *ring = &fdb->learned[tally_most(&fdb->tally)];
	struct entry *e, *stalest = NULL;
	size_t choice = 0;

	for (size_t i = 0; i < EVICT_LOOKS && choice < EVICT_CHOICE; i++) {
		e = TAILQ_FIRST(ring);
		if (!e)
			break;
		if (is_flushed(fdb, e)) {
			entry_del(fdb, e);
			continue;
		}
		TAILQ_REMOVE(ring, e, ring);
		TAILQ_INSERT_TAIL(ring, e, ring);
		if (!stalest || e->heard_ms < stalest->heard_ms)
			stalest = e;
		choice++;
	}
	if (!stalest)
		return false;
	entry_del(fdb, stalest);
	fdb->count.evicted++;
	return true;
}

static bool is_full(const struct fdb *fdb)
{
	return fdb->tally.used >= fdb->limit;
}

/* Whether one more may be learned.  Aged entries that fill the table need not
 * await the sweep; and flushed ones, which do not count, must not pile up
 * beside the new ones.  Above a limit that was lowered, one comes for each
 * that goes. */
static bool make_room(struct fdb *fdb, int64_t now_ms)
{
	if (fdb->flushed || is_full(fdb))
		fdb_sweep(fdb, ROOM_SLOTS, now_ms);
	return !is_full(fdb) || (fdb->full == FDB_FULL_EVICT && evict(fdb));
}

static enum fdb_change learn_new(struct fdb *fdb, uint64_t key, port_no port,
				 int64_t now_ms)
{
	struct entry *e = NULL;

	if (make_room(fdb, now_ms) &&
	    tally_prepare(&fdb->tally, FDB_LEARNED, key_vid(key), port))
		e = entry_add(fdb, key);
	if (!e) {
		fdb->count.refused++;
		return FDB_NO_ROOM;
	}
	entry_set(fdb, e, port, FDB_LEARNED, now_ms);
	fdb->count.learned++;
	return FDB_ADDED;
}

/* Who is void makes room at once, without a sweep. */
static void entry_del_void(struct fdb *fdb, struct entry *e)
{
	if (!is_flushed(fdb, e))
		fdb->count.aged++;
	entry_del(fdb, e);
}

enum fdb_change fdb_learn(struct fdb *fdb, vlan_id vid, struct mac mac,
			  port_no port, int64_t now_ms)
{
	uint64_t key = key_of(vid, mac);
	struct entry *e = find(fdb, key);

	if (e && !is_void(fdb, e, now_ms)) {
		if (e->port == port && e->state != FDB_LOCAL) {
			e->heard_ms = now_ms;
			return FDB_REFRESHED;
		}
		if (e->state != FDB_LEARNED)
			return FDB_HELD;
		if (!tally_prepare(&fdb->tally, FDB_LEARNED, vid, port))
			return FDB_NO_ROOM;
		entry_unset(fdb, e);
		entry_set(fdb, e, port, FDB_LEARNED, now_ms);
		fdb->count.moved++;
		return FDB_MOVED;
	}
	if (!fdb->ageing_ms)
		return FDB_HELD;
	if (e)
		entry_del_void(fdb, e);
	return learn_new(fdb, key, port, now_ms);
}

bool fdb_lookup(const struct fdb *fdb, vlan_id vid, struct mac mac,
		int64_t now_ms, struct fdb_entry *out)
{
	const struct entry *e = find(fdb, key_of(vid, mac));

	if (!e || is_void(fdb, e, now_ms))
		return false;
	entry_show(e, out);
	return true;
}

const void *fdb_prefetch(const struct fdb *fdb, vlan_id vid, struct mac mac)
{
	uint64_t hash = hash_of(fdb, key_of(vid, mac));
	const struct UT_hash_table *table =
		fdb->first[hash >> SHARD_SHIFT].hh.tbl;
	const struct UT_hash_bucket *bucket =
		&table->buckets[(unsigned int)hash & (table->num_buckets - 1)];

	__builtin_prefetch(bucket);
	return bucket;
}

/* The first in its bucket: most are. */
void fdb_prefetch_more(const void *place)
{
	const struct UT_hash_bucket *bucket = place;
	const char *hh = (const char *)bucket->hh_head;

	if (!hh)
		return;
	__builtin_prefetch(hh - offsetof(struct entry, hh));
	__builtin_prefetch(hh + sizeof(struct UT_hash_handle) - 1);
}

int fdb_put(struct fdb *fdb, const struct fdb_entry *in)
{
	uint64_t key = key_of(in->vid, in->mac);
	struct entry *e = find(fdb, key);

	if (!tally_prepare(&fdb->tally, in->state, in->vid, in->port))
		return -ENOMEM;
	if (e)
		entry_unset(fdb, e);
	else
		e = entry_add(fdb, key);
	if (!e)
		return -ENOMEM;
	entry_set(fdb, e, in->port, in->state, in->heard_ms);
	return 0;
}

bool fdb_remove(struct fdb *fdb, vlan_id vid, struct mac mac)
{
	struct entry *e = find(fdb, key_of(vid, mac));
	bool was_there = e && !is_flushed(fdb, e);

	if (e)
		entry_del(fdb, e);
	return was_there;
}

size_t fdb_flush(struct fdb *fdb, struct fdb_filter filter)
{
	size_t n = tally_flush(&fdb->tally, filter);

	fdb->flushed += n;
	return n;
}

/* Whether anything there may be void, now or later */
static bool has_to_sweep(const struct fdb *fdb)
{
	return fdb->tally.dynamic || fdb->flushed;
}

bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms)
{
	for (size_t i = 0; i < slots && has_to_sweep(fdb); i++) {
		struct entry *e = slot(fdb, fdb->hand++);

		if (e->used && is_void(fdb, e, now_ms))
			entry_del_void(fdb, e);
		if (fdb->hand == fdb->slots_in_use) {
			fdb->hand = 0;
			return true;
		}
	}
	return !has_to_sweep(fdb);
}

bool fdb_next(const struct fdb *fdb, struct fdb_filter filter, int64_t now_ms,
	      size_t *cursor, size_t *slots, struct fdb_entry *out)
{
	while (*cursor < fdb->slots_in_use && *slots) {
		const struct entry *e = slot(fdb, (*cursor)++);

		(*slots)--;
		if (e->used && is_meant(e, &filter) &&
		    !is_void(fdb, e, now_ms)) {
			entry_show(e, out);
			return true;
		}
	}
	return false;
}

size_t fdb_used(const struct fdb *fdb)
{
	return fdb->tally.used;
}

size_t fdb_limit(const struct fdb *fdb)
{
	return fdb->limit;
}

enum fdb_full fdb_full(const struct fdb *fdb)
{
	return fdb->full;
}

int64_t fdb_ageing_ms(const struct fdb *fdb)
{
	return fdb->ageing_ms;
}

struct fdb_count fdb_count(const struct fdb *fdb)
{
	return fdb->count;
}

const char *fdb_state_word(enum fdb_state state)
{
	static const char *const words[FDB_STATE_COUNT] = {
		[FDB_LEARNED] = "learned",
		[FDB_STICKY] = "sticky",
		[FDB_STATIC] = "static",
		[FDB_LOCAL] = "local",
	};

	return words[state];
}

const char *fdb_full_word(enum fdb_full full)
{
	static const char *const words[FDB_FULL_COUNT] = {
		[FDB_FULL_FLOOD] = "flood",
		[FDB_FULL_EVICT] = "evict",
	};

	return words[full];
}
