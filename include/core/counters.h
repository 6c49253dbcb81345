/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What passed a port: 64 bits, only ever growing until reset.
 *
 * Names and meaning: RFC 2863 (ifHCInUcastPkts ...), split into individual,
 * multicast and broadcast, which are disjoint.  Bytes are those of the frame
 * without a frame check sequence, as Linux counts them.  A GSO frame is one
 * packet where it passes whole; where the switch itself cut it, each piece is;
 * where the switch itself made it, it is one sent, and many received.
 * Sent means handed to the port: what the port then refused is among @tx_drops
 * (RFC 2863, ifOutDiscards).  Frames that the switch makes itself, as probes are,
 * are counted apart from those that it forwards, and are no copies.
 *
 * Two sums hold at any moment between frames, and `stats check` shows them:
 *
 *	rx packets of a port  =  sum of its rx_ends
 *	copies of all ports   =  sum over all ports of
 *				 tx packets - tx_segments + tx_segmented
 *					    - tx_merges + tx_merged
 *
 * where counters that were reset, or went with their port, are kept in
 * bridge->past so that the second sum goes on holding.
 *
 * What was for a port and was lost before the switch received it is in neither:
 * @rx_missed is what its driver knows of that.  The kernel counts such frames
 * itself, so they are asked for: by who shows or resets counters.
 */
#ifndef CORE_COUNTERS_H
#define CORE_COUNTERS_H

#include "base/types.h"
#include "core/l2proto.h"
#include "core/reasons.h"

/** enum pkt_type - To whom a frame is addressed */
enum pkt_type {
	PKT_UCAST,
	PKT_MCAST,
	PKT_BCAST,
	PKT_TYPE_COUNT,
};

/**
 * struct counters - Of one port
 * @rx_packets:		Frames received, by type of destination; what cannot be read is ucast
 * @rx_ends:		The same frames, by where each ended
 * @rx_missed:		Frames that were lost before they could be received
 * @copies:		Copies made of frames from here, for all egress ports
 * @tx_packets:		Frames handed to the port, by type of destination
 * @tx_drops:		Of those, the ones it refused; and the copies that were
 *			known to be too long to hand over, which tx_packets
 *			leaves out
 * @tx_segmented:	GSO frames cut in software
 * @tx_segments:	Pieces they became, all among tx_packets
 * @tx_merged:		TCP segments merged in software
 * @tx_merges:		GSO frames they became, all among tx_packets
 * @tx_own:		Frames of the switch's own that the port took; not among
 *			tx_packets, nor is one that it refused among tx_drops
 * @rx_own:		Such that came back: among rx_packets, and ended as local;
 *			their source is the switch, or says so
 * @fdb_moves:		Stations that moved to this port
 * @rx_protocols:	Frames of protocols for the next switch, wherever they
 *			ended
 */
struct counters {
	uint64_t rx_packets[PKT_TYPE_COUNT];
	uint64_t rx_bytes;
	uint64_t rx_ends[REASON_COUNT];
	uint64_t rx_missed[MISS_COUNT];
	uint64_t copies;
	uint64_t tx_packets[PKT_TYPE_COUNT];
	uint64_t tx_bytes;
	uint64_t tx_drops[TX_REASON_COUNT];
	uint64_t tx_segmented;
	uint64_t tx_segments;
	uint64_t tx_merged;
	uint64_t tx_merges;
	uint64_t tx_own;
	uint64_t rx_own;
	uint64_t fdb_moves;
	uint64_t rx_protocols[L2PROTO_COUNT];
};

/** counters_fold() - Add @from to @into */
void counters_fold(struct counters *into, const struct counters *from);

/** counters_packets() - All types together */
static inline uint64_t counters_packets(const uint64_t by_cast[PKT_TYPE_COUNT])
{
	return by_cast[PKT_UCAST] + by_cast[PKT_MCAST] + by_cast[PKT_BCAST];
}

#endif /* CORE_COUNTERS_H */
