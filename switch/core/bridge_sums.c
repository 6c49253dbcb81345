/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/bridge_sums.h"

static uint64_t sum(const uint64_t *v, size_t n)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += v[i];
	return total;
}

static bool add_up(const struct counters *c, struct bridge_sums *sums)
{
	uint64_t received = sum(c->rx_packets, PKT_TYPE_COUNT);
	uint64_t accounted = sum(c->rx_ends, REASON_COUNT);

	sums->received += received;
	sums->accounted += accounted;
	sums->copies += c->copies;
	sums->mirrored += c->mirrored;
	sums->transmitted += sum(c->tx_packets, PKT_TYPE_COUNT) -
			     c->tx_segments + c->tx_segmented - c->tx_merges +
			     c->tx_merged;
	return received == accounted;
}

/* A VLAN that never counted is skipped: reading its counters, which were never
 * touched, would cost a page fault for each page. */
static bool has_counted(const struct bridge *br, vlan_id vid)
{
	const struct vlan *vlan = &br->vlan[vid];

	return br->vlan_counters &&
	       (vlan->rx_bytes || sum(vlan->rx_ends, REASON_COUNT));
}

/* Whether a VLAN accounts for all frames that ports received in it */
static bool is_balanced(const struct bridge *br, vlan_id vid)
{
	const struct vlan *vlan = &br->vlan[vid];
	uint64_t received = vlan->past;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (br->port[no].exists)
			received += vlan_counters(br, no, vid)->rx_packets;
	return received == sum(vlan->rx_ends, REASON_COUNT);
}

bool bridge_sum_ports(const struct bridge *br, struct bridge_sums *sums)
{
	*sums = (struct bridge_sums){ 0 };
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (!add_up(&br->counters[no], sums) &&
		    sums->unbalanced == PORT_NONE)
			sums->unbalanced = no;
	add_up(&br->past, sums);
	return sums->received == sums->accounted &&
	       sums->unbalanced == PORT_NONE &&
	       sums->copies + sums->mirrored == sums->transmitted;
}

bool bridge_sum_vlans(const struct bridge *br, vlan_id *vid, size_t slots)
{
	for (; *vid <= VLAN_MAX; ++*vid) {
		if (!has_counted(br, *vid))
			continue;
		if (!slots--)
			return true;
		if (!is_balanced(br, *vid))
			return false;
	}
	return true;
}

bool bridge_sum(const struct bridge *br, struct bridge_sums *sums)
{
	bool is_balanced_by_port = bridge_sum_ports(br, sums);
	vlan_id vid = 1;

	if (!bridge_sum_vlans(br, &vid, SIZE_MAX))
		sums->unbalanced_vlan = vid;
	return is_balanced_by_port && sums->unbalanced_vlan == VLAN_NONE;
}
