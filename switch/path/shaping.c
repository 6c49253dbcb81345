/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/shaping.h"

#include <errno.h>

#include "frame/parse.h"
#include "frame/queue.h"
#include "io/io.h"

#define BUDGET 256 /* frames of a port in a turn: others wait meanwhile */

static struct meter *meter_of(const struct app *app, port_no no)
{
	return &app->bridge->meter[no][PORT_METER_SHAPE];
}

static uint64_t cost_of(const struct meter *m, struct buf frame)
{
	struct frame f = { .data = frame.data, .len = frame.len };

	frame_parse(&f);
	return meter_cost(m, &f);
}

static void drop(struct app *app, port_no no, enum tx_reason why)
{
	app->bridge->counters[no].tx_drops[why]++;
}

int shaping_prepare(struct app *app, port_no no, const struct bridge_port *bp)
{
	struct frame_queue *old = app->shapers[no], *s;

	if (old) /* what waits may go at another rate */
		timer_by(&app->timers, &app->shaping, app->now_ms);
	if (bp->rates[PORT_METER_SHAPE].unit == METER_OFF ||
	    (old && frame_queue_is(old, bp->shape_bytes, bp->shape_latency_ms)))
		return 0;
	s = frame_queue_new(bp->shape_bytes, bp->shape_latency_ms);
	if (!s)
		return -ENOMEM;
	if (old)
		app->bridge->counters[no].tx_drops[TX_REASON_SHAPER_FULL] +=
			frame_queue_move(s, old);
	frame_queue_free(old);
	app->shapers[no] = s;
	return 0;
}

void shaping_end(struct app *app, port_no no)
{
	struct frame_queue *s = app->shapers[no];

	if (s)
		app->bridge->counters[no].tx_drops[TX_REASON_SHAPER_LATE] +=
			frame_queue_count(s);
	frame_queue_free(s);
	app->shapers[no] = NULL;
}

/* When the first that waits may leave, or has waited too long */
static void rearm(struct app *app, port_no no, struct buf first)
{
	const struct meter *m = meter_of(app, no);
	int64_t when_ms = meter_when(m, cost_of(m, first), app->now_ms);
	int64_t late_ms = frame_queue_late_ms(app->shapers[no]);

	if (late_ms < when_ms)
		when_ms = late_ms;
	timer_by(&app->timers, &app->shaping, when_ms);
}

/* Whether it left at once */
static bool send(struct app *app, port_no no, struct buf frame)
{
	struct port *port = app->ports[no];
	struct meter *m = meter_of(app, no);
	uint64_t cost = cost_of(m, frame);

	if (!meter_has(m, cost, app->now_ms))
		return false;
	meter_take(m, cost, app->now_ms);
	port->ops->tx(port, &frame, 1);
	return true;
}

void shaping_tx(struct app *app, port_no no, const struct buf *frames, size_t n)
{
	struct frame_queue *s = app->shapers[no];

	for (size_t i = 0; i < n; i++) {
		if (!frame_queue_count(s) && send(app, no, frames[i]))
			continue;
		if (!frame_queue_add(s, frames[i], false, app->now_ms))
			drop(app, no, TX_REASON_SHAPER_FULL);
		else if (frame_queue_count(s) == 1)
			rearm(app, no, frames[i]);
	}
}

/* Why what waited does not leave; TX_REASON_COUNT if it does */
static enum tx_reason too_late_for(const struct app *app, port_no no, bool late)
{
	if (app->ports[no]->not_present)
		return TX_REASON_NOT_PRESENT;
	if (!app->bridge->port[no].up)
		return TX_REASON_LINK_DOWN;
	return late ? TX_REASON_SHAPER_LATE : TX_REASON_COUNT;
}

static void go_on(struct app *app, port_no no)
{
	struct frame_queue *s = app->shapers[no];
	enum tx_reason why;
	struct buf first;
	bool late;

	for (int n = 0; frame_queue_first(s, app->now_ms, &first, &late); n++) {
		if (n == BUDGET) {
			timer_by(&app->timers, &app->shaping, app->now_ms);
			return;
		}
		why = too_late_for(app, no, late);
		if (why != TX_REASON_COUNT) {
			drop(app, no, why);
		} else if (!send(app, no, first)) {
			rearm(app, no, first);
			return;
		}
		io_flush(app->io); /* it is borrowed until then */
		frame_queue_pop(s);
	}
	if (meter_of(app, no)->is.unit == METER_OFF)
		shaping_end(app, no);
}

static void send_waiting(void *arg)
{
	struct app *app = arg;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->shapers[no])
			go_on(app, no);
}

void shaping_init(struct app *app)
{
	timer_init(&app->shaping, send_waiting, app);
}
