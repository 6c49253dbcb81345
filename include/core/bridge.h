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
#include "core/counters.h"
#include "core/fdb.h"
#include "core/vlan.h"

/* Reserved group addresses: bit x lets 01:80:C2:00:00:0x pass.  Bit 1 (MAC
 * control, PAUSE) must stay 0: such a frame is for the link it is on. */
#define GROUP_FWD_NEVER		0x0002
#define GROUP_FWD_LAB		0xfffd	/* all that may pass */
#define GROUP_FWD_LINUX		0x0001	/* a Linux bridge without STP */
#define GROUP_FWD_802_1D	0x0000	/* 802.1Q-2018 Table 8-1 */

/**
 * struct bridge_port - One port's settings
 * @up:		May receive and send: wanted by the administrator, and there
 * @learning:	Sources heard here enter the filtering database
 * @mtu:	Longest packet it may send, bytes behind the Ethernet header
 * @pvid:	VLAN of frames that have no VLAN's tag; VLAN_NONE: they are dropped
 * @accept:	Which frames it lets in
 * @ingress_filtering: It lets in frames of those VLANs only that it is in
 * @tunnel:	No tag means anything to it: all frames are @pvid's, tags and all
 *		(802.1Q-2018 15.3, port-based service interface)
 */
struct bridge_port {
	bool exists;
	bool up;
	bool learning;
	uint32_t mtu;
	vlan_id pvid;
	enum vlan_accept accept;
	bool ingress_filtering;
	bool tunnel;
};

/**
 * struct bridge - Everything a decision reads
 * @egress:	Ports that may send: those that exist and are up
 * @mtu_min:	The least MTU among them: what fits here fits everywhere
 * @group_fwd:	Mask of reserved addresses that pass
 * @past:	What removed ports and reset counters had counted
 * @vlan_filtering: VLANs are on: frames stay in theirs
 * @vlan_protocol: TPID of tags, where a VLAN has none of its own
 * @vlan_default_pvid: The VLAN in which a new port starts; VLAN_NONE: in none
 * @vlan:	By VID, VLAN_COUNT of them; 0 stands for priority tags
 * @vlan_counters: By port and VID; NULL until VLANs are on for the first time
 */
struct bridge {
	struct fdb *fdb;
	struct bridge_port port[PORT_MAX + 1];
	struct portset egress;
	uint32_t mtu_min;
	uint16_t group_fwd;
	struct counters counters[PORT_MAX + 1];
	struct counters past;
	bool vlan_filtering;
	uint16_t vlan_protocol;
	vlan_id vlan_default_pvid;
	struct vlan *vlan;
	struct vlan_counters (*vlan_counters)[VLAN_COUNT];
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

/** bridge_del_port() - Forget a port, its counters and all its addresses */
void bridge_del_port(struct bridge *br, port_no no);

/** bridge_set_up() - Let a port take part or not; down flushes what it learned */
void bridge_set_up(struct bridge *br, port_no no, bool up);

/**
 * bridge_set_port() - All settings but whether it is up, and its MTU
 * @vlans:	@from->pvid is not read: that is here, too
 */
void bridge_set_port(struct bridge *br, port_no no,
		     const struct bridge_port *from,
		     const struct vlan_port *vlans);

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_reset_counters() - Start one port's counters again at 0 */
void bridge_reset_counters(struct bridge *br, port_no no);

/**
 * struct bridge_sums - What must be equal, see core/counters.h
 * @received:	Frames that came in, all ports
 * @ended:	Frames that met an end
 * @uneven:	First port whose own two sums differ, PORT_NONE if none does
 * @uneven_vlan: First VLAN whose do, VLAN_NONE if none does
 * @copies:	Copies made
 * @handed:	Copies handed to ports
 */
struct bridge_sums {
	uint64_t received;
	uint64_t ended;
	port_no uneven;
	vlan_id uneven_vlan;
	uint64_t copies;
	uint64_t handed;
};

/** bridge_sum() - Add up all counters; true when everything is accounted for */
bool bridge_sum(const struct bridge *br, struct bridge_sums *sums);

#endif /* CORE_BRIDGE_H */
