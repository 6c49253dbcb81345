/* SPDX-License-Identifier: BSD-2-Clause */
#include "eventloop.h"

#include <ev.h>

#include "app.h"
#include "base/log.h"
#include "base/time.h"
#include "control/server.h"
#include "listeners.h"
#include "process_events.h"

/* The FDB is swept once a second, in steps that take some hundred microseconds;
 * a millisecond if all entries are removed.  Each of these writes an event, and
 * events are read between two steps. */
#define SWEEP_MS    1000
#define SWEEP_ON_MS 10
#define SWEEP_SLOTS (EVENTS_KEPT / 2)

static ev_check iteration;
static ev_prepare iteration_end;
static ev_timer tick;
static struct timer sweeping;
static int64_t tick_ms; /* time that @tick is set for */

/* Runs before all other callbacks of an iteration. */
static void on_iteration(EV_P_ ev_check *w, int revents)
{
	struct app *app = w->data;

	(void)loop;
	(void)revents;
	iteration_stats_begin(&app->iterations, time_now_ns());
	app_set_time(app, app->iterations.began_ns);
	events_set_wall(&app->bridge->events, time_wall_ms());
	app_tick(app);
	listeners_reap(app);
}

/* Only wakes the loop: on_iteration() runs the timers. */
static void on_tick(EV_P_ ev_timer *w, int revents)
{
	(void)loop;
	(void)w;
	(void)revents;
}

static void arm_tick(const struct app *app)
{
	double wait_s;

	tick_ms = timer_queue_next(&app->timers);
	wait_s = (double)(tick_ms - app->now_ms) / 1000;
	ev_timer_stop(app->loop, &tick);
	if (tick_ms == TIMER_NEVER)
		return;
	ev_timer_set(&tick, wait_s > 0 ? wait_s : 0, 0);
	ev_timer_start(app->loop, &tick);
}

/* Runs after all other callbacks of an iteration, before the loop sleeps. */
static void on_iteration_end(EV_P_ ev_prepare *w, int revents)
{
	struct app *app = w->data;

	(void)loop;
	(void)revents;
	app_process_events(app);
	if (timer_queue_next(&app->timers) != tick_ms || !ev_is_active(&tick))
		arm_tick(app);
	if (app->server)
		server_changed(app->server, app->bridge->events.count);
	iteration_stats_end(&app->iterations, time_now_ns());
}

static void sweep(void *arg)
{
	struct app *app = arg;
	bool whole = fdb_sweep(app->bridge->fdb, SWEEP_SLOTS, app->now_ms);

	log_catch_up();
	timer_at(&app->timers, &sweeping,
		 app->now_ms + (whole ? SWEEP_MS : SWEEP_ON_MS));
}

void eventloop_start(struct app *app)
{
	ev_check_init(&iteration, on_iteration);
	ev_set_priority(&iteration, EV_MAXPRI);
	iteration.data = app;
	ev_check_start(app->loop, &iteration);

	ev_prepare_init(&iteration_end, on_iteration_end);
	ev_set_priority(&iteration_end, EV_MINPRI);
	iteration_end.data = app;
	ev_prepare_start(app->loop, &iteration_end);

	ev_init(&tick, on_tick);

	timer_init(&sweeping, sweep, app);
	timer_at(&app->timers, &sweeping, app->now_ms + SWEEP_MS);
}

void eventloop_stop(struct app *app)
{
	ev_check_stop(app->loop, &iteration);
	ev_prepare_stop(app->loop, &iteration_end);
	timer_stop(&sweeping);
	ev_timer_stop(app->loop, &tick);
}
