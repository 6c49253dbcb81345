/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums over the counters of all ports and VLANs: whether every frame and every
 * copy is accounted for. */
#ifndef CORE_BRIDGE_SUMS_H
#define CORE_BRIDGE_SUMS_H

#include "core/bridge.h"

/**
 * struct bridge_sums - Sums that must be equal, see core/counters.h
 * @received:	Frames received, all ports
 * @accounted:	Frames counted under a reason, all ports; equals @received
 * @unbalanced:	First port whose two sums differ; PORT_NONE if none
 * @unbalanced_vlan: First VLAN whose two sums differ; VLAN_NONE if none
 * @copies:	Copies made of forwarded and flooded frames
 * @mirrored:	Copies made for mirrors
 * @transmitted:	Copies passed to ports; equals @copies plus @mirrored
 */
struct bridge_sums {
	uint64_t received;
	uint64_t accounted;
	port_no unbalanced;
	vlan_id unbalanced_vlan;
	uint64_t copies;
	uint64_t mirrored;
	uint64_t transmitted;
};

/** bridge_sum() - Add up all counters; true if all sums are equal */
bool bridge_sum(const struct bridge *br, struct bridge_sums *sums);

/**
 * bridge_sum_ports(), bridge_sum_vlans() - Add up the counters piece by piece
 * @vid:	In: the VLAN to begin with.  Out: the VLAN to go on with, above
 *		VLAN_MAX at the end; or, if false is returned, the VLAN that is
 *		unbalanced
 * @slots:	How many VLANs to add up, not counting those without any frames:
 *		one takes some ten microseconds with a thousand ports
 *
 * All ports are added up at one moment, and so is each VLAN; frames may be
 * counted between two calls.
 *
 * Return: whether the sums are equal in all that was added up
 */
bool bridge_sum_ports(const struct bridge *br, struct bridge_sums *sums);
bool bridge_sum_vlans(const struct bridge *br, vlan_id *vid, size_t slots);

#endif /* CORE_BRIDGE_SUMS_H */
