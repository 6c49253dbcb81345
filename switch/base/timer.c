/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/timer.h"

void timer_init(struct timer *t, void (*fire)(void *arg), void *arg)
{
	*t = (struct timer){ .fire = fire, .arg = arg };
}

void timer_stop(struct timer *t)
{
	if (t->is_set)
		LIST_REMOVE(t, link);
	t->is_set = false;
}

/* Inserts after timers of the same time: those fire in the order they were
 * set. */
static void insert(struct timer_list *list, struct timer *t)
{
	struct timer *before = NULL, *other;

	LIST_FOREACH(other, list, link) {
		if (other->at_ms > t->at_ms)
			break;
		before = other;
	}
	if (before)
		LIST_INSERT_AFTER(before, t, link);
	else
		LIST_INSERT_HEAD(list, t, link);
	t->is_set = true;
}

void timer_at(struct timer_queue *q, struct timer *t, int64_t at_ms)
{
	timer_stop(t);
	t->at_ms = at_ms;
	if (at_ms != TIMER_NEVER)
		insert(&q->set, t);
}

void timer_by(struct timer_queue *q, struct timer *t, int64_t at_ms)
{
	if (!t->is_set || at_ms < t->at_ms)
		timer_at(q, t, at_ms);
}

int64_t timer_queue_next(const struct timer_queue *q)
{
	const struct timer *first = LIST_FIRST(&q->set);

	return first ? first->at_ms : TIMER_NEVER;
}

void timer_queue_run(struct timer_queue *q, int64_t now_ms)
{
	struct timer_list due = LIST_HEAD_INITIALIZER(due);
	struct timer *t;

	while ((t = LIST_FIRST(&q->set)) && t->at_ms <= now_ms) {
		timer_stop(t);
		insert(&due, t);
	}
	while ((t = LIST_FIRST(&due))) {
		timer_stop(t);
		t->fire(t->arg);
	}
}
