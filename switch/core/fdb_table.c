/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries live in slabs and never move in memory, so that a walk can stop and
 * go on by slot number.  They are looked up with uthash.
 *
 * A flush does not touch entries: it makes them stale in the index, which
 * counts them.  Their memory is freed when a function happens to meet them, and
 * at the latest by fdb_sweep().
 *
 * A single hash table of a million entries would be rebuilt all at once when it
 * grows, and frames would wait meanwhile.  So there are SHARDS small tables,
 * and each grows at a different number of entries, which spreads the work
 * evenly.  Each has a dummy entry that is never removed: uthash frees a table
 * that becomes empty, and freeing all of them at once takes long, too.
 */
#include "core/fdb_table.h"

#include <stdlib.h>

#define SLAB_SLOTS 1024

struct entry *entry_at(const struct fdb *fdb, size_t i)
{
	return &fdb->slabs[i / SLAB_SLOTS][i % SLAB_SLOTS];
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
	return entry_at(fdb, fdb->slots_in_use++);
}

static void slot_put(struct fdb *fdb, struct entry *e)
{
	e->used = false;
	TAILQ_INSERT_HEAD(&fdb->free, e, ring);
}

void entry_event(const struct fdb *fdb, enum event_kind kind,
		 const struct entry *e)
{
	event_add(fdb->events, &(struct event){
				       .kind = kind,
				       .port = e->port,
				       .vid = key_vid(e->key),
				       .mac = key_mac(e->key),
				       .value = e->state,
			       });
}

void entry_set(struct fdb *fdb, struct entry *e, port_no port,
	       enum fdb_state state, int64_t heard_ms)
{
	e->port = port;
	e->state = (uint8_t)state;
	e->heard_ms = heard_ms;
	fdb->placed_of[placed_at(fdb, key_mac(e->key))]++;
	e->epoch = fdb_index_add(&fdb->index, state, key_vid(e->key), port);
	if (FDB_BY_FRAMES >> state & 1)
		TAILQ_INSERT_TAIL(&fdb->learned[port], e, ring);
}

void entry_unset(struct fdb *fdb, struct entry *e)
{
	if (FDB_BY_FRAMES >> e->state & 1)
		TAILQ_REMOVE(&fdb->learned[e->port], e, ring);
	if (is_flushed(fdb, e))
		fdb->flushed--;
	else
		fdb_index_del(&fdb->index, (enum fdb_state)e->state,
			      key_vid(e->key), e->port);
}

/* Shards grow at a load between one entry per bucket, in the first, and nearly
 * two, in the last.  If memory is short, chains only get longer. */
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

struct entry *entry_add(struct fdb *fdb, uint64_t key)
{
	struct entry *e = slot_take(fdb);

	if (!e)
		return NULL;
	e->key = key;
	if (!shard_add(fdb, e)) {
		slot_put(fdb, e);
		return NULL;
	}
	e->used = true;
	return e;
}

void entry_del(struct fdb *fdb, struct entry *e)
{
	entry_unset(fdb, e);
	HASH_DELETE(hh, fdb->shard[hash_of(fdb, e->key) >> SHARD_SHIFT], e);
	slot_put(fdb, e);
}

void entry_del_stale(struct fdb *fdb, struct entry *e)
{
	if (!is_flushed(fdb, e)) {
		fdb->count[e->port].aged++;
		entry_event(fdb, EVENT_FDB_AGED, e);
	}
	entry_del(fdb, e);
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

struct fdb *fdb_new(uint64_t seed, struct events *events)
{
	struct fdb *fdb = calloc(1, sizeof(*fdb));

	if (!fdb)
		return NULL;
	fdb->events = events;
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

/* Whether any entry is stale or may become so */
static bool needs_sweep(const struct fdb *fdb)
{
	return fdb->index.dynamic || fdb->flushed;
}

bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms)
{
	for (size_t i = 0; i < slots && needs_sweep(fdb); i++) {
		struct entry *e = entry_at(fdb, fdb->hand++);

		if (e->used && is_stale(fdb, e, now_ms))
			entry_del_stale(fdb, e);
		if (fdb->hand == fdb->slots_in_use) {
			fdb->hand = 0;
			return true;
		}
	}
	return !needs_sweep(fdb);
}
