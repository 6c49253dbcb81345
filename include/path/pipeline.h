/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The path of a frame, from the driver that received it to those that send it.
 *
 * Waiting: no step waits for a peer or a lock.  System calls are made to send,
 *          to log events, and to set a device down whose port a frame has
 *          errdisabled.
 * Memory:  a frame causes no allocation, but a new station may: see core/fdb.h;
 *          and so does a frame that is explained: see commands/trace_live.c.
 *          All other memory is allocated before: for segments and merged frames
 *          by egress_new(), for frames that a shaper delays by qdisc_prepare(),
 *          for the recorder when it is set.
 */
#ifndef PATH_PIPELINE_H
#define PATH_PIPELINE_H

#include "port/port.h"

/**
 * pipeline_received() - Process a batch of at most IO_BATCH frames
 *
 * The callback port_events.received: see port/port.h for what it may do.
 */
void pipeline_received(struct port *from, struct buf *bufs, size_t n);

#endif /* PATH_PIPELINE_H */
