/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loop probes: a frame from the switch to itself, out of one port.
 *
 * Its source is the switch's address, and its destination a group that every
 * switch floods: a frame addressed to its own source, as some switches send it,
 * would end at the next one, which knows where that is.  The EtherType is the
 * first of those for local experiments (IEEE Std 802-2014, 9.2).  Behind it
 * come a mark, the number of the port, when it was sent, in milliseconds, and a
 * signature of those three; the rest is zero.
 *
 * Whoever hears a probe could send one like it, of another port or at another
 * time, if it were not for the signature, whose key is the switch's alone.  It
 * can be sent back as it is, and is believed for LOOP_PROBE_LIFE_MS: somebody can
 * still claim a loop, but only while it could be one, and only through the port
 * behind which he is.
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

/** struct loop_probe - The switch that sends them, and the key of its signatures */
struct loop_probe {
	struct mac self;
	struct siphash_key key;
};

/** loop_probe_write() - Fill the bytes of a frame that leaves by a port */
void loop_probe_write(const struct loop_probe *lp, port_no port, int64_t now_ms,
		      uint8_t data[LOOP_PROBE_SIZE]);

/**
 * loop_probe_read() - Where a frame of that type, to that group, has left
 *
 * Return: PORT_NONE when it is too old, or was made by somebody else
 */
port_no loop_probe_read(const struct loop_probe *lp, const struct frame *f,
			int64_t now_ms);

#endif /* PROTO_LOOP_PROBE_H */
