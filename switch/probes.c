/* SPDX-License-Identifier: BSD-2-Clause */
#include "probes.h"

#include "egress.h"
#include "frame/parse.h"
#include "frame/probe.h"
#include "io/io.h"

static void send(struct app *app, port_no no)
{
	static _Alignas(16) uint8_t room[16 + PROBE_SIZE]; /* zeros in front */
	struct frame f = { .data = room + 16, .len = PROBE_SIZE };
	const struct verdict v = {
		.reason = REASON_FORWARDED,
		.cast = CAST_MCAST,
		.to = no,
	};

	probe_write(f.data, app->bridge->mac, no);
	frame_parse(&f);
	app->bridge->past.copies++;
	egress_add(app, &f, &v);
	egress_flush(app);
	io_flush(app->io); /* it is borrowed until then */
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
