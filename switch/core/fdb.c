/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries live in slabs and never change place, so that a walk can stop and go
 * on by slot number.  uthash finds them.
 *
 * One hash table of a million entries would be rebuilt at once when it grows,
 * and frames would wait for it: there are SHARDS small ones instead, each of
 * which grows by itself in a fraction of a millisecond.
 */
#include "core/fdb.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Chains of ten, as uthash has them, are ten cache misses. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH 4U

#define SHARDS	     64 /* a power of two */
#define SLAB_SLOTS   1024
#define EVICT_CHOICE 64	  /* entries compared before one goes */
#define EVICT_SLOTS  1024 /* slots looked at for them */

struct entry {
	uint64_t key; /* see key_of() */
	int64_t heard_ms;
	port_no port;
	bool used;
	uint8_t state;		 /* enum fdb_state */
	struct entry *next_free; /* while not used */
	UT_hash_handle hh;
};

struct fdb {
	struct entry *shard[SHARDS];
	struct entry **slabs;
	size_t slab_count;
	struct entry *free;
	size_t slots_in_use; /* high-water mark of slots */
	size_t hand;	     /* where fdb_sweep() goes on */
	size_t evict_hand;
	uint64_t seed;
	int64_t ageing_ms;
	size_t limit;
	enum fdb_full full;
	size_t dynamic;
	size_t used;		   /* learned entries */
	size_t held[PORT_MAX + 1]; /* learned entries by port */
	struct fdb_count count;
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

	HASH_FIND_BYHASHVALUE(hh, fdb->shard[hash >> 58], &key, sizeof(key),
			      (unsigned int)hash, e);
	return e;
}

static struct entry *slot(const struct fdb *fdb, size_t i)
{
	return &fdb->slabs[i / SLAB_SLOTS][i % SLAB_SLOTS];
}

/* Walks on from *hand, round and round; NULL for a slot not in use. */
static struct entry *slot_at_hand(const struct fdb *fdb, size_t *hand)
{
	struct entry *e;

	if (*hand >= fdb->slots_in_use)
		*hand = 0;
	e = slot(fdb, (*hand)++);
	return e->used ? e : NULL;
}

static bool is_void(const struct fdb *fdb, const struct entry *e,
		    int64_t now_ms)
{
	return (FDB_DYNAMIC >> e->state & 1) &&
	       now_ms - e->heard_ms >= fdb->ageing_ms;
}

static bool is_meant(const struct entry *e, const struct fdb_filter *filter)
{
	return (filter->states >> e->state & 1) &&
	       (filter->port == PORT_NONE || filter->port == e->port) &&
	       (filter->any_vid || filter->vid == key_vid(e->key));
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
	struct entry *e = fdb->free;

	if (e) {
		fdb->free = e->next_free;
		return e;
	}
	if (fdb->slots_in_use == fdb->slab_count * SLAB_SLOTS && !slab_add(fdb))
		return NULL;
	return slot(fdb, fdb->slots_in_use++);
}

static void slot_give(struct fdb *fdb, struct entry *e)
{
	e->used = false;
	e->next_free = fdb->free;
	fdb->free = e;
}

/* Keeps the counts when an entry appears, changes or goes. */
static void account(struct fdb *fdb, const struct entry *e, bool there)
{
	size_t one = there ? 1 : (size_t)-1;

	if (FDB_DYNAMIC >> e->state & 1)
		fdb->dynamic += one;
	if (e->state == FDB_LEARNED) {
		fdb->used += one;
		fdb->held[e->port] += one;
	}
}

static struct entry *entry_add(struct fdb *fdb, uint64_t key)
{
	uint64_t hash = hash_of(fdb, key);
	struct entry *e = slot_take(fdb);

	if (!e)
		return NULL;
	e->key = key;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, fdb->shard[hash >> 58], &e->key,
				    sizeof(e->key), (unsigned int)hash, e);
	if (!e->hh.tbl) {
		slot_give(fdb, e);
		return NULL;
	}
	e->used = true;
	return e;
}

static void entry_del(struct fdb *fdb, struct entry *e)
{
	account(fdb, e, false);
	HASH_DELETE(hh, fdb->shard[hash_of(fdb, e->key) >> 58], e);
	slot_give(fdb, e);
}

static void entry_set(struct fdb *fdb, struct entry *e, port_no port,
		      enum fdb_state state, int64_t heard_ms)
{
	e->port = port;
	e->state = (uint8_t)state;
	e->heard_ms = heard_ms;
	account(fdb, e, true);
}

struct fdb *fdb_new(uint64_t seed)
{
	struct fdb *fdb = calloc(1, sizeof(*fdb));

	if (!fdb)
		return NULL;
	fdb->seed = seed;
	fdb->ageing_ms = FDB_AGEING_MS;
	fdb->limit = FDB_LIMIT;
	return fdb;
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

static port_no port_with_most(const struct fdb *fdb)
{
	port_no most = PORT_NONE;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (fdb->held[no] > fdb->held[most])
			most = no;
	return most;
}

static bool evict(struct fdb *fdb)
{
	port_no port = port_with_most(fdb);
	struct entry *stalest = NULL;
	size_t choice = 0;

	for (size_t i = 0; i < fdb->slots_in_use; i++) {
		struct entry *e = slot_at_hand(fdb, &fdb->evict_hand);

		if (e && e->port == port && e->state == FDB_LEARNED) {
			if (!stalest || e->heard_ms < stalest->heard_ms)
				stalest = e;
			choice++;
		}
		if (choice == EVICT_CHOICE || (choice && i >= EVICT_SLOTS))
			break;
	}
	if (!stalest)
		return false;
	entry_del(fdb, stalest);
	fdb->count.evicted++;
	return true;
}

/* Whether one more may be learned; void entries need not await their sweep.
 * Above a limit that was lowered, one comes for each that goes. */
static bool make_room(struct fdb *fdb, int64_t now_ms)
{
	if (fdb->used < fdb->limit)
		return true;
	fdb_sweep(fdb, EVICT_CHOICE, now_ms);
	return fdb->used < fdb->limit ||
	       (fdb->full == FDB_FULL_EVICT && evict(fdb));
}

static enum fdb_change learn_new(struct fdb *fdb, uint64_t key, port_no port,
				 int64_t now_ms)
{
	struct entry *e = make_room(fdb, now_ms) ? entry_add(fdb, key) : NULL;

	if (!e) {
		fdb->count.refused++;
		return FDB_NO_ROOM;
	}
	entry_set(fdb, e, port, FDB_LEARNED, now_ms);
	fdb->count.learned++;
	return FDB_ADDED;
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
		account(fdb, e, false);
		entry_set(fdb, e, port, FDB_LEARNED, now_ms);
		fdb->count.moved++;
		return FDB_MOVED;
	}
	if (!fdb->ageing_ms)
		return FDB_HELD;
	if (e) {
		entry_del(fdb, e);
		fdb->count.aged++;
	}
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

void fdb_prefetch(const struct fdb *fdb, vlan_id vid, struct mac mac)
{
	uint64_t hash = hash_of(fdb, key_of(vid, mac));
	const struct entry *first = fdb->shard[hash >> 58];
	const struct UT_hash_table *table = first ? first->hh.tbl : NULL;

	if (table)
		__builtin_prefetch(&table->buckets[(unsigned int)hash &
						   (table->num_buckets - 1)]);
}

int fdb_put(struct fdb *fdb, const struct fdb_entry *in)
{
	uint64_t key = key_of(in->vid, in->mac);
	struct entry *e = find(fdb, key);

	if (e)
		account(fdb, e, false);
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

	if (e)
		entry_del(fdb, e);
	return e;
}

size_t fdb_flush(struct fdb *fdb, struct fdb_filter filter)
{
	size_t n = 0;

	for (size_t i = 0; i < fdb->slots_in_use; i++) {
		struct entry *e = slot(fdb, i);

		if (e->used && is_meant(e, &filter)) {
			entry_del(fdb, e);
			n++;
		}
	}
	return n;
}

bool fdb_sweep(struct fdb *fdb, size_t slots, int64_t now_ms)
{
	for (size_t i = 0; i < slots && fdb->dynamic; i++) {
		struct entry *e = slot_at_hand(fdb, &fdb->hand);

		if (e && is_void(fdb, e, now_ms)) {
			entry_del(fdb, e);
			fdb->count.aged++;
		}
		if (fdb->hand == fdb->slots_in_use) {
			fdb->hand = 0;
			return true;
		}
	}
	return !fdb->dynamic;
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
	return fdb->used;
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
