/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a conversation fails: the recorded frames between two ends, in both
 * directions, what became of them, and what is wrong.
 *
 * The records say what became of a frame.  Why it did not reach the port of the
 * other end is decided once more, by decide_explained(), with the bridge as it
 * is now; so a finding also says whether it still applies.  What is not in the
 * records is looked at as it is now: whether a port is down, and why.
 *
 * Shape:   the records are read twice: first to find the stations and addresses
 *          of both ends, then to count the frames between them.
 * Time:    diagnosis_read() examines so many records as it is told to, so that
 *          frames need not wait; records may be overwritten meanwhile.
 */
#ifndef CAPTURE_DIAGNOSIS_H
#define CAPTURE_DIAGNOSIS_H

#include "capture/causes.h"
#include "capture/traffic.h"
#include "core/account.h"

/* In each direction: a port, its kinds of frames, its stations, and that they
 * go to a router or are not answered */
#define FINDINGS_MAX	(2 * (1 + TRAFFIC_FLOWS + END_STATIONS + 1))

/**
 * struct port_now - What only the owner of a port knows about it
 * @is_set_up:	The administrator has set it up
 * @since:	Frames with this id or a lower one were received before the port
 *		was added, when another port may have had its number
 */
struct port_now {
	bool is_set_up;
	bool is_present;
	uint64_t since;
};

/**
 * struct scene - The switch as it is now
 * @recorder:	NULL if it has been turned off meanwhile
 * @port:	By number
 */
struct scene {
	const struct bridge *bridge;
	const struct recorder *recorder;
	struct port_now port[PORT_MAX + 1];
	int64_t now_ms;
};

/**
 * struct finding - Something that is wrong
 * @way:	Index of the direction that is concerned, and of its sender
 * @flow:	Index of the frames that show it; -1 for none
 * @is_still:	It still applies
 * @reason:	For CAUSE_DROPPED; and what became of @flow
 * @tx_reason, @frames: For CAUSE_NOT_SENT, and how many were not sent
 * @port:	Port to blame; PORT_NONE if there is none
 * @other:	For CAUSE_DUPLICATE_MAC and CAUSE_WRONG_PORT: another port
 * @vid:	VLAN of the frames
 * @mac:	For these two, and CAUSE_ROUTED: the station
 */
struct finding {
	enum cause cause;
	unsigned int way;
	int flow;
	bool is_still;
	enum reason reason;
	enum tx_reason tx_reason;
	uint64_t frames;
	port_no port;
	port_no other;
	vlan_id vid;
	struct mac mac;
};

/** enum diagnosis_pass - What diagnosis_read() does next */
enum diagnosis_pass {
	DIAGNOSIS_ENDS,
	DIAGNOSIS_TRAFFIC,
	DIAGNOSIS_READ,			/* all records are read */
};

/**
 * struct diagnosis - What was found
 * @end:	The two ends
 * @way:	Frames from end 0 to end 1, and back
 * @finding:	@findings of them, the cause first
 * @is_complete: No frame of the time that was asked for was overwritten
 * @examined:	Records of that time
 * @oldest_ns:	When the first of them was received
 * @from_ns, @last_id, @place, @pass: Which records diagnosis_read() reads
 */
struct diagnosis {
	struct end end[2];
	struct traffic way[2];
	unsigned int findings;
	struct finding finding[FINDINGS_MAX];
	bool is_complete;
	uint64_t examined;
	int64_t oldest_ns;
	int64_t from_ns;
	uint64_t last_id;
	uint64_t place;
	enum diagnosis_pass pass;
};

/**
 * diagnosis_begin() - Begin to ask why one end does not reach the other
 * @from_ns:	Only frames from then on are counted
 * @last_id:	Frames after this one are not examined
 */
void diagnosis_begin(struct diagnosis *d, const struct scene *scene,
		     const struct end *from, const struct end *to,
		     int64_t from_ns, uint64_t last_id);

/**
 * diagnosis_read() - Examine some more records
 *
 * Return: whether there are more
 */
bool diagnosis_read(struct diagnosis *d, const struct scene *scene,
		    unsigned int records);

/** diagnosis_conclude() - After all are read: find what is wrong */
void diagnosis_conclude(struct diagnosis *d, const struct scene *scene);

/**
 * diagnosis_cause() - What most likely stops the conversation
 *
 * Return: the first finding, if it still applies and concerns frames for the
 * other end; NULL if the switch forwards both ways
 */
const struct finding *diagnosis_cause(const struct diagnosis *d);

/** finding_word() - The cause as a word */
const char *finding_word(const struct finding *finding);

/**
 * flow_decide() - Decide on the last frame of a flow once more
 * @f:		Output: the frame, whose bytes are in @flow
 *
 * Return: false if the port that received it no longer exists
 */
bool flow_decide(const struct flow *flow, const struct scene *scene,
		 struct frame *f, struct verdict *v, struct account *account);

#endif /* CAPTURE_DIAGNOSIS_H */
