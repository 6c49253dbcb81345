/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rechecks waiting requests after changes.
 *
 * A round checks each request that waits, and is spread over as many iterations
 * of the loop as it needs.  The next round does not begin before a round has
 * ended, so that each request is checked, nor during the pause after it, so
 * that at most a quarter of the time is spent on checks, whatever changes.
 */
#ifndef CONTROL_RECHECK_H
#define CONTROL_RECHECK_H

#include <ev.h>

#include "base/types.h"

/**
 * struct recheck - The current round, or the last one
 * @check:	Check some of the requests that were not checked in this round,
 *		and add the time to @took_ns.  Return: whether the round is
 *		complete
 * @changes:	How many changes there are
 * @round:	How many there were when the round began
 * @is_running:	The round is not complete
 * @took_ns:	Time that it has taken so far
 * @awake:	Keeps the loop from sleeping while the round is running
 * @pause:	Runs while no round may begin
 */
struct recheck {
	struct ev_loop *loop;
	bool (*check)(struct recheck *recheck);
	void *data;
	uint64_t changes;
	uint64_t round;
	bool is_running;
	int64_t took_ns;
	ev_idle awake;
	ev_timer pause;
};

void recheck_init(struct recheck *recheck, struct ev_loop *loop,
		  bool (*check)(struct recheck *recheck), void *data);

/** recheck_after() - Note how many changes there are; once in each iteration */
void recheck_after(struct recheck *recheck, uint64_t changes);

/** recheck_stop() - Stop the current round, and begin no other */
void recheck_stop(struct recheck *recheck);

#endif /* CONTROL_RECHECK_H */
