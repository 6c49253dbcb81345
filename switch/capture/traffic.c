/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/traffic.h"

#include <string.h>

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
	if (traffic->flows == TRAFFIC_FLOWS)
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
