/* SPDX-License-Identifier: BSD-2-Clause */
#include "await.h"

#include <string.h>

#include "app.h"

#define RETRY_MS 1000

bool await_is_why(const struct err *err)
{
	return !strcmp(err->code, "no-such-netns") ||
	       !strcmp(err->code, "no-such-interface") ||
	       !strcmp(err->code, "no-address") ||
	       !strcmp(err->code, "no-route");
}

void await_listener(struct app *app)
{
	if (app->absence.is_set)
		return;
	app->absent_no = 1;
	timer_at(&app->timers, &app->absence, app->now_ms + RETRY_MS);
}

/* An open port watches for its device itself. */
bool await_is_for(const struct port *port)
{
	return port && port->not_present && port->awaited && !port->open;
}

void await_port(struct port *port)
{
	if (await_is_for(port))
		await_listener(port->owner);
}
