/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/watch.h"

#include "app.h"

static void find_ports(struct watch *w)
{
	w->in = w->out = (struct portset){ 0 };
	for (size_t i = 0; i < w->n; i++) {
		portset_join(&w->in, capture_in(w->by[i]));
		portset_join(&w->out, capture_out(w->by[i]));
	}
}

static void tell(const struct app *app, struct capture *capture,
		 const struct port *port)
{
	capture_port(capture, port->no, port->name,
		     app->bridge->port[port->no].settings.alias, app->now_ns);
}

bool watch_add(struct app *app, struct capture *capture)
{
	struct watch *w = &app->watch;

	if (w->n == WATCH_MAX)
		return false;
	w->by[w->n++] = capture;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no])
			tell(app, capture, app->ports[no]);
	find_ports(w);
	return true;
}

void watch_remove(struct app *app, struct capture *capture)
{
	struct watch *w = &app->watch;

	for (size_t i = 0; i < w->n; i++)
		if (w->by[i] == capture)
			w->by[i] = w->by[--w->n];
	find_ports(w);
}

void watch_port(struct app *app, const struct port *port)
{
	for (size_t i = 0; i < app->watch.n; i++)
		tell(app, app->watch.by[i], port);
	find_ports(&app->watch);
}

void watch_forget_port(struct app *app, port_no no)
{
	for (size_t i = 0; i < app->watch.n; i++)
		capture_forget_port(app->watch.by[i], no, app->now_ns);
	find_ports(&app->watch);
}

bool watch_wants(const struct app *app, port_no no)
{
	return portset_has(&app->watch.in, no) ||
	       portset_has(&app->bridge->markers.in, no);
}

void watch_received(struct app *app, const struct frame *f,
		    const struct verdict *v)
{
	bridge_mark(app->bridge, f, v, app->now_ms);
	for (size_t i = 0; i < app->watch.n; i++)
		if (portset_has(capture_in(app->watch.by[i]), v->in))
			capture_received(app->watch.by[i], f, v, app->now_ns);
}

void watch_sent(struct app *app, port_no no, const struct frame *f,
		enum reason reason)
{
	for (size_t i = 0; i < app->watch.n; i++)
		if (portset_has(capture_out(app->watch.by[i]), no))
			capture_sent(app->watch.by[i], no, f, reason,
				     app->now_ns);
}
