/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/match.h"

#include <stdlib.h>
#include <string.h>

#include "port/listener.h"
#include "ports.h"

/** struct index - Ports that may be kept, sorted by name */
struct index {
	struct port *port[PORT_MAX];
	size_t n;
};

static int by_name(const void *a, const void *b)
{
	const struct port *const *first = a, *const *second = b;

	return strcmp((*first)->name, (*second)->name);
}

static void sort(const struct app *app, struct index *index)
{
	index->n = 0;
	for (struct port *p = NULL; (p = app_next_port(app, p));)
		if (!p->listener)
			index->port[index->n++] = p;
	qsort(index->port, index->n, sizeof(index->port[0]), by_name);
}

static struct port *find(const struct index *index, const struct port *wanted)
{
	struct port *const *found = bsearch(&wanted, index->port, index->n,
					    sizeof(index->port[0]), by_name);

	return found ? *found : NULL;
}

static bool take(struct config_match *m, const struct port *wanted,
		 struct port *live)
{
	enum port_likeness likeness;

	if (portset_has(&m->kept, live->no))
		return false;
	likeness = port_compare(live, wanted);
	if (likeness == PORT_OTHER)
		return false;
	m->live[wanted->no] = live;
	m->likeness[wanted->no] = likeness;
	portset_add(&m->kept, live->no);
	return true;
}

static void match_renamed(const struct index *index, const struct port *wanted,
			  struct config_match *m)
{
	for (size_t i = 0; i < index->n; i++)
		if (take(m, wanted, index->port[i]))
			return;
}

void config_match(const struct app *wanted, const struct app *app,
		  struct config_match *m)
{
	struct index index;
	struct port *live;

	sort(app, &index);
	for (struct port *p = NULL; (p = app_next_port(wanted, p));) {
		live = find(&index, p);
		if (live)
			take(m, p, live);
	}
	for (struct port *p = NULL; (p = app_next_port(wanted, p));)
		if (!m->live[p->no])
			match_renamed(&index, p, m);
}

static bool is_same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
	return a && b && address_is_same(&a->address, &b->address);
}

bool config_port_conflicts(const struct port *port,
			   const struct config_need *need)
{
	return (need->name && !strcmp(port->name, need->name)) ||
	       is_same_endpoint(port_endpoint(port), need->endpoint);
}

bool config_listener_conflicts(const struct listener *l,
			       const struct config_need *need)
{
	return is_same_endpoint(&l->endpoint, need->endpoint);
}

/**
 * struct translation - A set of wanted ports, and the set of the running ports
 * that match them.  Kept for the next VLAN, which often has the same ports.
 */
struct translation {
	struct portset from;
	struct portset to;
};

static void translate(struct translation *t, const struct portset *from,
		      const struct config_match *m)
{
	if (!memcmp(from, &t->from, sizeof(*from)))
		return;
	t->from = *from;
	t->to = (struct portset){ 0 };
	PORTSET_FOREACH(from, no)
		if (m->live[no])
			portset_add(&t->to, m->live[no]->no);
}

static void note_difference(struct translation *t, const struct portset *wanted,
			    const struct portset *is,
			    const struct config_match *m, struct portset *moved)
{
	translate(t, wanted, m);
	for (size_t i = 0; i < PORTSET_WORDS; i++)
		moved->word[i] |= t->to.word[i] ^ is->word[i];
}

void config_moved_ports(const struct bridge *wanted, const struct bridge *br,
			const struct config_match *m,
			const struct portset *ours, struct portset *moved)
{
	struct translation members = { 0 }, untagged = { 0 };

	*moved = (struct portset){ 0 };
	for (vlan_id vid = 1; vid <= VLAN_MAX; vid++) {
		const struct vlan *from = &wanted->vlan[vid];
		const struct vlan *to = &br->vlan[vid];

		if (!vlan_exists(from) && !vlan_exists(to))
			continue;
		note_difference(&members, &from->members, &to->members, m,
				moved);
		note_difference(&untagged, &from->untagged, &to->untagged, m,
				moved);
	}
	for (port_no no = 1; no <= PORT_MAX; no++)
		if (m->live[no] &&
		    wanted->port[no].pvid != br->port[m->live[no]->no].pvid)
			portset_add(moved, m->live[no]->no);
	portset_keep(moved, ours);
}
