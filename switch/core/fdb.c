/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries live in slabs and never change place, so that a walk can stop and go
 * on by slot number.  uthash finds them.
 *
 * A flush touches no entry: it makes them stale in the index, where they are
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

#include "core/fdb_table.h"

/* Chains, as uthash lets them grow, are cache misses, and one unlucky chain
 * doubles a table: shard_grow() decides instead. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH UINT_MAX
#undef HASH_INITIAL_NUM_BUCKETS
#define HASH_INITIAL_NUM_BUCKETS 16U
#undef HASH_INITIAL_NUM_BUCKETS_LOG2
#define HASH_INITIAL_NUM_BUCKETS_LOG2 4U

#define SHARD_SHIFT 57 /* leaves the upper bits of a hash, SHARDS values */
#define SLAB_SLOTS  1024

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

/* Mixes so that each bit of the key reaches the shard and the bucket. */
static uint64_t hash_of(const struct fdb *fdb, uint64_t key)
{
	key ^= fdb->seed;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 32;
	key *= UINT64_C(0xd6e8feb86659fd93);
	return key ^ key >> 32;
}

/* Where it is counted how often an address was put somewhere, in any VLAN */
static size_t placed_at(const struct fdb *fdb, struct mac mac)
{
	return hash_of(fdb, key_of(VLAN_NONE, mac)) % PLACED;
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

static bool is_meant(const struct entry *e, const struct fdb_filter *filter)
{
	return (filter->states >> e->state & 1) &&
	       (filter->port == PORT_NONE || filter->port == e->port) &&
	       (!filter->ports || portset_has(filter->ports, e->port)) &&
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
	fdb->placed++;
	fdb->placed_of[placed_at(fdb, key_mac(e->key))]++;
	e->epoch = fdb_index_add(&fdb->index, state, key_vid(e->key), port);
	if (FDB_BY_FRAMES >> state & 1)
		TAILQ_INSERT_TAIL(&fdb->learned[port], e, ring);
}

/* The reverse, before it changes or goes. */
static void entry_unset(struct fdb *fdb, struct entry *e)
{
	if (FDB_BY_FRAMES >> e->state & 1)
		TAILQ_REMOVE(&fdb->learned[e->port], e, ring);
	if (is_flushed(fdb, e))
		fdb->flushed--;
	else
		fdb_index_del(&fdb->index, (enum fdb_state)e->state,
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

void entry_del(struct fdb *fdb, struct entry *e)
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
	fdb_index_free(&fdb->index);
	free(fdb);
}

void fdb_set_ageing(struct fdb *fdb, int64_t ageing_ms)
{
	fdb->ageing_ms = ageing_ms;
	fdb->placed++; /* what was void may count again */
	fdb->revived++;
}

static enum fdb_change refuse(struct fdb *fdb, port_no port)
{
	fdb->count[port].refused++;
	return FDB_NO_ROOM;
}

static enum fdb_change learn_new(struct fdb *fdb, uint64_t key, port_no port,
				 enum fdb_state as, int64_t now_ms)
{
	vlan_id vid = key_vid(key);
	struct entry *e = NULL;

	if (make_room(fdb, vid, port, now_ms) &&
	    fdb_index_prepare(&fdb->index, as, vid, port))
		e = entry_add(fdb, key);
	if (!e)
		return refuse(fdb, port);
	entry_set(fdb, e, port, as, now_ms);
	fdb->count[port].learned++;
	return FDB_ADDED;
}

/* What a frame made, a frame may change. */
static enum fdb_change learn_again(struct fdb *fdb, struct entry *e,
				   port_no port, enum fdb_state as,
				   int64_t now_ms)
{
	bool moves = e->port != port;

	if (FDB_CONFIGURED >> e->state & 1) {
		if (moves || e->state == FDB_LOCAL)
			return FDB_HELD;
		e->heard_ms = now_ms;
		return FDB_REFRESHED;
	}
	/* Whoever moves to where there is no room is not where he was, either. */
	if ((moves && !port_make_room(fdb, port, now_ms)) ||
	    !fdb_index_prepare(&fdb->index, as, key_vid(e->key), port)) {
		entry_del(fdb, e);
		return refuse(fdb, port);
	}
	if (moves)
		fdb->moved_from = e->port;
	entry_unset(fdb, e);
	entry_set(fdb, e, port, as, now_ms);
	fdb->count[port].moved += moves;
	return moves ? FDB_MOVED : FDB_REFRESHED;
}

void entry_del_stale(struct fdb *fdb, struct entry *e)
{
	if (!is_flushed(fdb, e))
		fdb->count[e->port].aged++;
	entry_del(fdb, e);
}

enum fdb_change fdb_learn(struct fdb *fdb, vlan_id vid, struct mac mac,
			  port_no port, enum fdb_state as, int64_t now_ms)
{
	uint64_t key = key_of(vid, mac);
	struct entry *e = find(fdb, key);

	if (e && !is_stale(fdb, e, now_ms)) {
		if (e->port != port || e->state != as)
			return learn_again(fdb, e, port, as, now_ms);
		e->heard_ms = now_ms;
		return FDB_REFRESHED;
	}
	if (!fdb->ageing_ms)
		return FDB_HELD;
	if (e)
		entry_del_stale(fdb, e);
	return learn_new(fdb, key, port, as, now_ms);
}

bool fdb_lookup(const struct fdb *fdb, vlan_id vid, struct mac mac,
		int64_t now_ms, struct fdb_entry *out)
{
	const struct entry *e = find(fdb, key_of(vid, mac));

	if (!e || is_stale(fdb, e, now_ms))
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

	if (!fdb_index_prepare(&fdb->index, in->state, in->vid, in->port))
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
	size_t n = fdb_index_flush(&fdb->index, filter);

	fdb->flushed += n;
	return n;
}

/* Whether anything there may be stale, now or later */
static bool has_to_sweep(const struct fdb *fdb)
{
	return fdb->index.dynamic || fdb->flushed;
}

bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms)
{
	for (size_t i = 0; i < slots && has_to_sweep(fdb); i++) {
		struct entry *e = slot(fdb, fdb->hand++);

		if (e->used && is_stale(fdb, e, now_ms))
			entry_del_stale(fdb, e);
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
		    !is_stale(fdb, e, now_ms)) {
			entry_show(e, out);
			return true;
		}
	}
	return false;
}

uint64_t fdb_placed(const struct fdb *fdb)
{
	return fdb->placed;
}

uint32_t fdb_placed_of(const struct fdb *fdb, struct mac mac)
{
	return fdb->placed_of[placed_at(fdb, mac)] + fdb->revived;
}

bool fdb_has_vlan(const struct fdb *fdb, vlan_id vid)
{
	for (size_t state = 0; state < FDB_STATE_COUNT; state++)
		if (fdb->index.vlan[state][vid])
			return true;
	return false;
}

size_t fdb_used(const struct fdb *fdb)
{
	return fdb->index.used;
}

int64_t fdb_ageing_ms(const struct fdb *fdb)
{
	return fdb->ageing_ms;
}

port_no fdb_moved_from(const struct fdb *fdb)
{
	return fdb->moved_from;
}

size_t fdb_on_port(const struct fdb *fdb, port_no port)
{
	return fdb->index.on[port];
}

static void add_count(struct fdb_count *sum, const struct fdb_count *c)
{
	sum->learned += c->learned;
	sum->moved += c->moved;
	sum->aged += c->aged;
	sum->evicted += c->evicted;
	sum->refused += c->refused;
}

struct fdb_count fdb_count(const struct fdb *fdb, port_no port)
{
	struct fdb_count sum = fdb->count[port];

	for (port_no no = 1; no <= PORT_MAX && port == PORT_NONE; no++)
		add_count(&sum, &fdb->count[no]);
	return sum;
}

void fdb_forget_count(struct fdb *fdb, port_no port)
{
	add_count(&fdb->count[PORT_NONE], &fdb->count[port]);
	fdb->count[port] = (struct fdb_count){ 0 };
}

const char *fdb_state_word(enum fdb_state state)
{
	static const char *const words[FDB_STATE_COUNT] = {
		[FDB_LEARNED] = "learned", [FDB_LOCKED] = "locked",
		[FDB_STICKY] = "sticky",   [FDB_STATIC] = "static",
		[FDB_LOCAL] = "local",
	};

	return words[state];
}
