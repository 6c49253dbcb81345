/* SPDX-License-Identifier: BSD-2-Clause */
/* What the clock drives: the time of each iteration, how long it took, the sweep. */
#ifndef EVENTLOOP_H
#define EVENTLOOP_H

struct app;

/** eventloop_start() - On app->loop, for as long as it runs */
void eventloop_start(struct app *app);
void eventloop_stop(struct app *app);

#endif /* EVENTLOOP_H */
