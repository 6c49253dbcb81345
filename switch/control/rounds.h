/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When those who wait for a change are asked again: in rounds, each spread over so
 * many iterations of the loop as it needs.  No round begins before the last is
 * over, so that everybody has his turn; nor while it rests from the last, so that
 * not more than a quarter of the time goes into asking, whatever changes.
 */
#ifndef CONTROL_ROUNDS_H
#define CONTROL_ROUNDS_H

#include <ev.h>

#include "base/types.h"

/**
 * struct rounds - The round that is, or was last
 * @ask:	Ask some of those who have not been asked in this round; add to
 *		@took_ns what that took.  Return: whether it is over
 * @told:	So many changes there are
 * @changes:	So many, this round is about
 * @is_open:	It is not over
 * @took_ns:	What it has taken until now
 * @awake:	Keeps the loop from sleeping before it is over
 * @rest:	Runs while none is to begin
 */
struct rounds {
	struct ev_loop *loop;
	bool (*ask)(struct rounds *rounds);
	void *data;
	uint64_t told;
	uint64_t changes;
	bool is_open;
	int64_t took_ns;
	ev_idle awake;
	ev_timer rest;
};

void rounds_init(struct rounds *rounds, struct ev_loop *loop,
		 bool (*ask)(struct rounds *rounds), void *data);

/** rounds_go_on() - There are so many changes; once in each iteration */
void rounds_go_on(struct rounds *rounds, uint64_t changes);

/** rounds_end() - No more */
void rounds_end(struct rounds *rounds);

#endif /* CONTROL_ROUNDS_H */
