/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recorded frames of one direction of a conversation, counted by what
 * became of them.
 *
 * Limit:   TRAFFIC_FLOWS different fates are counted apart, at most half of
 *          them of frames for all; frames with further ones are only in the
 *          sums.
 */
#ifndef CAPTURE_TRAFFIC_H
#define CAPTURE_TRAFFIC_H

#include "capture/end.h"

#define TRAFFIC_FLOWS	16

/** enum arrival - Whether frames were sent to the port of the other end */
enum arrival {
	ARRIVAL_YES,
	ARRIVAL_NO,
	ARRIVAL_UNKNOWN,		/* that port, or theirs, is not known */
};

/**
 * struct flow - Frames with the same fate
 * @in:		Port that they were received on
 * @is_for_all:	For all stations, or all of a group, and so for the other end
 * @first_ns, @last_ns: When the first and the last one were received
 * @last:	The record of the last one, with RECORDER_SNAPLEN bytes at most:
 *		see flow_record()
 */
struct flow {
	port_no in;
	vlan_id vid;
	enum reason reason;
	enum arrival arrival;
	bool is_for_all;
	uint64_t frames;
	int64_t first_ns;
	int64_t last_ns;
	_Alignas(struct record) uint8_t
		last[sizeof(struct record) + RECORDER_SNAPLEN];
};

/**
 * struct traffic - Frames from one end for the other
 * @any_sent:	The end sent a frame, to the other end or to others
 * @frames:	Those that name the other end
 * @arrived:	Those of @frames that were sent to its port
 * @unknown:	Those of @frames for which it is not known whether they were
 * @any_arrived: A frame for it or for all was sent to its port
 * @relayed:	Packets for the other end that were sent to another station
 * @relay, @relay_vid: That station, a router, and the VLAN of the last packet
 * @flow:	@flows of them
 */
struct traffic {
	bool any_sent;
	uint64_t frames;
	uint64_t arrived;
	uint64_t unknown;
	bool any_arrived;
	uint64_t relayed;
	struct mac relay;
	vlan_id relay_vid;
	unsigned int flows;
	struct flow flow[TRAFFIC_FLOWS];
};

static inline const struct record *flow_record(const struct flow *flow)
{
	return (const struct record *)flow->last;
}

/** traffic_is_relayed() - Whether all go to a router */
static inline bool traffic_is_relayed(const struct traffic *traffic)
{
	return traffic->relayed && !traffic->frames;
}

/** traffic_count() - Count a recorded frame, and keep it as the last one */
void traffic_count(struct traffic *traffic, const struct record *record,
		   enum arrival arrival, bool is_for_all);

/** traffic_relay() - Count a packet that was sent to a router */
void traffic_relay(struct traffic *traffic, struct mac relay, vlan_id vid);

#endif /* CAPTURE_TRAFFIC_H */
