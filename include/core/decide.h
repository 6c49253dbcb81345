/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides what happens to one frame, and why.  No I/O, no clock, no changes.
 *
 * decide() reads the bridge and fills a verdict; bridge_commit() carries it
 * out.  To ask what would happen to a frame, call decide() alone; to ask why,
 * decide_explained() of core/account.h.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/bridge.h"
#include "frame/frame.h"

/**
 * struct verdict - The decision on one frame
 * @reason:	What becomes of the frame, and why; always set
 * @in:		Port that it was received on
 * @pkt_type:	Type of its destination address
 * @vid:	VLAN that it was classified to; VLAN_NONE while VLANs are off,
 *		and if that VLAN does not exist
 * @tagged:	Its outer tag is that of @vid or a priority tag: each egress
 *		port sends it with or without the tag
 * @learn:	Learn its source address on @in
 * @learn_as:	State of the FDB entry; valid if @learn
 * @trap:	Protocol of the switch that reads it; TRAP_NONE for none
 * @spend:	Bits of 1 << enum port_meter: meters of @in that it is charged
 *		to
 * @protocol:	Link protocol that it belongs to; L2PROTO_NONE for none
 * @to:		If REASON_FORWARDED, its egress port; else PORT_NONE
 * @flood:	If REASON_FLOODED, its egress ports; else not set
 * @some_too_long: @too_long is set
 * @too_long:	Ports that do not get it as it is too long for their MTU or
 *		medium
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
 * @f:		Parsed, with or without an error
 * @in:		Port that it was received on, a port of @br
 * @v:		Output; need not be initialised
 *
 * Return: v->reason
 */
enum reason decide(const struct bridge *br, const struct frame *f, port_no in,
		   int64_t now_ms, struct verdict *v);

/**
 * verdict_excess() - By how many bytes a frame is too long for a port
 * @v:		Verdict on @f; only @vid and @tagged need be set
 *
 * The packet, without any tags, is compared with the MTU; the frame, with the
 * tags that it would have on this port, with the limit of the medium.  A GSO
 * frame is as long as its longest segment.
 *
 * Return: bytes too many; 0 if it fits
 */
uint32_t verdict_excess(const struct bridge *br, const struct frame *f,
			const struct verdict *v, port_no no);

/** verdict_ports() - Set @ports to the egress ports of a verdict */
void verdict_ports(const struct verdict *v, struct portset *ports);

#endif /* CORE_DECIDE_H */
