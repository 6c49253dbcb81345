/* SPDX-License-Identifier: BSD-2-Clause */
/* What the clock drives: the time of each iteration, how long it took, the sweep. */
#ifndef TIMERS_H
#define TIMERS_H

struct app;

/** timers_start() - On app->loop, for as long as it runs */
void timers_start(struct app *app);
void timers_stop(struct app *app);

#endif /* TIMERS_H */
