/* SPDX-License-Identifier: BSD-2-Clause */
/* What learning an address would do, for those who only ask. */
#include "core/fdb.h"

#include "core/fdb_table.h"

/* make_room() would sweep some stale entries first; these are not looked for. */
static bool has_room(const struct fdb *fdb, vlan_id vid, port_no port,
		     int64_t now_ms)
{
	const uint32_t limit = fdb_vlan_limit(fdb, vid);

	if (!fdb_port_has_room(fdb, port, now_ms) ||
	    (limit && fdb_index_in_vlan(&fdb->index, vid) >= limit))
		return false;
	return fdb->index.used < fdb->limit || fdb->full == FDB_FULL_EVICT;
}

enum fdb_change fdb_foresee(const struct fdb *fdb, vlan_id vid, struct mac mac,
			    port_no port, int64_t now_ms)
{
	struct fdb_entry e;

	if (!fdb_lookup(fdb, vid, mac, now_ms, &e)) {
		if (!fdb->ageing_ms)
			return FDB_HELD;
		return has_room(fdb, vid, port, now_ms) ? FDB_ADDED
							: FDB_NO_ROOM;
	}
	if (e.port == port)
		return e.state == FDB_LOCAL ? FDB_HELD : FDB_REFRESHED;
	if (FDB_CONFIGURED >> e.state & 1)
		return FDB_HELD;
	return fdb_port_has_room(fdb, port, now_ms) ? FDB_MOVED : FDB_NO_ROOM;
}
