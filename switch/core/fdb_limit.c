/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits on learned stations, and eviction. */
#include "core/fdb.h"

#include "core/fdb_table.h"

#define EVICT_CANDIDATES 16  /* entries compared to evict one of them */
#define EVICT_VISITS	 256 /* entries looked at, including flushed ones */
#define PORT_VISITS	 64 /* entries of a full port looked at for an aged one */
#define LEARN_SWEEP	 16 /* slots swept when an address is learned, if needed */

void fdb_set_limit(struct fdb *fdb, size_t limit, enum fdb_full full)
{
	fdb->limit = limit;
	fdb->full = full;
}

void fdb_set_port_limit(struct fdb *fdb, port_no port, uint32_t limit)
{
	fdb->port_limit[port] = limit;
}

void fdb_set_vlan_limit(struct fdb *fdb, vlan_id vid, uint32_t limit)
{
	fdb->vlan_limit[vid] = limit;
}

/* Evicts from the port that has the most entries: looks at some of them and
 * moves them to the end of the list.  If it meets only flushed ones, it removes
 * them and fails; the next call then looks further. */
static bool evict(struct fdb *fdb)
{
	struct entry_ring *ring = &fdb->learned[fdb_index_most(&fdb->index)];
	struct entry *e, *stalest = NULL;
	size_t candidates = 0;

	for (size_t i = 0; i < EVICT_VISITS && candidates < EVICT_CANDIDATES;
	     i++) {
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
		candidates++;
	}
	if (!stalest)
		return false;
	fdb->count[stalest->port].evicted++;
	entry_event(fdb, EVENT_FDB_EVICTED, stalest);
	entry_del(fdb, stalest);
	return true;
}

static bool is_full(const struct fdb *fdb)
{
	return fdb->index.used >= fdb->limit;
}

static bool is_port_full(const struct fdb *fdb, port_no port)
{
	return fdb->port_limit[port] &&
	       fdb->index.on[port] >= fdb->port_limit[port];
}

/* An aged entry of a port, if one is among the first PORT_VISITS */
static struct entry *find_aged(const struct fdb *fdb, port_no port,
			       int64_t now_ms)
{
	struct entry *e = TAILQ_FIRST(&fdb->learned[port]);

	for (size_t i = 0; e && i < PORT_VISITS; i++) {
		if (is_stale(fdb, e, now_ms) && !is_flushed(fdb, e))
			return e;
		e = TAILQ_NEXT(e, ring);
	}
	return NULL;
}

bool fdb_port_has_room(const struct fdb *fdb, port_no port, int64_t now_ms)
{
	return !is_port_full(fdb, port) || find_aged(fdb, port, now_ms);
}

bool port_make_room(struct fdb *fdb, port_no port, int64_t now_ms)
{
	struct entry *e = NULL;

	if (is_port_full(fdb, port))
		e = find_aged(fdb, port, now_ms);
	if (e)
		entry_del_stale(fdb, e);
	return !is_port_full(fdb, port);
}

static bool vlan_has_room(const struct fdb *fdb, vlan_id vid)
{
	return !fdb->vlan_limit[vid] ||
	       fdb_index_in_vlan(&fdb->index, vid) < fdb->vlan_limit[vid];
}

bool make_room(struct fdb *fdb, vlan_id vid, port_no port, int64_t now_ms)
{
	if (fdb->flushed || is_full(fdb) || !vlan_has_room(fdb, vid))
		fdb_sweep(fdb, LEARN_SWEEP, now_ms);
	if (!port_make_room(fdb, port, now_ms) || !vlan_has_room(fdb, vid))
		return false;
	return !is_full(fdb) || (fdb->full == FDB_FULL_EVICT && evict(fdb));
}

size_t fdb_limit(const struct fdb *fdb)
{
	return fdb->limit;
}

enum fdb_full fdb_full(const struct fdb *fdb)
{
	return fdb->full;
}

uint32_t fdb_port_limit(const struct fdb *fdb, port_no port)
{
	return fdb->port_limit[port];
}

uint32_t fdb_vlan_limit(const struct fdb *fdb, vlan_id vid)
{
	return fdb->vlan_limit[vid];
}

const char *fdb_full_word(enum fdb_full full)
{
	static const char *const words[FDB_FULL_COUNT] = {
		[FDB_FULL_FLOOD] = "flood",
		[FDB_FULL_EVICT] = "evict",
	};

	return words[full];
}
