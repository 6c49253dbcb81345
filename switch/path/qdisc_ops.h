/* SPDX-License-Identifier: BSD-2-Clause */
/* The interface of a kind of queue discipline; see path/qdisc.h. */
#ifndef PATH_QDISC_OPS_H
#define PATH_QDISC_OPS_H

#include "app.h"

struct qdisc;

/**
 * struct qdisc_ops - One kind of discipline
 * @make:	Make one for these settings; NULL when memory is short
 * @change:	Adapt to other settings for the same kind, which the caller sets
 *		next.  Return: 0, or -ENOMEM with nothing changed
 * @tx:		Like port_ops.tx: hand each frame to the driver, copy it to send
 *		it later, or drop and count it
 * @run:	Send the frames that are due; call qdisc_run_at() if others wait
 * @count:	Number of waiting frames
 * @free:	Free it; waiting frames are dropped and counted
 */
struct qdisc_ops {
	struct qdisc *(*make)(const struct port_settings *settings);
	int (*change)(struct qdisc *q, const struct port_settings *settings);
	void (*tx)(struct qdisc *q, const struct buf *frames, size_t n);
	void (*run)(struct qdisc *q);
	size_t (*count)(const struct qdisc *q);
	void (*free)(struct qdisc *q);
};

/** struct qdisc - A discipline; each kind embeds it as its first member */
struct qdisc {
	const struct qdisc_ops *ops;
	struct app *app;
	port_no no;
};

extern const struct qdisc_ops shaper_ops;

/** qdisc_run_at() - Call ops->run at @when_ms at the latest */
static inline void qdisc_run_at(struct qdisc *q, int64_t when_ms)
{
	timer_by(&q->app->timers, &q->app->queueing, when_ms);
}

/** qdisc_drop() - Count a dropped frame */
static inline void qdisc_drop(struct qdisc *q, enum tx_reason why)
{
	q->app->bridge->counters[q->no].tx_drops[why]++;
}

#endif /* PATH_QDISC_OPS_H */
