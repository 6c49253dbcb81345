/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loop probes: a frame from the switch to itself, out of one port.
 *
 * Its source is the switch's address, and its destination a group that every
 * switch floods: a frame addressed to its own source, as some switches send it,
 * would end at the next one, which knows where that is.  The EtherType is the
 * first of those for local experiments (IEEE Std 802-2014, 9.2).  Behind it
 * come a mark and the number of the port; the rest is zero.
 */
#ifndef FRAME_PROBE_H
#define FRAME_PROBE_H

#include "base/mac.h"
#include "frame/frame.h"

#define PROBE_SIZE	60

/** probe_write() - Fill a frame's bytes */
void probe_write(uint8_t data[PROBE_SIZE], struct mac self, port_no port);

/**
 * probe_read() - Whether a parsed frame is a probe of our own
 * @port:	Set if it is: where it left
 */
bool probe_read(const struct frame *f, struct mac self, port_no *port);

#endif /* FRAME_PROBE_H */
