/* SPDX-License-Identifier: BSD-2-Clause */
/* What every iteration of the loop does: it reads the clock, runs timers,
 * processes events, and measures its own duration.  The FDB is swept here,
 * too. */
#ifndef EVENTLOOP_H
#define EVENTLOOP_H

struct app;

/** eventloop_start(), eventloop_stop() - Add to app->loop, remove from it */
void eventloop_start(struct app *app);
void eventloop_stop(struct app *app);

#endif /* EVENTLOOP_H */
