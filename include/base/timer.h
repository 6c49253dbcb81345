/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timers over a clock that others read: what is to be done at a time.
 *
 * Nothing here reads a clock.  The owner of a queue asks when the next timer
 * fires, sleeps until then, and runs the queue with the time that it is.
 *
 * Owner:   a timer belongs to whoever embeds it, and is stopped before it goes.
 */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include <sys/queue.h>

#include "base/types.h"

#define TIMER_NEVER	INT64_MAX

/**
 * struct timer - One thing to do; set it up with timer_init()
 * @at_ms:	When it fires; while it is set
 * @fire:	May set its own timer again, and set and stop others
 */
struct timer {
	int64_t at_ms;
	bool is_set;
	void (*fire)(void *arg);
	void *arg;
	LIST_ENTRY(timer) link;
};

/** struct timer_queue - Timers that are set, the next first; all zero is empty */
struct timer_queue {
	LIST_HEAD(timer_list, timer) set;
};

void timer_init(struct timer *t, void (*fire)(void *arg), void *arg);

/** timer_at() - Fire then, whatever was set before; TIMER_NEVER: do not */
void timer_at(struct timer_queue *q, struct timer *t, int64_t at_ms);

/** timer_by() - Fire then, or as it is set, if that is earlier */
void timer_by(struct timer_queue *q, struct timer *t, int64_t at_ms);

void timer_stop(struct timer *t);

/** timer_queue_next() - When the next one fires; TIMER_NEVER if none is set */
int64_t timer_queue_next(const struct timer_queue *q);

/**
 * timer_queue_run() - Fire those whose time has come, in the order of their times
 *
 * One that is set meanwhile waits for the next call.
 */
void timer_queue_run(struct timer_queue *q, int64_t now_ms);

#endif /* BASE_TIMER_H */
