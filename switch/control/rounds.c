/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/rounds.h"

#include "control/server.h"

#define NS_PER_MS INT64_C(1000000)

/* That there is such a watcher is all that counts. */
static void on_awake(EV_P_ ev_idle *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

static void rest(struct rounds *r)
{
	const int64_t thrice_ms = 3 * r->took_ns / NS_PER_MS;
	const int64_t ms =
		thrice_ms > SERVER_REST_MS ? thrice_ms : SERVER_REST_MS;

	ev_idle_stop(r->loop, &r->awake);
	ev_timer_set(&r->rest, (double)ms / 1000, 0);
	ev_timer_start(r->loop, &r->rest);
}

static void go_on(struct rounds *r)
{
	if (!r->is_open && r->changes == r->told)
		return;
	if (!r->is_open) {
		r->changes = r->told;
		r->took_ns = 0;
	}
	r->is_open = !r->ask(r);
	if (r->is_open)
		ev_idle_start(r->loop, &r->awake);
	else
		rest(r);
}

static void on_rest_over(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	go_on(w->data);
}

void rounds_init(struct rounds *r, struct ev_loop *loop,
		 bool (*ask)(struct rounds *rounds), void *data)
{
	*r = (struct rounds){ .loop = loop, .ask = ask, .data = data };
	ev_idle_init(&r->awake, on_awake);
	ev_init(&r->rest, on_rest_over);
	r->rest.data = r;
}

void rounds_go_on(struct rounds *r, uint64_t changes)
{
	r->told = changes;
	if (!ev_is_active(&r->rest))
		go_on(r);
}

void rounds_end(struct rounds *r)
{
	ev_idle_stop(r->loop, &r->awake);
	ev_timer_stop(r->loop, &r->rest);
}
