/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of a loop iteration: reads the clock, runs timers, processes
 * events, measures how long it took.  Sweeps the FDB. */
#ifndef EVENTLOOP_H
#define EVENTLOOP_H

struct app;

/** eventloop_start(), eventloop_stop() - Add to app->loop, remove from it */
void eventloop_start(struct app *app);
void eventloop_stop(struct app *app);

#endif /* EVENTLOOP_H */
