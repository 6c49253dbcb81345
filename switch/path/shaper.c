/* SPDX-License-Identifier: BSD-2-Clause */
/* The shaper: frames that exceed a port's rate wait in a queue, which is
 * limited in bytes and time. */
#include <errno.h>
#include <stdlib.h>

#include "frame/parse.h"
#include "frame/queue.h"
#include "io/io.h"
#include "path/qdisc_ops.h"

#define BUDGET 256 /* frames that a port may send in one run */

/**
 * struct shaper - The shaper of one port
 * @waiting:	Frames that exceed the rate
 */
struct shaper {
	struct qdisc qdisc;
	struct frame_queue *waiting;
};

static struct meter *meter_of(const struct shaper *s)
{
	return &s->qdisc.app->bridge->meter[s->qdisc.no][PORT_METER_SHAPE];
}

static uint64_t cost_of(const struct meter *m, struct buf frame)
{
	struct frame f = { .data = frame.data, .len = frame.len };

	frame_parse(&f);
	return meter_cost(m, &f);
}

static struct frame_queue *queue_for(const struct port_settings *settings)
{
	return frame_queue_new(settings->shape_bytes,
			       settings->shape_latency_ms);
}

static struct qdisc *shaper_make(const struct port_settings *settings)
{
	struct shaper *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->waiting = queue_for(settings);
	if (s->waiting)
		return &s->qdisc;
	free(s);
	return NULL;
}

static int shaper_change(struct qdisc *q, const struct port_settings *settings)
{
	struct shaper *s = (struct shaper *)q;
	struct frame_queue *other;

	if (frame_queue_has_limits(s->waiting, settings->shape_bytes,
				   settings->shape_latency_ms))
		return 0;
	other = queue_for(settings);
	if (!other)
		return -ENOMEM;
	for (size_t dropped = frame_queue_move(other, s->waiting); dropped;
	     dropped--)
		qdisc_drop(q, TX_REASON_SHAPER_FULL);
	frame_queue_free(s->waiting);
	s->waiting = other;
	return 0;
}

static size_t shaper_count(const struct qdisc *q)
{
	return frame_queue_count(((const struct shaper *)q)->waiting);
}

static void shaper_free(struct qdisc *q)
{
	struct shaper *s = (struct shaper *)q;

	for (size_t dropped = frame_queue_count(s->waiting); dropped; dropped--)
		qdisc_drop(q, TX_REASON_SHAPER_LATE);
	frame_queue_free(s->waiting);
	free(s);
}

/* Run again when the first waiting frame may leave, or has waited too long. */
static void rearm(struct shaper *s, struct buf first)
{
	const struct meter *m = meter_of(s);
	int64_t now_ms = s->qdisc.app->now_ms;

	qdisc_run_at(&s->qdisc, meter_when(m, cost_of(m, first), now_ms));
	qdisc_run_at(&s->qdisc, frame_queue_late_ms(s->waiting));
}

/* Sends a frame if the rate allows it; returns whether it did. */
static bool send(struct shaper *s, struct buf frame)
{
	struct port *port = s->qdisc.app->ports[s->qdisc.no];
	int64_t now_ms = s->qdisc.app->now_ms;
	struct meter *m = meter_of(s);
	uint64_t cost = cost_of(m, frame);

	if (!meter_has(m, cost, now_ms))
		return false;
	meter_take(m, cost, now_ms);
	port->ops->tx(port, &frame, 1);
	return true;
}

static void shaper_tx(struct qdisc *q, const struct buf *frames, size_t n)
{
	struct shaper *s = (struct shaper *)q;

	for (size_t i = 0; i < n; i++) {
		if (!frame_queue_count(s->waiting) && send(s, frames[i]))
			continue;
		if (!frame_queue_add(s->waiting, frames[i], false,
				     q->app->now_ms))
			qdisc_drop(q, TX_REASON_SHAPER_FULL);
		else if (frame_queue_count(s->waiting) == 1)
			rearm(s, frames[i]);
	}
}

/* Why to drop the first waiting frame; TX_REASON_COUNT: do not drop it */
static enum tx_reason reason_to_drop(const struct shaper *s)
{
	const struct app *app = s->qdisc.app;

	if (app->ports[s->qdisc.no]->not_present)
		return TX_REASON_NOT_PRESENT;
	if (!app->bridge->port[s->qdisc.no].up)
		return TX_REASON_LINK_DOWN;
	if (!port_state_sends(app->bridge->port[s->qdisc.no].state))
		return TX_REASON_DISCARDING;
	if (app->now_ms >= frame_queue_late_ms(s->waiting))
		return TX_REASON_SHAPER_LATE;
	return TX_REASON_COUNT;
}

static void shaper_run(struct qdisc *q)
{
	struct shaper *s = (struct shaper *)q;
	enum tx_reason why;
	struct buf first;
	bool own;

	for (int n = 0; frame_queue_peek(s->waiting, &first, 1, &own); n++) {
		if (n == BUDGET) {
			qdisc_run_at(q, q->app->now_ms);
			return;
		}
		why = reason_to_drop(s);
		if (why != TX_REASON_COUNT) {
			qdisc_drop(q, why);
		} else if (!send(s, first)) {
			rearm(s, first);
			return;
		}
		io_flush(q->app->io); /* the frame is borrowed until then */
		frame_queue_pop(s->waiting);
	}
}

const struct qdisc_ops shaper_ops = {
	.make = shaper_make,
	.change = shaper_change,
	.tx = shaper_tx,
	.run = shaper_run,
	.count = shaper_count,
	.free = shaper_free,
};
