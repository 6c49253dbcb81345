/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests that begin with a bridge whose ports are in VLANs, to be included
 * after cmocka.h. */
#ifndef TEST_VLANS_H
#define TEST_VLANS_H

#include "bridging.h"

enum { GREEN = 30 };

static inline struct vlan_port in_vlans(const char *tagged, vlan_id untagged)
{
	struct vlan_port vp = { .pvid = untagged };

	if (tagged)
		assert_true(vids_parse(tagged, &vp.members));
	if (untagged != VLAN_NONE) {
		vids_add(&vp.members, untagged);
		vids_add(&vp.untagged, untagged);
	}
	return vp;
}

/* P1: untagged in red.  P2: untagged in blue.  P3: tagged in both.  P4: tagged
 * in red and green, untagged in blue. */
static inline int a_bridge_with_vlans(void **state)
{
	const struct vlan_port parts[] = {
		in_vlans(NULL, RED),
		in_vlans(NULL, BLUE),
		in_vlans("10,20", VLAN_NONE),
		in_vlans("10,30", BLUE),
	};
	struct bridge *br = bridge_new(1);

	if (!br || vlan_filtering_set(br, true))
		return -1;
	for (port_no no = P1; no <= P4; no++) {
		assert_int_equal(bridge_add_port(br, 1500), no);
		bridge_set_up(br, no, true);
		vlan_port_set(br, no, &parts[no - 1]);
	}
	*state = br;
	return 0;
}

static inline bool is_known(const struct bridge *br, vlan_id vid,
			    struct mac mac)
{
	struct fdb_entry e;

	return fdb_lookup(br->fdb, vid, mac, 0, &e);
}

static inline struct vids list(const char *text)
{
	struct vids vids;

	assert_true(vids_parse(text, &vids));
	return vids;
}

#endif /* TEST_VLANS_H */
