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
 * can be sent back as it is, and is believed for PROBE_LIFE_MS: somebody can
 * still claim a loop, but only while it could be one, and only through the port
 * behind which he is.
 */
#ifndef FRAME_PROBE_H
#define FRAME_PROBE_H

#include "base/mac.h"
#include "base/siphash.h"
#include "frame/frame.h"

#define PROBE_SIZE	60
#define PROBE_LIFE_MS	1000

/** probe_write() - Fill a frame's bytes */
void probe_write(uint8_t data[PROBE_SIZE], struct mac self, port_no port,
		 const struct siphash_key *key, int64_t now_ms);

/** probe_is_from() - Whether a parsed frame says to be a probe of this switch */
bool probe_is_from(const struct frame *f, struct mac self);

/**
 * probe_port() - Where such a frame left
 *
 * Return: PORT_NONE when it is too old, or was made by somebody else
 */
port_no probe_port(const struct frame *f, const struct siphash_key *key,
		   int64_t now_ms);

#endif /* FRAME_PROBE_H */
