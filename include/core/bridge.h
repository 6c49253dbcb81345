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
 */
struct bridge_port {
	bool exists;
	bool up;
	bool learning;
	uint32_t mtu;
};

/**
 * struct bridge - Everything a decision reads
 * @egress:	Ports that may send: those that exist and are up
 * @mtu_min:	The least MTU among them: what fits here fits everywhere
 * @group_fwd:	Mask of reserved addresses that pass
 * @past:	What removed ports and reset counters had counted
 */
struct bridge {
	struct fdb *fdb;
	struct bridge_port port[PORT_MAX + 1];
	struct portset egress;
	uint32_t mtu_min;
	uint16_t group_fwd;
	struct counters counters[PORT_MAX + 1];
	struct counters past;
};

/** bridge_new() - A bridge without ports; NULL when memory is short */
struct bridge *bridge_new(uint64_t seed);
void bridge_free(struct bridge *br);

/** bridge_add_port() - Lowest free number, learning and down; PORT_NONE if full */
port_no bridge_add_port(struct bridge *br, uint32_t mtu);

/** bridge_del_port() - Forget a port, its counters and all its addresses */
void bridge_del_port(struct bridge *br, port_no no);

/** bridge_set_up() - Let a port take part or not; down flushes what it learned */
void bridge_set_up(struct bridge *br, port_no no, bool up);

void bridge_set_mtu(struct bridge *br, port_no no, uint32_t mtu);

/** bridge_reset_counters() - Start one port's counters again at 0 */
void bridge_reset_counters(struct bridge *br, port_no no);

/**
 * struct bridge_sums - What must be equal, see core/counters.h
 * @received:	Frames that came in, all ports
 * @ended:	Frames that met an end
 * @uneven:	First port whose own two sums differ, PORT_NONE if none does
 * @copies:	Copies made
 * @handed:	Copies handed to ports
 */
struct bridge_sums {
	uint64_t received;
	uint64_t ended;
	port_no uneven;
	uint64_t copies;
	uint64_t handed;
};

/** bridge_sum() - Add up all counters; true when everything is accounted for */
bool bridge_sum(const struct bridge *br, struct bridge_sums *sums);

#endif /* CORE_BRIDGE_H */
