/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "core/bridge.h"

struct vlan_settings vlan_settings_get(const struct bridge *br, vlan_id vid)
{
	const struct vlan *vlan = &br->vlan[vid];
	struct vlan_settings settings = {
		.own_tpid = vlan->own_tpid,
		.remote_span = vlan->remote_span,
		.fdb_limit = fdb_vlan_limit(br->fdb, vid),
	};

	memcpy(settings.name, vlan->name, sizeof(settings.name));
	return settings;
}

static void flush(struct bridge *br, vlan_id vid)
{
	struct vids vids = { { 0 } };

	vids_add(&vids, vid);
	fdb_flush(br->fdb,
		  (struct fdb_filter){ .vids = &vids, .states = FDB_DYNAMIC });
}

/* Equal settings are not written: memory of unused VLANs stays untouched. */
void vlan_settings_set(struct bridge *br, vlan_id vid,
		       const struct vlan_settings *settings)
{
	const struct vlan_settings before = vlan_settings_get(br, vid);
	struct vlan *vlan = &br->vlan[vid];

	if (vlan_settings_equal(&before, settings))
		return;
	memcpy(vlan->name, settings->name, sizeof(vlan->name));
	vlan->own_tpid = settings->own_tpid;
	vlan->remote_span = settings->remote_span;
	if (vlan->remote_span)
		flush(br, vid);
	fdb_set_vlan_limit(br->fdb, vid, settings->fdb_limit);
	event_add(&br->events,
		  &(struct event){ .kind = EVENT_VLAN_CONFIG, .vid = vid });
}

bool vlan_settings_equal(const struct vlan_settings *a,
			 const struct vlan_settings *b)
{
	return !strcmp(a->name, b->name) && a->own_tpid == b->own_tpid &&
	       a->remote_span == b->remote_span && a->fdb_limit == b->fdb_limit;
}
