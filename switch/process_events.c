/* SPDX-License-Identifier: BSD-2-Clause */
#include "process_events.h"

#include "app.h"
#include "log_events.h"
#include "ports.h"

static void follow_port(struct app *app, port_no no)
{
	const struct bridge_port *bp = &app->bridge->port[no];

	if (!app->ports[no])
		return;
	if (bp->errdisabled)
		timer_by(&app->timers, &app->recovery,
			 bp->errdisabled_until_ms);
	app_follow_errdisable(app->ports[no]);
}

/* Events were missed, so that any port may have changed. */
static void follow_all(struct app *app)
{
	for (port_no no = 1; no <= PORT_MAX; no++)
		follow_port(app, no);
}

void app_process_events(struct app *app)
{
	const struct event *e;
	uint64_t missed;

	while ((e = event_read(&app->bridge->events, &app->reader, &missed))) {
		if (missed)
			log_missed_events(missed);
		log_event(app, e);
		/* follow_all() may add so many that @e is overwritten. */
		if (missed)
			follow_all(app);
		else if (e->kind == EVENT_ERRDISABLED ||
			 e->kind == EVENT_RECOVERED)
			follow_port(app, e->port);
	}
}
