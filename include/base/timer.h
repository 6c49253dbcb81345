/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timers: functions to be called at a given time.
 *
 * Nothing here reads a clock.  The owner of a queue asks when the next timer
 * fires, sleeps until then, and runs the queue with the current time.
 *
 * Owner:   a timer is embedded in another struct; it must be stopped before
 *          that is freed.
 */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include <sys/queue.h>

#include "base/types.h"

#define TIMER_NEVER	INT64_MAX

/**
 * struct timer - One timer, initialised by timer_init()
 * @at_ms:	Time at which it fires; valid while @is_set
 * @fire:	May set its own timer again, and set and stop others
 */
struct timer {
	int64_t at_ms;
	bool is_set;
	void (*fire)(void *arg);
	void *arg;
	LIST_ENTRY(timer) link;
};

/** struct timer_queue - Timers that are set, by time; all zeros is empty */
struct timer_queue {
	LIST_HEAD(timer_list, timer) set;
};

void timer_init(struct timer *t, void (*fire)(void *arg), void *arg);

/** timer_at() - Set a timer, or set it anew; TIMER_NEVER stops it */
void timer_at(struct timer_queue *q, struct timer *t, int64_t at_ms);

/** timer_by() - Set a timer, unless it is set to fire earlier */
void timer_by(struct timer_queue *q, struct timer *t, int64_t at_ms);

/** timer_stop() - Unset a timer; does nothing if it is not set */
void timer_stop(struct timer *t);

/**
 * timer_queue_next() - When the next timer fires; TIMER_NEVER if none is set
 */
int64_t timer_queue_next(const struct timer_queue *q);

/**
 * timer_queue_run() - Fire the timers that are due, in order of time
 *
 * A timer that is set meanwhile, even for a time that has passed, fires in the
 * next call.
 */
void timer_queue_run(struct timer_queue *q, int64_t now_ms);

#endif /* BASE_TIMER_H */
