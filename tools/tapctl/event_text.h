/* SPDX-License-Identifier: BSD-2-Clause */
/* An event of `monitor` as a line for people. */
#ifndef EVENT_TEXT_H
#define EVENT_TEXT_H

#include <jansson.h>
#include <stdio.h>

#include "base/types.h"

/**
 * event_print() - Print an event, or how many were missed
 * @event:	An object as in tapswitch-control(7)
 * @has_number:	Whether the number of the event is printed, too
 */
void event_print(FILE *out, const json_t *event, bool has_number);

#endif /* EVENT_TEXT_H */
