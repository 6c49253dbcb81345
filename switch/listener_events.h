/* SPDX-License-Identifier: BSD-2-Clause */
/* Events about listeners and their clients. */
#ifndef LISTENER_EVENTS_H
#define LISTENER_EVENTS_H

#include "base/peer.h"
#include "core/event.h"
#include "port/listener.h"

struct app;

/**
 * listener_event() - Write an event about a listener
 * @no:		The port of the client that it is about, or PORT_NONE
 * @by:		That client, or PEER_NONE
 */
void listener_event(struct app *app, const struct listener *l,
		    enum event_kind kind, port_no no, struct peer by);

#endif /* LISTENER_EVENTS_H */
