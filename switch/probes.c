/* SPDX-License-Identifier: BSD-2-Clause */
#include "probes.h"

#include "egress.h"
#include "frame/probe.h"

static void send(struct app *app, port_no no)
{
	static _Alignas(16) uint8_t room[32 + PROBE_SIZE]; /* zeros in front */
	const struct buf probe = { room + 32, PROBE_SIZE };

	probe_write(probe.data, app->bridge->mac, no, &app->bridge->probe_key,
		    app->now_ms);
	egress_own(app, no, probe);
}

void probes_restart(struct app *app)
{
	const struct loop_detect *loop = &app->bridge->loop;

	timer_at(&app->timers, &app->probing,
		 loop->probe == LOOP_OFF
			 ? TIMER_NEVER
			 : app->now_ms + 1000 * (int64_t)loop->probe_s);
}

static void send_all(void *arg)
{
	struct app *app = arg;

	for (port_no no = 1; app->io && no <= PORT_MAX; no++)
		if (app->bridge->port[no].up)
			send(app, no);
	probes_restart(app);
}

void probes_init(struct app *app)
{
	timer_init(&app->probing, send_all, app);
	probes_restart(app);
}
