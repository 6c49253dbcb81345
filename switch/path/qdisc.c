/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/qdisc.h"

#include <errno.h>

#include "path/qdisc_ops.h"

/* The kind of discipline that settings require; NULL for none */
static const struct qdisc_ops *kind_for(const struct port_settings *settings)
{
	if (settings->rates[PORT_METER_SHAPE].unit != METER_OFF)
		return &shaper_ops;
	return NULL;
}

int qdisc_prepare(struct app *app, port_no no,
		  const struct port_settings *settings)
{
	const struct qdisc_ops *kind = kind_for(settings);
	struct qdisc *q = app->qdiscs[no];

	if (q) { /* frames that wait may be due at another time now */
		qdisc_run_at(q, app->now_ms);
		return kind ? q->ops->change(q, settings) : 0;
	}
	if (!kind)
		return 0;
	q = kind->make(settings);
	if (!q)
		return -ENOMEM;
	q->ops = kind;
	q->app = app;
	q->no = no;
	app->qdiscs[no] = q;
	return 0;
}

void qdisc_end(struct app *app, port_no no)
{
	struct qdisc *q = app->qdiscs[no];

	app->qdiscs[no] = NULL;
	if (q)
		q->ops->free(q);
}

static void run(struct app *app, struct qdisc *q)
{
	q->ops->run(q);
	if (!q->ops->count(q) && !kind_for(&app->bridge->port[q->no].settings))
		qdisc_end(app, q->no);
}

static void send_waiting(void *arg)
{
	struct app *app = arg;

	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->qdiscs[no])
			run(app, app->qdiscs[no]);
}

void qdisc_init(struct app *app)
{
	timer_init(&app->queueing, send_waiting, app);
}
