/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/marker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"

#define SECOND_MS 1000

struct marker *marker_new(const char *name)
{
	struct marker *m = calloc(1, sizeof(*m));

	if (m)
		snprintf(m->name, sizeof(m->name), "%s", name);
	return m;
}

void marker_free(struct marker *m)
{
	if (!m)
		return;
	filter_free(&m->filter);
	free(m);
}

bool marker_equal(const struct marker *a, const struct marker *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->ports, b->ports) &&
	       filter_equal(&a->filter, &b->filter);
}

void marker_reset(struct marker *m)
{
	m->frames = 0;
	m->bytes = 0;
	m->unreported = 0;
}

struct marker *markers_find(const struct markers *markers, const char *name)
{
	for (size_t i = 0; i < markers->n; i++)
		if (!strcmp(markers->by[i]->name, name))
			return markers->by[i];
	return NULL;
}

static void find_ports(struct markers *markers)
{
	markers->in = (struct portset){ 0 };
	for (size_t i = 0; i < markers->n; i++)
		portset_join(&markers->in, &markers->by[i]->selected);
}

void markers_free(struct markers *markers)
{
	while (markers->n)
		marker_free(markers->by[--markers->n]);
}

static void select_port(struct marker *m, port_no no, const char *name)
{
	if (!*m->ports || names_has(m->ports, name))
		portset_add(&m->selected, no);
	else
		portset_del(&m->selected, no);
}

bool bridge_add_marker(struct bridge *br, struct marker *m)
{
	struct markers *markers = &br->markers;

	if (markers->n == MARKERS_MAX)
		return false;
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (br->port[no].exists)
			select_port(m, no, br->events.name[no]);
	markers->by[markers->n++] = m;
	find_ports(markers);
	event_of_text(&br->events, EVENT_MARKER_ADDED, m->name);
	return true;
}

void bridge_take_marker(struct bridge *br, struct marker *m)
{
	struct markers *markers = &br->markers;
	size_t i = 0;

	while (markers->by[i] != m)
		i++;
	for (markers->n--; i < markers->n; i++)
		markers->by[i] = markers->by[i + 1];
	find_ports(markers);
	event_of_text(&br->events, EVENT_MARKER_REMOVED, m->name);
}

void markers_name_port(struct markers *markers, port_no no, const char *name)
{
	for (size_t i = 0; i < markers->n; i++)
		select_port(markers->by[i], no, name);
	find_ports(markers);
}

static bool selects(const struct marker *m, const struct frame *f, port_no in)
{
	return portset_has(&m->selected, in) && filter_has(&m->filter, f);
}

/* Whether it may write an event in this second */
static bool may_write_event(struct marker *m, int64_t now_ms)
{
	if (now_ms - m->second_ms >= SECOND_MS) {
		m->second_ms = now_ms;
		m->events = 0;
	}
	return m->events < MARKER_EVENTS_PER_S;
}

static void write_event(struct bridge *br, struct marker *m,
			const struct frame *f, const struct verdict *v)
{
	struct event e = { .kind = EVENT_MARKER,
			   .port = v->in,
			   .vid = v->vid,
			   .value = v->reason,
			   .excess = m->unreported };

	if (f->error == FRAME_OK)
		e.mac = f->src;
	snprintf(e.text, sizeof(e.text), "%s", m->name);
	event_add(&br->events, &e);
	m->events++;
	m->unreported = 0;
}

void bridge_mark(struct bridge *br, const struct frame *f,
		 const struct verdict *v, int64_t now_ms)
{
	for (size_t i = 0; i < br->markers.n; i++) {
		struct marker *m = br->markers.by[i];

		if (!selects(m, f, v->in))
			continue;
		m->frames++;
		m->bytes += f->len;
		m->last_ms = now_ms;
		m->unreported++;
		if (may_write_event(m, now_ms))
			write_event(br, m, f, v);
	}
}
