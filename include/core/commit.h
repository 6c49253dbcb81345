/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a verdict changes: the only writer of tables on a frame's way.
 *
 * That is what is learned, counted and charged; and what somebody must be told:
 * violations and alarms are noted, and ports errdisabled, as bridge->news says.
 */
#ifndef CORE_COMMIT_H
#define CORE_COMMIT_H

#include "core/decide.h"

/**
 * bridge_commit() - Do what decide() said
 *
 * Return: what learning did; FDB_REFRESHED where nothing was to be learned
 */
enum fdb_change bridge_commit(struct bridge *br, const struct frame *f,
			      const struct verdict *v, int64_t now_ms);

#endif /* CORE_COMMIT_H */
