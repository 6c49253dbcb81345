/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch as the core sees it: ports with their settings, one filtering
 * database, counters.  IEEE 802.1Q-2018 clause 8.
 *
 * Owner: bridge_new() and bridge_free().  Ports are added by number; the core
 * does not know what is behind a port.
 */
#ifndef CORE_BRIDGE_H
#define CORE_BRIDGE_H

#include "base/portset.h"
#include "base/types.h"
#include "core/bridge_port.h"
#include "core/counters.h"
#include "core/event.h"
#include "core/fdb.h"
#include "core/loop.h"
#include "core/marker.h"
#include "core/mirror.h"
#include "core/trap.h"
#include "core/vlan.h"

/* Masks of reserved group addresses: if bit x is set, 01:80:C2:00:00:0x is
 * forwarded.  Bit 1 (MAC control, PAUSE) must stay 0: a PAUSE frame is only
 * for the link that it is on. */
#define GROUP_FWD_NEVER		0x0002
#define GROUP_FWD_LAB		0xfffd	/* all that may pass */
#define GROUP_FWD_LINUX		0x0001	/* a Linux bridge without STP */
#define GROUP_FWD_802_1D	0x0000	/* 802.1Q-2018 Table 8-1 */

/**
 * struct bridge - Everything a decision reads
 * @mac:	The switch's own address
 * @egress:	Ports to which frames are flooded, by type of destination: those
 *		that forward and whose flag for that type is on
 * @isolated:	Isolated ports that forward
 * @mtu_min:	Smallest MTU of the forwarding ports: a packet of this size fits
 *		all of them
 * @frame_min:	Smallest frame_max of the forwarding ports
 * @group_fwd:	Mask of reserved addresses that are forwarded
 * @past:	Counts of removed ports, and counts from before resets
 * @vlan_filtering: VLANs are on: a frame stays in its VLAN
 * @vlan_protocol: TPID of the tags of VLANs that have no TPID of their own
 * @vlan_default_pvid: VLAN that a new port joins; VLAN_NONE for none
 * @vlan:	VLAN_COUNT entries by VID; entry 0 is for priority tags
 * @vlan_counters: By port and VID; NULL until VLANs are first turned on
 * @meter:	By port; only those in the port's @metered are in use
 * @storm_ends_ms: By port and type of destination: when the storm is over
 *		unless more of its frames are dropped before
 * @oversized:	Ports for which a frame was too long since their MTU or medium
 *		was last set
 * @loop:	See core/loop.h
 * @traps:	Frames that are read by protocols of the switch
 * @markers:	See core/marker.h
 * @mirrors:	See core/mirror.h
 * @events:	Changes of all of the above
 */
struct bridge {
	struct fdb *fdb;
	struct mac mac;
	struct bridge_port port[PORT_MAX + 1];
	struct portset egress[PKT_TYPE_COUNT];
	struct portset isolated;
	uint32_t mtu_min;
	uint32_t frame_min;
	uint16_t group_fwd;
	struct counters counters[PORT_MAX + 1];
	struct counters past;
	bool vlan_filtering;
	uint16_t vlan_protocol;
	vlan_id vlan_default_pvid;
	struct vlan *vlan;
	struct vlan_counters (*vlan_counters)[VLAN_COUNT];
	struct violations violations;
	struct meter meter[PORT_MAX + 1][PORT_METER_COUNT];
	int64_t storm_ends_ms[PORT_MAX + 1][PKT_TYPE_COUNT];
	struct portset oversized;
	struct loop_detect loop;
	struct trap_rule traps[TRAP_COUNT];
	struct markers markers;
	struct mirrors mirrors;
	struct events events;
};

/**
 * bridge_new() - Make a bridge without ports
 * @seed:	Random; the hash of the FDB and the switch's address derive from
 *		it
 *
 * Return: the bridge, or NULL when memory is short
 */
struct bridge *bridge_new(uint64_t seed);
void bridge_free(struct bridge *br);

/**
 * bridge_add_port() - Add a port under the lowest free number
 * @mtu:	See struct bridge_port
 *
 * The port is down, learns, and is in the default VLAN.
 *
 * Return: its number, or PORT_NONE if no number is free
 */
port_no bridge_add_port(struct bridge *br, uint32_t mtu);

/** bridge_add_port_as() - Add a port as @no; PORT_NONE if @no is taken */
port_no bridge_add_port_as(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_name_port() - Tell the bridge the name of a port, a new one or not */
void bridge_name_port(struct bridge *br, port_no no, const char *name);

/** bridge_del_port() - Remove a port, its counters and all its FDB entries */
void bridge_del_port(struct bridge *br, port_no no);

/**
 * bridge_set_up() - Take a port up or down
 *
 * A port that goes down loses its dynamic FDB entries, unless it has a backup
 * port.
 */
void bridge_set_up(struct bridge *br, port_no no, bool up);

/**
 * bridge_set_state() - Set the state that a port has while it is up
 * @state:	Not PORT_STATE_DISABLED, which bridge_set_up() sets, nor
 *		PORT_STATE_MONITOR, which mirrors set
 *
 * A new port forwards.  The port's FDB entries are kept.
 */
void bridge_set_state(struct bridge *br, port_no no, enum port_state state);

/**
 * bridge_add_mirror() - Add a mirror
 * @m:		Its name is not in use, and it conflicts with none; the bridge
 *		owns it then
 *
 * A port that becomes a monitor loses its dynamic FDB entries.
 *
 * Return: false if there are MIRRORS_MAX already, and the caller still owns it
 */
bool bridge_add_mirror(struct bridge *br, struct mirror *m);

/** bridge_take_mirror() - Remove a mirror; the caller owns it then */
void bridge_take_mirror(struct bridge *br, struct mirror *m);

/**
 * bridge_replace_mirror() - Both at once: a monitor that stays does not change
 * @is:		Removed, and owned by the caller then; NULL: none
 * @to_be:	Added, as with bridge_add_mirror(); NULL: none
 *
 * Return: false if there are MIRRORS_MAX already; @is is removed even then
 */
bool bridge_replace_mirror(struct bridge *br, struct mirror *is,
			   struct mirror *to_be);

/** bridge_set_port() - Replace a port's settings and put them into effect */
void bridge_set_port(struct bridge *br, port_no no,
		     const struct port_settings *settings, int64_t now_ms);

/** bridge_set_backup() - Set only the backup port; PORT_NONE for none */
void bridge_set_backup(struct bridge *br, port_no no, port_no backup);

/**
 * bridge_errdisable() - Errdisable a port
 * @cause:	Not ERRDISABLE_NONE
 * @until_ms:	When it recovers; INT64_MAX: not without a command
 *
 * A port that is errdisabled already keeps its cause and time.  A trusted port
 * is never errdisabled, and recovers when it becomes trusted.
 */
void bridge_errdisable(struct bridge *br, port_no no,
		       enum errdisable_cause cause, int64_t until_ms);

/** bridge_recover() - Let a port recover; no-op if it is not errdisabled */
void bridge_recover(struct bridge *br, port_no no);

/**
 * bridge_note_loop() - A loop probe has come back
 * @left_by:	Port that it was sent from
 * @came_by:	Port on which it was received; may be the same
 *
 * Raises an alarm if probes are not off in the loop settings and there was no
 * alarm about these two ports for LOOP_PAUSE_MS.
 */
void bridge_note_loop(struct bridge *br, port_no left_by, port_no came_by,
		      int64_t now_ms);

/**
 * bridge_note_flap() - A station has moved from one port to another
 *
 * Raises an alarm if it moves too often; see core/loop.h.
 */
void bridge_note_flap(struct bridge *br, struct mac mac, vlan_id vid,
		      port_no from, port_no to, int64_t now_ms);

/**
 * bridge_tick() - Let errdisabled ports recover when their time is over
 *
 * Return: when to call it again, at the latest; INT64_MAX if nothing waits
 */
int64_t bridge_tick(struct bridge *br, int64_t now_ms);

/**
 * bridge_note_oversize() - A frame was too long for a port
 * @packet_len, @excess: See EVENT_OVERSIZE; both 0 if it was the kernel that
 *		refused the frame
 *
 * Writes an event for the first such frame since the port's MTU or medium was
 * last set.
 */
void bridge_note_oversize(struct bridge *br, port_no no, uint32_t packet_len,
			  uint32_t excess);

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_set_medium() - Set @frame_max and @takes_tag of struct bridge_port */
void bridge_set_medium(struct bridge *br, port_no no, uint32_t frame_max,
		       bool takes_tag);

/** bridge_vlan_of() - The VLAN in which a frame's addresses are looked up */
static inline vlan_id bridge_vlan_of(const struct bridge *br,
				     const struct frame *f, port_no in)
{
	return br->vlan_filtering ? vlan_of(br, f, in) : VLAN_NONE;
}

/** bridge_reset_counters() - Set one port's counters to 0 */
void bridge_reset_counters(struct bridge *br, port_no no);

#endif /* CORE_BRIDGE_H */
