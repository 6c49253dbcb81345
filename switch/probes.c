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

void probes_tick(struct app *app)
{
	const struct bridge *br = app->bridge;

	if (br->loop.probe == LOOP_OFF || !app->io)
		return;
	if (app->now_ms >= app->probe_ms) {
		app->probe_ms = app->now_ms + 1000 * (int64_t)br->loop.probe_s;
		for (port_no no = 1; no <= PORT_MAX; no++)
			if (br->port[no].up)
				send(app, no);
	}
	if (app->probe_ms < app->tick_ms)
		app->tick_ms = app->probe_ms;
}
