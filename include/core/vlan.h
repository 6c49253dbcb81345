/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VLANs: their member ports, and the ports that send their frames untagged.
 *
 * IEEE 802.1Q-2018 8.8.2 (static VLAN registration entries: member set and
 * untagged set), 6.9 (classification, acceptable frame types), 8.6.2 (ingress
 * filtering), 8.6.4 (egress filtering).  The tables are kept at all times, as a
 * Linux bridge does; they apply to frames only while bridge->vlan_filtering is
 * set.
 *
 * Shape:   an array of struct vlan by VID.  All 4,096 are allocated at the
 *          start, so that joining a VLAN cannot fail; their memory is not
 *          touched until the VLAN is used.  Only the counters by port and VLAN
 *          are allocated later, by vlan_prepare().
 * Exists:  a VLAN exists while it has members.
 * TPID:    a VLAN tag is one that has the TPID of its VLAN: that of the switch
 *          (vlan_protocol) or one of the VLAN's own.  A frame with another tag
 *          counts as untagged, as in a Linux bridge.
 */
#ifndef CORE_VLAN_H
#define CORE_VLAN_H

#include "base/portset.h"
#include "base/types.h"
#include "base/vids.h"
#include "core/reasons.h"
#include "frame/frame.h"

#define VLAN_NAME_SIZE	33		/* 32 (dot1qVlanStaticName) and 0 */
#define VLAN_PVID_DEFAULT 1		/* 802.1Q-2018 Table 9-2 */

struct bridge;

/**
 * enum vlan_accept - Acceptable frame types (802.1Q-2018 6.9)
 * @VLAN_ACCEPT_ALL:	Admit all frames
 * @VLAN_ACCEPT_TAGGED:	Admit only VLAN-tagged frames
 * @VLAN_ACCEPT_UNTAGGED: Admit only untagged and priority-tagged frames
 */
enum vlan_accept {
	VLAN_ACCEPT_ALL,
	VLAN_ACCEPT_TAGGED,
	VLAN_ACCEPT_UNTAGGED,
	VLAN_ACCEPT_COUNT,
};

const char *vlan_accept_word(enum vlan_accept accept);

/**
 * struct vlan - One VLAN
 * @own_tpid:	TPID of its tag; 0: that of the switch, see vlan_tpid()
 * @remote_span: It carries copies of mirrors: no station is learned in it
 * @rx_ends:	Frames that were classified to it, by reason
 * @rx_bytes:	Bytes of these frames
 * @tx_packets, @tx_bytes: Copies of them, on all egress ports
 * @past:	Keeps the sum of @rx_ends equal to @past plus the rx_packets of
 *		all ports: holds what ports counted before they were removed or
 *		reset, less what ports had counted when @rx_ends was reset
 */
struct vlan {
	uint16_t own_tpid;
	bool remote_span;
	char name[VLAN_NAME_SIZE];
	struct portset members;
	struct portset untagged;
	uint64_t rx_ends[REASON_COUNT];
	uint64_t rx_bytes;
	uint64_t tx_packets;
	uint64_t tx_bytes;
	uint64_t past;
};

/**
 * struct vlan_counters - One port in one VLAN (dot1qTpVlanPortInFrames ...)
 *
 * They count frames as received, as a Linux bridge does here: a GSO frame is
 * one packet, however it leaves, and its bytes include the tag that it had.
 *
 * @rx_drops:	Frames of @rx_packets that were dropped
 */
struct vlan_counters {
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t rx_drops;
	uint64_t tx_packets;
	uint64_t tx_bytes;
};

/**
 * vlan_prepare() - Allocate the counters by port and VLAN
 *
 * They are address space for every port in every VLAN, 160 MiB; memory is used
 * only for those that count.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int vlan_prepare(struct bridge *br);

/**
 * vlan_filtering_set() - Turn VLANs on or off
 *
 * Flushes all dynamic FDB entries if that is a change.
 *
 * Return: 0; or -ENOMEM with nothing changed, but never after a successful
 * vlan_prepare()
 */
int vlan_filtering_set(struct bridge *br, bool on);

/** vlan_tpid() - TPID of a VLAN's tag */
uint16_t vlan_tpid(const struct bridge *br, const struct vlan *vlan);

/**
 * vlan_default_pvid_set() - Set the VLAN that new ports join, untagged
 * @vid:	VLAN_NONE for none
 * @fixed:	Ports that stay in their VLANs
 *
 * Any other port that has the old default as its PVID, untagged, moves to the
 * new one, unless it is a member of the new one already.
 */
void vlan_default_pvid_set(struct bridge *br, vlan_id vid,
			   const struct portset *fixed);

static inline bool vlan_exists(const struct vlan *vlan)
{
	return !portset_empty(&vlan->members);
}

/**
 * vlan_join_default() - Put a new port into the VLAN that new ports join
 *
 * That is no event: it belongs to the port's being added.
 */
void vlan_join_default(struct bridge *br, port_no no);

/** vlan_join() - Make a port a tagged or untagged member of a VLAN */
void vlan_join(struct bridge *br, vlan_id vid, port_no no, bool untagged);

/**
 * vlan_join_ports() - Make ports tagged or untagged members of VLANs
 *
 * A thousand ports in all VLANs take no longer than a few.
 */
void vlan_join_ports(struct bridge *br, const struct vids *vids,
		     const struct portset *ports, bool untagged);

/**
 * vlan_leave_ports() - Remove ports from VLANs, and flush what they learned
 * there
 *
 * A port whose PVID is among them has none afterwards.  A VLAN without members
 * no longer exists; its name, TPID and counters are kept for when it exists
 * again.
 */
void vlan_leave_ports(struct bridge *br, const struct vids *vids,
		      const struct portset *ports);

/** vlan_tagged() - The ports that are a tagged member of some VLAN */
struct portset vlan_tagged(const struct bridge *br);

/** vlan_has_tagged() - Whether a port is a tagged member of some VLAN */
bool vlan_has_tagged(const struct bridge *br, port_no no);

/**
 * struct vlan_port - The VLANs of a port
 * @pvid:	VLAN_NONE, or one of @members
 * @untagged:	A subset of @members
 */
struct vlan_port {
	vlan_id pvid;
	struct vids members;
	struct vids untagged;
};

/** vlan_port_get(), vlan_port_set() - Get or replace the VLANs of a port */
void vlan_port_get(const struct bridge *br, port_no no, struct vlan_port *vp);
void vlan_port_set(struct bridge *br, port_no no, const struct vlan_port *vp);

/**
 * vlan_ports_set() - Replace the VLANs of a set of ports
 *
 * The FDB entries of all of them are flushed in each VLAN that any of them
 * leaves.
 */
void vlan_ports_set(struct bridge *br, const struct portset *ports,
		    const struct vlan_port *vp);

/**
 * struct vlan_settings - Settings of a VLAN; all zero are the defaults
 * @own_tpid:	TPID of its tag; 0: that of the switch
 * @remote_span: See struct vlan
 * @fdb_limit:	Limit of stations learned in it; 0: any number
 */
struct vlan_settings {
	char name[VLAN_NAME_SIZE];
	uint16_t own_tpid;
	bool remote_span;
	uint32_t fdb_limit;
};

/** vlan_settings_get(), vlan_settings_set() - Get or replace all settings */
struct vlan_settings vlan_settings_get(const struct bridge *br, vlan_id vid);
void vlan_settings_set(struct bridge *br, vlan_id vid,
		       const struct vlan_settings *settings);

bool vlan_settings_equal(const struct vlan_settings *a,
			 const struct vlan_settings *b);

/**
 * vlan_ingress() - Classify a frame (802.1Q-2018 6.9.1), and filter it (8.6.2)
 * @vid:	Set to its VLAN; VLAN_NONE if that does not exist
 * @tagged:	Set to whether its outer tag is a VLAN tag or a priority tag
 *
 * Only while VLANs are on.
 *
 * Return: why the frame is dropped; REASON_NONE if it is not
 */
enum reason vlan_ingress(const struct bridge *br, const struct frame *f,
			 port_no in, vlan_id *vid, bool *tagged);

/** vlan_of() - VLAN that a frame is classified to; only while VLANs are on */
vlan_id vlan_of(const struct bridge *br, const struct frame *f, port_no in);

/** vlan_counters() - Counters of a port in a VLAN; only after vlan_prepare() */
struct vlan_counters *vlan_counters(const struct bridge *br, port_no no,
				    vlan_id vid);

/**
 * vlan_counters_reset_all() - Set the VLANs' own counters to 0
 *
 * Those of all ports must have been reset before.
 */
void vlan_counters_reset_all(struct bridge *br);

/** vlan_counters_reset() - Set a port's counters to 0 in all VLANs */
void vlan_counters_reset(struct bridge *br, port_no no);

#endif /* CORE_VLAN_H */
