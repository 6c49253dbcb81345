/* SPDX-License-Identifier: BSD-2-Clause */
#include "listener_events.h"

#include <stdio.h>
#include <string.h>

#include "app.h"

#define TYPE_SIZE 16 /* more than the longest type, with a blank */

void listener_event(struct app *app, const struct listener *l,
		    enum event_kind kind, port_no no, struct peer by)
{
	struct event e = { .kind = kind, .port = no, .by = by };
	char text[TYPE_SIZE + ADDRESS_TEXT_SIZE] = "";
	char address[ADDRESS_TEXT_SIZE];

	snprintf(text, sizeof(text), "%s %s", l->ops->type,
		 address_format(&l->endpoint.address, address));
	memcpy(e.text, text, sizeof(e.text) - 1);
	event_add(&app->bridge->events, &e);
}
