/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch as the core sees it: ports with their settings, one filtering
 * database, counters.  IEEE 802.1Q-2018 clause 8.
 *
 * Owner: bridge_new() and bridge_free().  Ports are added by number; what is
 * behind a port, the core does not know.
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
#include "core/trap.h"
#include "core/vlan.h"

/* Reserved group addresses: bit x lets 01:80:C2:00:00:0x pass.  Bit 1 (MAC
 * control, PAUSE) must stay 0: such a frame is for the link it is on. */
#define GROUP_FWD_NEVER		0x0002
#define GROUP_FWD_LAB		0xfffd	/* all that may pass */
#define GROUP_FWD_LINUX		0x0001	/* a Linux bridge without STP */
#define GROUP_FWD_802_1D	0x0000	/* 802.1Q-2018 Table 8-1 */

/**
 * struct bridge - Everything a decision reads
 * @mac:	The switch's own address
 * @egress:	By type of destination, the ports that may send what is flooded: those that exist,
 *		are up, and do not have that flag off
 * @isolated:	The isolated ports
 * @mtu_min:	The least MTU among them: what fits here fits everywhere
 * @frame_min:	Likewise the least of what their media take
 * @group_fwd:	Mask of reserved addresses that pass
 * @past:	What removed ports and reset counters had counted
 * @vlan_filtering: VLANs are on: frames stay in theirs
 * @vlan_protocol: TPID of tags, where a VLAN has none of its own
 * @vlan_default_pvid: The VLAN in which a new port starts; VLAN_NONE: in none
 * @vlan:	By VID, VLAN_COUNT of them; 0 stands for priority tags
 * @vlan_counters: By port and VID; NULL until VLANs are on for the first time
 * @meter:	By port; those in its @metered count
 * @storm_ends_ms: By port and type of destination: when a storm is over, if no
 *		more of its frames are dropped
 * @oversized:	Ports for which some frame was too long, since they take what
 *		they take now
 * @loop:	See core/loop.h
 * @traps:	Frames that protocols of the switch read
 * @events:	What happened to all of these
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
	struct events events;
};

/** bridge_new() - A bridge without ports; NULL when memory is short */
struct bridge *bridge_new(uint64_t seed);
void bridge_free(struct bridge *br);

/**
 * bridge_add_port() - Lowest free number; PORT_NONE if there is none
 *
 * The port is down, learns, and is in the default VLAN.
 */
port_no bridge_add_port(struct bridge *br, uint32_t mtu);

/** bridge_add_port_as() - The same with that number, PORT_NONE if it is taken */
port_no bridge_add_port_as(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_del_port() - Forget a port, its counters and all its addresses */
void bridge_del_port(struct bridge *br, port_no no);

/**
 * bridge_set_up() - Let a port take part or not
 *
 * Down flushes what it learned, unless another port stands in for it.
 */
void bridge_set_up(struct bridge *br, port_no no, bool up);

/**
 * bridge_set_state() - What a port is to do with frames while it is up
 * @state:	Not PORT_STATE_DISABLED, see bridge_set_up()
 *
 * A new port forwards.  What it has learned stays.
 */
void bridge_set_state(struct bridge *br, port_no no, enum port_state state);

/** bridge_set_port() - Set all of a port's settings, and do what follows of them */
void bridge_set_port(struct bridge *br, port_no no,
		     const struct port_settings *settings, int64_t now_ms);

/**
 * bridge_errdisable() - Take it down, until a time; ERRDISABLE_NONE: it recovers
 *
 * One that is errdisabled already stays so for the cause and the time it has; one
 * that is trusted never is, and recovers as soon as it is.
 */
void bridge_errdisable(struct bridge *br, port_no no,
		       enum errdisable_cause cause, int64_t until_ms);

/**
 * bridge_note_loop() - A probe that left by one port has come back by another
 *
 * An alarm, if the loop's settings ask for it, and there was none about these
 * ports for LOOP_PAUSE_MS.
 */
void bridge_note_loop(struct bridge *br, port_no left_by, port_no came_by,
		      int64_t now_ms);

/**
 * bridge_note_flap() - A station moved from one port to another
 *
 * An alarm, if it does so too often.
 */
void bridge_note_flap(struct bridge *br, struct mac mac, vlan_id vid,
		      port_no from, port_no to, int64_t now_ms);

/** bridge_tick() - End what has its time; returns when to come again, at most */
int64_t bridge_tick(struct bridge *br, int64_t now_ms);

/**
 * bridge_note_oversize() - A frame was too long for a port
 * @packet_len, @excess: See EVENT_OVERSIZE; both 0 where the kernel said so
 *
 * Writes an event if it is the first.
 */
void bridge_note_oversize(struct bridge *br, port_no no, uint32_t packet_len,
			  uint32_t excess);

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_set_medium() - What its medium takes, see struct bridge_port */
void bridge_set_medium(struct bridge *br, port_no no, uint32_t frame_max,
		       bool takes_tag);

/** bridge_vlan_of() - The VLAN in which a frame's stations are looked up */
static inline vlan_id bridge_vlan_of(const struct bridge *br,
				     const struct frame *f, port_no in)
{
	return br->vlan_filtering ? vlan_of(br, f, in) : VLAN_NONE;
}

/** bridge_reset_counters() - Start one port's counters again at 0 */
void bridge_reset_counters(struct bridge *br, port_no no);

/**
 * struct bridge_sums - What must be equal, see core/counters.h
 * @received:	Frames that came in, all ports
 * @accounted:	Frames that met an end
 * @unbalanced:	First port whose own two sums differ, PORT_NONE if none does
 * @unbalanced_vlan: First VLAN whose do, VLAN_NONE if none does
 * @copies:	Copies made
 * @transmitted:	Copies handed to ports
 */
struct bridge_sums {
	uint64_t received;
	uint64_t accounted;
	port_no unbalanced;
	vlan_id unbalanced_vlan;
	uint64_t copies;
	uint64_t transmitted;
};

/** bridge_sum() - Add up all counters; true when everything is accounted for */
bool bridge_sum(const struct bridge *br, struct bridge_sums *sums);

/**
 * bridge_sum_ports(), bridge_sum_vlans() - The same in pieces
 * @vid:	From where on; then where to go on, above VLAN_MAX at the end, or
 *		which one is unbalanced
 * @slots:	How many VLANs to look at, of those that frames were counted in:
 *		each takes some ten microseconds where there are a thousand ports
 *
 * All of the ports' sums are of one moment, each VLAN's too, but not of the same.
 * Return: whether everything that was looked at is accounted for
 */
bool bridge_sum_ports(const struct bridge *br, struct bridge_sums *sums);
bool bridge_sum_vlans(const struct bridge *br, vlan_id *vid, size_t slots);

#endif /* CORE_BRIDGE_H */
