/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/recheck.h"

#include "control/server.h"

#define NS_PER_MS INT64_C(1000000)

/* The watcher does nothing: while it is active, the loop does not sleep */
static void on_awake(EV_P_ ev_idle *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

static void begin_pause(struct recheck *r)
{
	const int64_t thrice_ms = 3 * r->took_ns / NS_PER_MS;
	const int64_t ms = thrice_ms > SERVER_RECHECK_PAUSE_MS
				   ? thrice_ms
				   : SERVER_RECHECK_PAUSE_MS;

	ev_idle_stop(r->loop, &r->awake);
	ev_timer_set(&r->pause, (double)ms / 1000, 0);
	ev_timer_start(r->loop, &r->pause);
}

/* Continue the round, or begin one if there are changes */
static void run_round(struct recheck *r)
{
	if (!r->is_running && r->round == r->changes)
		return;
	if (!r->is_running) {
		r->round = r->changes;
		r->took_ns = 0;
	}
	r->is_running = !r->check(r);
	if (r->is_running)
		ev_idle_start(r->loop, &r->awake);
	else
		begin_pause(r);
}

static void on_pause_over(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	run_round(w->data);
}

void recheck_init(struct recheck *r, struct ev_loop *loop,
		  bool (*check)(struct recheck *recheck), void *data)
{
	*r = (struct recheck){ .loop = loop, .check = check, .data = data };
	ev_idle_init(&r->awake, on_awake);
	ev_init(&r->pause, on_pause_over);
	r->pause.data = r;
}

void recheck_after(struct recheck *r, uint64_t changes)
{
	r->changes = changes;
	if (!ev_is_active(&r->pause))
		run_round(r);
}

void recheck_stop(struct recheck *r)
{
	ev_idle_stop(r->loop, &r->awake);
	ev_timer_stop(r->loop, &r->pause);
}
