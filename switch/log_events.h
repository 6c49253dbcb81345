/* SPDX-License-Identifier: BSD-2-Clause */
/* Events become lines of the log. */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "app.h"

/**
 * log_event() - Write one, if it is for people
 *
 * All of them at the level "debug".
 */
void log_event(const struct app *app, const struct event *e);

#endif /* LOG_EVENTS_H */
