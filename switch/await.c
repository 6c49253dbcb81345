/* SPDX-License-Identifier: BSD-2-Clause */
#include "await.h"

#include <string.h>

#include "app.h"

#define RETRY_MS 1000

bool await_can_help(const struct err *err)
{
	return !strcmp(err->code, "no-such-netns") ||
	       !strcmp(err->code, "no-such-interface") ||
	       !strcmp(err->code, "no-address") ||
	       !strcmp(err->code, "no-route");
}

void await_listeners(struct app *app)
{
	if (app->retry.is_set)
		return;
	app->retry_no = 1;
	timer_at(&app->timers, &app->retry, app->now_ms + RETRY_MS);
}

/* An open port watches for its device itself. */
bool await_is_waiting(const struct port *port)
{
	return port && port->not_present && port->awaited && !port->open;
}

void await_port(struct port *port)
{
	if (await_is_waiting(port))
		await_listeners(port->owner);
}
