/* SPDX-License-Identifier: BSD-2-Clause */
/* What drivers hand up: frames, and news about their devices. */
#ifndef PORT_EVENTS_H
#define PORT_EVENTS_H

#include "port/port.h"

extern const struct port_events port_events;

/** app_name_by_frame() - A client's port has its name when its first frame comes */
void app_name_by_frame(struct port *port);

#endif /* PORT_EVENTS_H */
