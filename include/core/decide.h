/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What happens to one frame, and why.  No I/O, no clock, nothing changed.
 *
 * decide() reads the bridge and fills a verdict; bridge_commit() carries it out.
 * Whoever only asks calls decide() alone.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/bridge.h"
#include "frame/frame.h"

/**
 * struct verdict - The decision on one frame
 * @reason:	Where it ends; always set
 * @in:		Port it came from
 * @pkt_type:	To whom it is addressed
 * @vid:	VLAN it was classified to; VLAN_NONE while VLANs are off, and where
 *		it belongs to none that exists
 * @tagged:	Its outer tag stands for @vid: that goes or stays by port
 * @learn:	Note its source address on @in
 * @learn_as:	In which state; where @learn says so
 * @trap:	The protocol of the switch that reads it; else TRAP_NONE
 * @spend:	Bits of 1 << enum port_meter: what it is charged to
 * @protocol:	That of a frame for the next switch; else L2PROTO_NONE
 * @to:		REASON_FORWARDED: the one port to send it to; else PORT_NONE
 * @flood:	REASON_FLOODED: the ports to send it to; else not set
 * @some_too_long: @too_long is set
 * @too_long:	Ports that would get it, were it not too long for their MTU
 */
struct verdict {
	enum reason reason;
	port_no in;
	enum pkt_type pkt_type;
	vlan_id vid;
	bool tagged;
	bool learn;
	enum fdb_state learn_as;
	enum trap trap;
	uint8_t spend;
	enum l2proto protocol;
	port_no to;
	bool some_too_long;
	struct portset flood;
	struct portset too_long;
};

/**
 * decide() - Decide on one frame (802.1Q-2018 8.6)
 * @f:		Parsed, well or not
 * @in:		Port it came from, a port of @br
 * @v:		Filled, whatever it held before
 *
 * Return: v->reason
 */
enum reason decide(const struct bridge *br, const struct frame *f, port_no in,
		   int64_t now_ms, struct verdict *v);

/**
 * verdict_excess() - By how much a frame is too long for a port; 0 if it fits
 * @v:		Of @f, as far as its VLAN
 *
 * A packet for the MTU, which takes no tag for a part of it; or the frame for its
 * medium, with the tags that it would leave with.  Of a GSO frame, its longest
 * piece.
 */
uint32_t verdict_excess(const struct bridge *br, const struct frame *f,
			const struct verdict *v, port_no no);

/** verdict_ports() - All ports that @v sends to, as a set */
void verdict_ports(const struct verdict *v, struct portset *ports);

#endif /* CORE_DECIDE_H */
