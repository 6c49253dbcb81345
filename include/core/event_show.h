/* SPDX-License-Identifier: BSD-2-Clause */
/* Events as JSON. */
#ifndef CORE_EVENT_SHOW_H
#define CORE_EVENT_SHOW_H

#include "base/writer.h"
#include "core/event.h"

/**
 * event_show() - Write an event as the members of an open object
 *
 * tapswitch-control(7) lists the keys.
 */
void event_show(const struct event *e, struct writer *out);

#endif /* CORE_EVENT_SHOW_H */
