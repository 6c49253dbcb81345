/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carries out a verdict.  Nothing else in a frame's path writes to tables.
 *
 * It learns the source address, counts, takes tokens from meters, records
 * violations and loop alarms, and errdisables ports.  It writes an event to
 * bridge->events for each change.
 */
#ifndef CORE_COMMIT_H
#define CORE_COMMIT_H

#include "core/decide.h"

/** bridge_commit() - Carry out a verdict of decide() on @f */
void bridge_commit(struct bridge *br, const struct frame *f,
		   const struct verdict *v, int64_t now_ms);

/**
 * bridge_forecast() - What bridge_commit() would add to the counters of a port
 * @c:		Output; need not be initialised
 *
 * What egress adds to them is not included.
 */
void bridge_forecast(const struct bridge *br, const struct frame *f,
		     const struct verdict *v, int64_t now_ms, port_no no,
		     struct counters *c);

#endif /* CORE_COMMIT_H */
