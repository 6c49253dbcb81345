/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loop probes: frames that the switch sends out of a port, and that come back
 * if there is a loop.
 *
 * The source is the address of the switch; the destination is a group address,
 * which every switch floods.  (A frame addressed to its own source, as some
 * switches send, would end at the next switch, which has learned that address.)
 * The EtherType is the first one for local experiments (IEEE Std 802-2014,
 * 9.2).  It is followed by a mark, the number of the port, the time of sending
 * in milliseconds, and a signature of these three; the rest is zero.
 *
 * Only the switch knows the key of the signature, so a station that sees a
 * probe cannot forge one of another port or time.  It can send the probe back
 * unchanged, which is accepted for LOOP_PROBE_LIFE_MS: so it can pretend that
 * there is a loop, but only for that time and only through the port behind
 * which it is.
 */
#ifndef PROTO_LOOP_PROBE_H
#define PROTO_LOOP_PROBE_H

#include "base/mac.h"
#include "base/siphash.h"
#include "frame/frame.h"

#define LOOP_PROBE_SIZE		60
#define LOOP_PROBE_LIFE_MS	1000
#define LOOP_PROBE_TYPE		0x88b5

extern const struct mac loop_probe_group;

/** struct loop_probe - Address of the switch, and the key of its signatures */
struct loop_probe {
	struct mac self;
	struct siphash_key key;
};

/** loop_probe_write() - Write a probe to be sent out of a port */
void loop_probe_write(const struct loop_probe *lp, port_no port, int64_t now_ms,
		      uint8_t data[LOOP_PROBE_SIZE]);

/**
 * loop_probe_read() - Read a probe that was received
 * @f:		A frame to loop_probe_group with EtherType LOOP_PROBE_TYPE
 *
 * Return: the port that it was sent out of; PORT_NONE if it is older than
 * LOOP_PROBE_LIFE_MS, or was not made by this switch
 */
port_no loop_probe_read(const struct loop_probe *lp, const struct frame *f,
			int64_t now_ms);

#endif /* PROTO_LOOP_PROBE_H */
