/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch as a reader of its own events. */
#ifndef PROCESS_EVENTS_H
#define PROCESS_EVENTS_H

struct app;

/**
 * app_process_events() - Log what happened since the last time, and let the
 *	ports' devices follow
 *
 * After each batch of frames, and before the loop sleeps.
 */
void app_process_events(struct app *app);

#endif /* PROCESS_EVENTS_H */
