/* SPDX-License-Identifier: BSD-2-Clause */
/* A recorded frame with its fields; for this directory. */
#ifndef HEARD_H
#define HEARD_H

#include "capture/end.h"
#include "frame/hosts.h"

/**
 * struct heard - A recorded frame
 * @f:		As record_frame() reads it
 */
struct heard {
	const struct record *record;
	struct frame f;
	struct hosts hosts;
};

/** heard_read() - Read a record; false if the frame has no addresses */
bool heard_read(struct heard *h, const struct record *record);

/**
 * heard_is_accepted() - Whether it passed the rules of its ingress port
 *
 * The switch may learn from such a frame where its source is.
 */
bool heard_is_accepted(const struct heard *h);

/** enum address - Whether a frame is for an end */
enum address {
	ADDRESS_OTHER,			/* for others */
	ADDRESS_ALL,			/* for all, or all of a group */
	ADDRESS_END,			/* for this end, or asks for it */
};

/** end_is_receiver() - Whether a packet is for this end, perhaps by a router */
bool end_is_receiver(const struct end *end, const struct heard *h);

/** end_learn() - Note the stations and IP addresses of an end */
void end_learn(struct end *end, const struct heard *h);

/** end_settle() - After end_learn(): look for its port in the table, too */
void end_settle(struct end *end, const struct bridge *br, int64_t now_ms);

/** end_follow() - After end_settle(): note if a station of the end has moved */
void end_follow(struct end *end, const struct heard *h);

/** end_sent() - Whether the end has sent this frame */
bool end_sent(const struct end *end, const struct heard *h);

/** end_address() - Whether the frame of another one is for this end */
enum address end_address(const struct end *end, const struct heard *h,
			 const struct bridge *br, int64_t now_ms);

#endif /* HEARD_H */
