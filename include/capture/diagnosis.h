/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A conversation: the recorded frames between two ends, in both directions,
 * and what became of them.
 *
 * Shape:   the records are read twice: first to find the stations and addresses
 *          of both ends, then to count the frames between them.
 * Time:    diagnosis_read() examines so many records as it is told to, so that
 *          frames need not wait; records may be overwritten meanwhile.
 */
#ifndef CAPTURE_DIAGNOSIS_H
#define CAPTURE_DIAGNOSIS_H

#include "capture/traffic.h"

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
 * @is_complete: No frame of the time that was asked for was overwritten
 * @examined:	Records of that time
 * @oldest_ns:	When the first of them was received
 * @from_ns, @last_id, @place, @pass: Which records diagnosis_read() reads
 */
struct diagnosis {
	struct end end[2];
	struct traffic way[2];
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

#endif /* CAPTURE_DIAGNOSIS_H */
