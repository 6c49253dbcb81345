/* SPDX-License-Identifier: BSD-2-Clause */
#include "app.h"

#include "base/time.h"
#include "io/io.h"

void app_set_time(struct app *app, int64_t now_ns)
{
	app->now_ns = now_ns;
	app->now_ms = now_ns / NS_PER_MS;
	events_set_time(&app->bridge->events, app->now_ms);
}

void app_set_actor(struct app *app, struct peer actor)
{
	events_set_actor(&app->bridge->events, actor);
}

void app_tick(struct app *app)
{
	timer_queue_run(&app->timers, app->now_ms);
}

void app_set_busy_poll(struct app *app, unsigned int us)
{
	app->busy_poll_us = us;
	if (app->io)
		io_set_busy_poll(app->io, us);
}
