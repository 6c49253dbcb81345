/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/counters.h"

static void add_each(uint64_t *into, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		into[i] += from[i];
}

void counters_fold(struct counters *into, const struct counters *from)
{
	add_each(into->rx_packets, from->rx_packets, PKT_TYPE_COUNT);
	into->rx_bytes += from->rx_bytes;
	add_each(into->rx_ends, from->rx_ends, REASON_COUNT);
	add_each(into->rx_missed, from->rx_missed, MISS_COUNT);
	into->copies += from->copies;
	into->mirrored += from->mirrored;
	add_each(into->tx_packets, from->tx_packets, PKT_TYPE_COUNT);
	into->tx_bytes += from->tx_bytes;
	add_each(into->tx_drops, from->tx_drops, TX_REASON_COUNT);
	into->tx_segmented += from->tx_segmented;
	into->tx_segments += from->tx_segments;
	into->tx_merged += from->tx_merged;
	into->tx_merges += from->tx_merges;
	into->tx_own += from->tx_own;
	into->rx_own += from->rx_own;
	into->fdb_moves += from->fdb_moves;
	add_each(into->rx_protocols, from->rx_protocols, L2PROTO_COUNT);
}
