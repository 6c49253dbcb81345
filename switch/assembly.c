/* SPDX-License-Identifier: BSD-2-Clause */
#include "assembly.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/time.h"
#include "capture/recorder.h"
#include "io/io.h"
#include "path/egress.h"
#include "path/qdisc.h"
#include "port/listener.h"
#include "port_events.h"
#include "process_events.h"
#include "protocols.h"
#include "removal.h"

static void recover(void *arg)
{
	struct app *app = arg;

	timer_at(&app->timers, &app->recovery,
		 bridge_tick(app->bridge, app->now_ms));
	app_process_events(app);
}

struct app *app_new(const char *name, const struct grammar *grammar,
		    struct ev_loop *loop, const char *engine, struct err *err)
{
	struct app *app = calloc(1, sizeof(*app));
	uint64_t seed = 0;

	if (!app)
		goto out_of_memory;
	TAILQ_INIT(&app->listeners);
	app->name = name;
	app->grammar = grammar;
	app->loop = loop;
	app->port_events = &port_events;

	/* The switch works without random numbers, too; but then addresses can
	 * be chosen to collide in the hash. */
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		log_debug("no random numbers yet: %s", strerror(errno));
	app->bridge = bridge_new(seed);
	app->egress = egress_new();
	if (!app->bridge || !app->egress)
		goto out_of_memory;
	if (recording_set(&app->recording, RECORDER_FRAMES, RECORDER_SNAPLEN))
		goto out_of_memory;
	app_set_time(app, time_now_ns());
	app->start_ms = app->now_ms;
	app->start_wall_ms = time_wall_ms();
	events_set_wall(&app->bridge->events, app->start_wall_ms);
	if (!protocols_new(app))
		goto out_of_memory;
	timer_init(&app->recovery, recover, app);
	qdisc_init(app);
	removal_init(app);
	if (!loop)
		return app;
	app->io = io_new(loop, engine, err);
	if (app->io)
		return app;
	app_free(app);
	return NULL;

out_of_memory:
	err_set(err, ENOMEM, "make a switch");
	app_free(app);
	return NULL;
}

void app_free(struct app *app)
{
	struct listener *l;

	if (!app)
		return;
	for (port_no no = 1; no <= PORT_MAX; no++) {
		port_free(app->ports[no]);
		if (app->bridge)
			qdisc_end(app, no);
	}
	while ((l = TAILQ_FIRST(&app->listeners))) {
		TAILQ_REMOVE(&app->listeners, l, list);
		listener_free(l); /* its ports are closed by now */
	}
	io_free(app->io);
	egress_free(app->egress);
	protocols_free(app->protocols);
	recording_free(&app->recording);
	bridge_free(app->bridge);
	free(app);
}
