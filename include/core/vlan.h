/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VLANs: who is a member of which, and who gets its frames without a tag.
 *
 * IEEE 802.1Q-2018 8.8.2 (static VLAN registration entries: member set and
 * untagged set), 6.9 (classification, acceptable frame types), 8.6.2 (ingress
 * filtering), 8.6.4 (egress filtering).  The tables are kept at all times, as a
 * Linux bridge does; they say something about frames while bridge->vlan_filtering
 * is set.
 *
 * Shape:   one struct vlan by VID, all 4,096 at once in memory that nothing
 *          touches until a VLAN is used: so no port that joins can fail to.
 *          Only counting by port and VLAN has to ask: vlan_prepare().
 * Exists:  a VLAN that has members.
 * TPID:    a tag is a VLAN's only with the EtherType that the VLAN has, that of
 *          the switch (vlan_protocol) or one of its own; other tags are foreign,
 *          and what they are on counts as untagged, as in a Linux bridge.
 */
#ifndef CORE_VLAN_H
#define CORE_VLAN_H

#include "base/portset.h"
#include "base/types.h"
#include "base/vids.h"
#include "core/reasons.h"
#include "frame/frame.h"

#define VLAN_NAME_SIZE	33		/* bytes: 32 (dot1qVlanStaticName), zero */
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
 * @own_tpid:	EtherType of its tag; 0: that of the switch, see vlan_tpid()
 * @rx_ends:	Frames that were classified to it, by where each ended
 * @past:	Those of them that came from ports that are gone, or began again; less
 *		what ports had counted when @rx_ends began again
 */
struct vlan {
	uint16_t own_tpid;
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
 * struct vlan_counters - Of one port in one VLAN (dot1qTpVlanPortInFrames ...)
 *
 * Frames as they came, as a Linux bridge counts them here: a GSO frame is one,
 * however it leaves, and bytes are those of the tag that it came with.
 *
 * @rx_drops:	Those of @rx_packets that were dropped
 */
struct vlan_counters {
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t rx_drops;
	uint64_t tx_packets;
	uint64_t tx_bytes;
};

/**
 * vlan_prepare() - Take what counting by port and VLAN needs
 *
 * Address space for every port in every VLAN, 160 MiB; memory is used only where
 * frames are counted.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int vlan_prepare(struct bridge *br);

/**
 * vlan_filtering_set() - Turn VLANs on or off; flushes what was learned
 *
 * Return: 0; or -ENOMEM with nothing changed, but not behind vlan_prepare()
 */
int vlan_filtering_set(struct bridge *br, bool on);

/** vlan_tpid() - EtherType of a VLAN's tag */
uint16_t vlan_tpid(const struct bridge *br, const struct vlan *vlan);

/**
 * vlan_default_pvid_set() - The VLAN in which new ports start, untagged
 * @vid:	VLAN_NONE for none
 *
 * Ports whose PVID is the default so far, untagged, move along; but not those
 * that are in the new one already.
 */
void vlan_default_pvid_set(struct bridge *br, vlan_id vid);

static inline bool vlan_exists(const struct vlan *vlan)
{
	return !portset_empty(&vlan->members);
}

/** vlan_join() - Make a port a member, or change how it is one */
void vlan_join(struct bridge *br, vlan_id vid, port_no no, bool untagged);

/**
 * vlan_leave() - End memberships, and forget who was heard there
 *
 * Was one the port's PVID, it has none now.  The last to leave ends the VLAN; its
 * name, TPID and counters are there again when it is.
 */
void vlan_leave(struct bridge *br, const struct vids *vids, port_no no);

/**
 * vlan_join_ports(), vlan_leave_ports() - The same with many, all at once
 *
 * For a thousand ports in all VLANs, that takes no longer than for some.
 */
void vlan_join_ports(struct bridge *br, const struct vids *vids,
		     const struct portset *ports, bool untagged);
void vlan_leave_ports(struct bridge *br, const struct vids *vids,
		      const struct portset *ports);

/** vlan_tagged() - Those that are in some VLAN whose frames leave with a tag */
struct portset vlan_tagged(const struct bridge *br);

/**
 * struct vlan_port - One port's part in all VLANs
 * @pvid:	VLAN_NONE, or one of @members
 * @untagged:	Among @members
 */
struct vlan_port {
	vlan_id pvid;
	struct vids members;
	struct vids untagged;
};

/** vlan_port_get(), vlan_port_set() - All of it at once */
void vlan_port_get(const struct bridge *br, port_no no, struct vlan_port *vp);
void vlan_port_set(struct bridge *br, port_no no, const struct vlan_port *vp);

/** vlan_ports_set() - The same part for many; what any of them leaves, all forget */
void vlan_ports_set(struct bridge *br, const struct portset *ports,
		    const struct vlan_port *vp);

/**
 * struct vlan_settings - What an administrator says of a VLAN; all zeros: nothing
 * @own_tpid:	EtherType of its tag; 0: that of the switch
 * @fdb_limit:	Stations learned in it at most; 0: any number
 */
struct vlan_settings {
	char name[VLAN_NAME_SIZE];
	uint16_t own_tpid;
	uint32_t fdb_limit;
};

/** vlan_settings_get(), vlan_settings_set() - All of it at once */
struct vlan_settings vlan_settings_get(const struct bridge *br, vlan_id vid);
void vlan_settings_set(struct bridge *br, vlan_id vid,
		       const struct vlan_settings *settings);

bool vlan_settings_equal(const struct vlan_settings *a,
			 const struct vlan_settings *b);

/**
 * vlan_ingress() - Classify a frame (802.1Q-2018 6.9.1), and filter it (8.6.2)
 * @vid:	Its VLAN; VLAN_NONE where it belongs to none that exists
 * @tagged:	Its outer tag is a VLAN's or a priority tag: it stands for @vid
 *
 * While VLANs are on.  Return: why it is not let in, REASON_NONE if it is
 */
enum reason vlan_ingress(const struct bridge *br, const struct frame *f,
			 port_no in, vlan_id *vid, bool *tagged);

/** vlan_of() - The VLAN alone; VLANs are on */
vlan_id vlan_of(const struct bridge *br, const struct frame *f, port_no in);

/** vlan_counters() - Of a port in a VLAN; VLANs are on, or have been */
struct vlan_counters *vlan_counters(const struct bridge *br, port_no no,
				    vlan_id vid);

/** vlan_counters_reset_all() - And the VLANs' own; those of all ports were */
void vlan_counters_reset_all(struct bridge *br);

/** vlan_counters_reset() - Start those of a port again at 0, in all VLANs */
void vlan_counters_reset(struct bridge *br, port_no no);

#endif /* CORE_VLAN_H */
