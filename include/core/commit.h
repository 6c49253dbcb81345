/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a verdict changes: the only writer of tables on a frame's way.
 *
 * What is learned, counted and charged; violations and alarms are noted, and
 * ports errdisabled.  What changes thereby is written to bridge->events.
 */
#ifndef CORE_COMMIT_H
#define CORE_COMMIT_H

#include "core/decide.h"

/** bridge_commit() - Do what decide() said */
void bridge_commit(struct bridge *br, const struct frame *f,
		   const struct verdict *v, int64_t now_ms);

#endif /* CORE_COMMIT_H */
