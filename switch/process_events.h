/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch reads its own events. */
#ifndef PROCESS_EVENTS_H
#define PROCESS_EVENTS_H

struct app;

/**
 * app_process_events() - Log new events, and set errdisabled ports' devices
 * down
 *
 * Called after each batch of frames, and before the loop sleeps.  The device of
 * a port that recovers is set up again.
 */
void app_process_events(struct app *app);

#endif /* PROCESS_EVENTS_H */
