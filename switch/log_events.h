/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes events to the log. */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "app.h"

/**
 * log_event() - Log an event
 *
 * Each event is logged at level "debug"; those that matter to an operator get a
 * line of their own at a higher level.
 */
void log_event(const struct app *app, const struct event *e);

/** log_missed_events() - Log how many events were overwritten unread */
void log_missed_events(uint64_t missed);

#endif /* LOG_EVENTS_H */
