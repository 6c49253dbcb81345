/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters of a port: 64 bits each; they only grow until they are reset.
 *
 * Names and meaning: RFC 2863 (ifHCInUcastPkts ...), split into individual,
 * multicast and broadcast, which are disjoint.  Bytes are those of the frame
 * without a frame check sequence, as Linux counts them.  A GSO frame that
 * leaves whole counts as one packet.  One that the switch segments counts as
 * one received, and as one packet sent for each segment.  One that the switch
 * merges counts as one sent, and as one packet received for each segment.
 * "Sent" means passed to the port: frames that the port then refuses are
 * counted in @tx_drops, too (RFC 2863, ifOutDiscards).  Frames that the switch
 * makes itself, such as loop probes, are counted separately from those that it
 * forwards, and are not copies.  Copies for mirrors are counted in @mirrored of
 * the port that is watched, and like any other frame where they are sent.
 *
 * Two equations hold at any moment between frames; `stats check` shows them:
 *
 *	rx packets of a port  =  sum of its rx_ends
 *	copies and mirrored   =  sum over all ports of
 *	of all ports
 *				 tx packets - tx_segments + tx_segmented
 *					    - tx_merges + tx_merged
 *
 * bridge->past keeps the counters that were reset or belonged to a removed
 * port, so that the second equation still holds.
 *
 * Frames that were lost before the switch received them are in neither:
 * @rx_missed has those that the port's driver knows of.  The kernel counts
 * them, so they are up to date only after port_ops.update_missed(); the
 * commands that show or reset counters call that.
 */
#ifndef CORE_COUNTERS_H
#define CORE_COUNTERS_H

#include "base/types.h"
#include "core/l2proto.h"
#include "core/reasons.h"

/** enum pkt_type - Type of a frame's destination address */
enum pkt_type {
	PKT_UCAST,
	PKT_MCAST,
	PKT_BCAST,
	PKT_TYPE_COUNT,
};

/**
 * struct counters - Counters of one port
 * @rx_packets:		Frames received, by type of destination; a malformed
 *			frame counts as PKT_UCAST
 * @rx_bytes:		Bytes of these frames
 * @rx_ends:		The same frames by reason
 * @rx_missed:		Frames lost before they could be received
 * @copies:		Copies made of frames from here, for all egress ports
 * @mirrored:		Copies made of frames to and from here for mirrors
 * @tx_packets:		Frames passed to the port, by type of destination
 * @tx_bytes:		Bytes of these frames
 * @tx_drops:		Frames of @tx_packets that the port did not send, by
 *			reason; and copies that were too long to be passed to
 *			the port, which are not in @tx_packets
 * @tx_segmented:	GSO frames segmented in software
 * @tx_segments:	Segments made of them; also in @tx_packets
 * @tx_merged:		TCP segments merged in software
 * @tx_merges:		GSO frames made of them; also in @tx_packets
 * @tx_own:		Frames of the switch's own that the port took; not in
 *			@tx_packets.  Those that it refused are not in @tx_drops
 * @rx_own:		Frames of the switch's own that came back, that is,
 *			whose source is the switch's address; also in
 *			@rx_packets, with the reason "local"
 * @fdb_moves:		Stations that moved to this port
 * @rx_protocols:	Frames of link protocols, by protocol, whatever their
 *			reason
 */
struct counters {
	uint64_t rx_packets[PKT_TYPE_COUNT];
	uint64_t rx_bytes;
	uint64_t rx_ends[REASON_COUNT];
	uint64_t rx_missed[MISS_COUNT];
	uint64_t copies;
	uint64_t mirrored;
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

/** counters_packets() - Frames of all types of destination */
static inline uint64_t counters_packets(const uint64_t by_type[PKT_TYPE_COUNT])
{
	return by_type[PKT_UCAST] + by_type[PKT_MCAST] + by_type[PKT_BCAST];
}

#endif /* CORE_COUNTERS_H */
