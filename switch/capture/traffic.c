/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/traffic.h"

#include <string.h>

/* Frames for all leave room for those for the other end. */
static bool has_room(const struct traffic *traffic, bool is_for_all)
{
	unsigned int of_all = 0;

	for (unsigned int i = 0; i < traffic->flows; i++)
		of_all += traffic->flow[i].is_for_all;
	return traffic->flows < TRAFFIC_FLOWS &&
	       (!is_for_all || of_all < TRAFFIC_FLOWS / 2);
}

static struct flow *find_flow(struct traffic *traffic, const struct flow *like)
{
	for (unsigned int i = 0; i < traffic->flows; i++) {
		struct flow *flow = &traffic->flow[i];

		if (flow->in == like->in && flow->vid == like->vid &&
		    flow->reason == like->reason &&
		    flow->arrival == like->arrival &&
		    flow->is_for_all == like->is_for_all)
			return flow;
	}
	if (!has_room(traffic, like->is_for_all))
		return NULL;
	traffic->flow[traffic->flows] = *like;
	return &traffic->flow[traffic->flows++];
}

static void keep(struct flow *flow, const struct record *record)
{
	struct record *last = (struct record *)flow->last;
	const uint16_t kept = record->kept < RECORDER_SNAPLEN
				      ? record->kept
				      : RECORDER_SNAPLEN;

	memcpy(last, record, sizeof(*record) + kept);
	last->kept = kept;
}

void traffic_count(struct traffic *traffic, const struct record *record,
		   enum arrival arrival, bool is_for_all)
{
	const struct flow like = {
		.in = record->in,
		.vid = record->vid,
		.reason = (enum reason)record->reason,
		.arrival = arrival,
		.is_for_all = is_for_all,
		.first_ns = record->at_ns,
	};
	struct flow *flow = find_flow(traffic, &like);

	traffic->frames += !is_for_all;
	traffic->arrived += !is_for_all && arrival == ARRIVAL_YES;
	traffic->unknown += !is_for_all && arrival == ARRIVAL_UNKNOWN;
	traffic->any_arrived |= arrival == ARRIVAL_YES;
	if (!flow)
		return;
	flow->frames++;
	flow->last_ns = record->at_ns;
	keep(flow, record);
}

void traffic_relay(struct traffic *traffic, struct mac relay, vlan_id vid)
{
	traffic->relayed++;
	traffic->relay = relay;
	traffic->relay_vid = vid;
}
