/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/fdb.h"

#include <errno.h>
#include <stddef.h>

#include "core/fdb_table.h"

#define REFUSAL_EVENT_MS 1000 /* at least, between two events of a port */

static bool matches(const struct entry *e, const struct fdb_filter *filter)
{
	return (filter->states >> e->state & 1) &&
	       (filter->port == PORT_NONE || filter->port == e->port) &&
	       (!filter->ports || portset_has(filter->ports, e->port)) &&
	       (!filter->vids || vids_has(filter->vids, key_vid(e->key)));
}

static void entry_copy(const struct entry *e, struct fdb_entry *out)
{
	out->mac = key_mac(e->key);
	out->vid = key_vid(e->key);
	out->port = e->port;
	out->state = (enum fdb_state)e->state;
	out->heard_ms = e->heard_ms;
}

void fdb_set_ageing(struct fdb *fdb, int64_t ageing_ms)
{
	fdb->ageing_ms = ageing_ms;
	fdb->revived++; /* stale entries may be valid again */
}

static enum fdb_change refuse(struct fdb *fdb, uint64_t key, port_no port,
			      int64_t now_ms)
{
	struct fdb_refusals *r = &fdb->refusals[port];

	fdb->count[port].refused++;
	r->count++;
	if (now_ms < r->event_ms)
		return FDB_NO_ROOM;
	event_add(fdb->events, &(struct event){
				       .kind = EVENT_FDB_REFUSED,
				       .port = port,
				       .vid = key_vid(key),
				       .mac = key_mac(key),
				       .value = r->count,
			       });
	r->event_ms = now_ms + REFUSAL_EVENT_MS;
	r->count = 0;
	return FDB_NO_ROOM;
}

static void move_event(const struct fdb *fdb, const struct entry *e)
{
	event_add(fdb->events, &(struct event){
				       .kind = EVENT_FDB_MOVED,
				       .port = e->port,
				       .other = fdb->moved_from,
				       .vid = key_vid(e->key),
				       .mac = key_mac(e->key),
			       });
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
		return refuse(fdb, key, port, now_ms);
	entry_set(fdb, e, port, as, now_ms);
	fdb->count[port].learned++;
	entry_event(fdb, EVENT_FDB_LEARNED, e);
	return FDB_ADDED;
}

/* A frame changes entries that frames made; others it only refreshes. */
static enum fdb_change learn_again(struct fdb *fdb, struct entry *e,
				   port_no port, enum fdb_state as,
				   int64_t now_ms)
{
	const bool moves = e->port != port;
	const uint64_t key = e->key;

	if (FDB_CONFIGURED >> e->state & 1) {
		if (moves || e->state == FDB_LOCAL)
			return FDB_HELD;
		e->heard_ms = now_ms;
		return FDB_REFRESHED;
	}
	/* A station that moved to a full port is no longer on the old one. */
	if ((moves && !port_make_room(fdb, port, now_ms)) ||
	    !fdb_index_prepare(&fdb->index, as, key_vid(key), port)) {
		entry_event(fdb, EVENT_FDB_REMOVED, e);
		entry_del(fdb, e);
		return refuse(fdb, key, port, now_ms);
	}
	if (moves)
		fdb->moved_from = e->port;
	entry_unset(fdb, e);
	entry_set(fdb, e, port, as, now_ms);
	if (!moves)
		return FDB_REFRESHED;
	fdb->count[port].moved++;
	move_event(fdb, e);
	return FDB_MOVED;
}

enum fdb_change fdb_learn(struct fdb *fdb, vlan_id vid, struct mac mac,
			  port_no port, enum fdb_state as, int64_t now_ms)
{
	uint64_t key = key_of(vid, mac);
	struct entry *e = entry_find(fdb, key);

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
	const struct entry *e = entry_find(fdb, key_of(vid, mac));

	if (!e || is_stale(fdb, e, now_ms))
		return false;
	entry_copy(e, out);
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

/* Fetches the first entry of the bucket, which most often is the right one. */
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
	struct entry *e = entry_find(fdb, key);

	if (!fdb_index_prepare(&fdb->index, in->state, in->vid, in->port))
		return -ENOMEM;
	if (e)
		entry_unset(fdb, e);
	else
		e = entry_add(fdb, key);
	if (!e)
		return -ENOMEM;
	entry_set(fdb, e, in->port, in->state, in->heard_ms);
	entry_event(fdb, EVENT_FDB_PUT, e);
	return 0;
}

bool fdb_remove(struct fdb *fdb, vlan_id vid, struct mac mac)
{
	struct entry *e = entry_find(fdb, key_of(vid, mac));
	bool was_there = e && !is_flushed(fdb, e);

	if (was_there)
		entry_event(fdb, EVENT_FDB_REMOVED, e);
	if (e)
		entry_del(fdb, e);
	return was_there;
}

size_t fdb_flush(struct fdb *fdb, struct fdb_filter filter)
{
	size_t n = fdb_index_flush(&fdb->index, filter);

	fdb->flushed += n;
	if (n)
		event_of_port(fdb->events, EVENT_FDB_FLUSHED, filter.port,
			      (uint32_t)n);
	return n;
}

bool fdb_next(const struct fdb *fdb, struct fdb_filter filter, int64_t now_ms,
	      size_t *cursor, size_t *slots, struct fdb_entry *out)
{
	while (*cursor < fdb->slots_in_use && *slots) {
		const struct entry *e = entry_at(fdb, (*cursor)++);

		(*slots)--;
		if (e->used && matches(e, &filter) &&
		    !is_stale(fdb, e, now_ms)) {
			entry_copy(e, out);
			return true;
		}
	}
	return false;
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
	fdb->refusals[port] = (struct fdb_refusals){ 0 };
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
