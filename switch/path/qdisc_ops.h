/* SPDX-License-Identifier: BSD-2-Clause */
/* What a queue discipline is made of; see path/qdisc.h for what it is there for. */
#ifndef PATH_QDISC_OPS_H
#define PATH_QDISC_OPS_H

#include "app.h"

struct qdisc;

/**
 * struct qdisc_ops - One kind of discipline
 * @make:	Make one with @settings; NULL when memory is short
 * @change:	Go on with other settings of the same kind, which are set next.
 *		Return: 0, or -ENOMEM with nothing changed
 * @tx:		As port_ops.tx: each frame is given to the driver, copied to leave
 *		later, or dropped and counted
 * @run:	Send what may leave by now; what waits on says when with
 *		qdisc_run_at()
 * @count:	Frames that wait
 * @free:	Those that wait are dropped and counted
 */
struct qdisc_ops {
	struct qdisc *(*make)(const struct port_settings *settings);
	int (*change)(struct qdisc *q, const struct port_settings *settings);
	void (*tx)(struct qdisc *q, const struct buf *frames, size_t n);
	void (*run)(struct qdisc *q);
	size_t (*count)(const struct qdisc *q);
	void (*free)(struct qdisc *q);
};

/** struct qdisc - What every kind has; kinds embed it as their first member */
struct qdisc {
	const struct qdisc_ops *ops;
	struct app *app;
	port_no no;
};

extern const struct qdisc_ops shaper_ops;

/** qdisc_run_at() - Run it then, if not before */
static inline void qdisc_run_at(struct qdisc *q, int64_t when_ms)
{
	timer_by(&q->app->timers, &q->app->queueing, when_ms);
}

/** qdisc_drop() - Count a frame that does not leave */
static inline void qdisc_drop(struct qdisc *q, enum tx_reason why)
{
	q->app->bridge->counters[q->no].tx_drops[why]++;
}

#endif /* PATH_QDISC_OPS_H */
