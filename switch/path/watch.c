/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/watch.h"

#include <string.h>

#include "app.h"
#include "capture/pcapng.h"
#include "port/tap.h"

static void find_ports(struct watch *w)
{
	w->in = w->out = (struct portset){ 0 };
	for (size_t i = 0; i < w->n; i++) {
		portset_join(&w->in, capture_in(w->by[i]));
		portset_join(&w->out, capture_out(w->by[i]));
	}
	for (size_t i = 0; i < w->observers_n; i++)
		portset_join(&w->in, &w->observers[i]->in);
}

/* The host behind a tap is named like its port.  Addresses that are only seen in
 * frames have no names: whoever forges one would be named like its owner. */
static void name_host(struct capture *capture, const struct port *port)
{
	const struct tap_config *tap = tap_configured(port);
	struct pcapng_name name = { .name = port->name };

	for (size_t i = 0; tap && i < tap->address_count; i++) {
		const struct prefix *prefix = &tap->addresses[i];

		name.kind = prefix_is_v4(prefix) ? PCAPNG_IPV4 : PCAPNG_IPV6;
		memcpy(name.address, prefix->address, sizeof(name.address));
		capture_name(capture, &name);
	}
	if (!tap || !tap->has_mac)
		return;
	name.kind = PCAPNG_MAC;
	memcpy(name.address, tap->mac.byte, sizeof(tap->mac.byte));
	capture_name(capture, &name);
}

static void tell(const struct app *app, struct capture *capture,
		 const struct port *port)
{
	capture_port(capture, port->no, port->name,
		     app->bridge->port[port->no].settings.alias, app->now_ns);
	/* also of a port that is not captured: its frames cross others */
	name_host(capture, port);
}

void watch_tell(const struct app *app, struct capture *capture)
{
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no])
			tell(app, capture, app->ports[no]);
}

bool watch_add(struct app *app, struct capture *capture)
{
	struct watch *w = &app->watch;

	if (w->n == WATCH_MAX)
		return false;
	w->by[w->n++] = capture;
	watch_tell(app, capture);
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

static void select_port(struct observer *o, const struct port *port)
{
	if (!*o->ports || names_has(o->ports, port->name))
		portset_add(&o->in, port->no);
	else
		portset_del(&o->in, port->no);
}

bool watch_observe(struct app *app, struct observer *o)
{
	struct watch *w = &app->watch;

	if (w->observers_n == WATCH_MAX)
		return false;
	w->observers[w->observers_n++] = o;
	o->in = (struct portset){ 0 };
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (app->ports[no])
			select_port(o, app->ports[no]);
	find_ports(w);
	return true;
}

void watch_unobserve(struct app *app, const struct observer *o)
{
	struct watch *w = &app->watch;

	for (size_t i = 0; i < w->observers_n; i++)
		if (w->observers[i] == o)
			w->observers[i] = w->observers[--w->observers_n];
	find_ports(w);
}

void watch_port(struct app *app, const struct port *port)
{
	struct watch *w = &app->watch;

	for (size_t i = 0; i < w->n; i++)
		tell(app, w->by[i], port);
	for (size_t i = 0; i < w->observers_n; i++)
		select_port(w->observers[i], port);
	find_ports(w);
}

void watch_forget_port(struct app *app, port_no no)
{
	struct watch *w = &app->watch;

	for (size_t i = 0; i < w->n; i++)
		capture_forget_port(w->by[i], no, app->now_ns);
	for (size_t i = 0; i < w->observers_n; i++)
		portset_del(&w->observers[i]->in, no);
	find_ports(w);
}

bool watch_wants(const struct app *app, port_no no)
{
	return portset_has(&app->watch.in, no) ||
	       portset_has(&app->bridge->markers.in, no);
}

void watch_received(struct app *app, const struct frame *f,
		    const struct verdict *v)
{
	const struct watch *w = &app->watch;

	bridge_mark(app->bridge, f, v, app->now_ms);
	for (size_t i = 0; i < w->n; i++)
		if (portset_has(capture_in(w->by[i]), v->in))
			capture_received(w->by[i], f, v, app->now_ns);
	for (size_t i = 0; i < w->observers_n; i++)
		if (portset_has(&w->observers[i]->in, v->in))
			w->observers[i]->received(w->observers[i], f, v);
}

void watch_sent(struct app *app, port_no no, const struct frame *f,
		enum reason reason)
{
	for (size_t i = 0; i < app->watch.n; i++)
		if (portset_has(capture_out(app->watch.by[i]), no))
			capture_sent(app->watch.by[i], no, f, reason,
				     app->now_ns);
}
