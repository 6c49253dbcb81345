/* SPDX-License-Identifier: BSD-2-Clause */
/* `tapctl top` on a terminal. */
#ifndef TOP_SCREEN_H
#define TOP_SCREEN_H

#include "options.h"
#include "top_sampler.h"

/**
 * top_screen_run() - Show samples until a key or a signal ends it, or the switch
 * @delay_ms:	Between two samples
 * @count:	Samples with rates to show; UINT64_MAX: no limit
 *
 * The terminal is as before afterwards.  If a signal has ended it, so does this
 * process.
 *
 * Return: 0, or a negative errno with @err set
 */
int top_screen_run(struct top_sampler *t, const struct options *o,
		   int64_t delay_ms, uint64_t count, struct err *err);

#endif /* TOP_SCREEN_H */
