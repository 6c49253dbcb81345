/* SPDX-License-Identifier: BSD-2-Clause */
/* Callbacks for drivers: frames received, refused or missed, and state
 * changes. */
#ifndef PORT_EVENTS_H
#define PORT_EVENTS_H

#include "port/port.h"

extern const struct port_events port_events;

/** app_name_by_frame() - Let the first frame name a client's port */
void app_name_by_frame(struct port *port);

#endif /* PORT_EVENTS_H */
