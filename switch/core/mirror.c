/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/mirror.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mirror_direction_word(enum mirror_direction direction)
{
	switch (direction) {
	case MIRROR_IN:
		return "in";
	case MIRROR_OUT:
		return "out";
	case MIRROR_BOTH:
		break;
	}
	return "both";
}

static const struct {
	const char *word, *help;
} misses[MIRROR_MISS_COUNT] = {
#define X(name, word, help) [MIRROR_MISS_##name] = { word, help },
	MIRROR_MISSES(X)
#undef X
};

const char *mirror_miss_word(enum mirror_miss miss)
{
	return misses[miss].word;
}

const char *mirror_miss_help(enum mirror_miss miss)
{
	return misses[miss].help;
}

struct mirror *mirror_new(const char *name)
{
	struct mirror *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	snprintf(m->name, sizeof(m->name), "%s", name);
	snprintf(m->ports, sizeof(m->ports), "%s", MIRROR_ALL);
	m->direction = MIRROR_BOTH;
	m->every = 1;
	return m;
}

void mirror_free(struct mirror *m)
{
	if (!m)
		return;
	filter_free(&m->filter);
	free(m);
}

bool mirror_equal(const struct mirror *a, const struct mirror *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->ports, b->ports) &&
	       a->in_vlans == b->in_vlans && vids_equal(&a->vids, &b->vids) &&
	       a->direction == b->direction && !strcmp(a->to, b->to) &&
	       a->to_vid == b->to_vid && a->snaplen == b->snaplen &&
	       a->every == b->every && a->ingress == b->ingress &&
	       filter_equal(&a->filter, &b->filter);
}

void mirror_reset(struct mirror *m)
{
	m->frames = 0;
	m->copies = 0;
	memset(m->missed, 0, sizeof(m->missed));
}

struct mirror *mirrors_find(const struct mirrors *mirrors, const char *name)
{
	for (size_t i = 0; i < mirrors->n; i++)
		if (!strcmp(mirrors->by[i]->name, name))
			return mirrors->by[i];
	return NULL;
}

static bool copies_all(const struct mirror *m)
{
	return !strcmp(m->ports, MIRROR_ALL);
}

/* Whether a port is one of its sources by name, not only by a pattern */
static bool names_source(const struct mirror *m, const char *name)
{
	const char *list = m->ports;
	char part[NAMES_SIZE];

	if (copies_all(m))
		return false;
	while (names_next(&list, part))
		if (!names_is_pattern(part) && names_has(part, name))
			return true;
	return false;
}

bool mirror_names_copies(const struct mirror *m, const struct mirror *other)
{
	if (other->to_vid == VLAN_NONE)
		return names_source(m, other->to);
	return m->to_vid != VLAN_NONE && m->in_vlans &&
	       vids_has(&m->vids, other->to_vid);
}

const struct mirror *mirrors_conflict(const struct mirrors *mirrors,
				      const struct mirror *m)
{
	if (mirror_names_copies(m, m))
		return m;
	for (size_t i = 0; i < mirrors->n; i++) {
		const struct mirror *other = mirrors->by[i];

		if (mirror_names_copies(other, m) ||
		    mirror_names_copies(m, other))
			return other;
	}
	return NULL;
}

const char *mirror_conflict_format(const struct mirror *m,
				   const struct mirror *other,
				   char text[MIRROR_CONFLICT_SIZE])
{
	const bool is_source = mirror_names_copies(m, other);
	const struct mirror *target = is_source ? other : m;
	char to[PORT_NAME_SIZE + sizeof("port \"\"")];

	if (target->to_vid == VLAN_NONE)
		snprintf(to, sizeof(to), "port \"%s\"", target->to);
	else
		snprintf(to, sizeof(to), "VLAN %u", target->to_vid);
	if (other == m)
		snprintf(text, MIRROR_CONFLICT_SIZE,
			 "%s cannot be mirrored to itself", to);
	else if (is_source)
		snprintf(text, MIRROR_CONFLICT_SIZE,
			 "%s gets the copies of mirror \"%s\", so it cannot "
			 "be a source",
			 to, other->name);
	else
		snprintf(text, MIRROR_CONFLICT_SIZE,
			 "%s is a source of mirror \"%s\", so it cannot get "
			 "copies",
			 to, other->name);
	return text;
}

void mirrors_free(struct mirrors *mirrors)
{
	while (mirrors->n)
		mirror_free(mirrors->by[--mirrors->n]);
}

bool mirrors_send_to(const struct mirrors *mirrors, vlan_id vid)
{
	for (size_t i = 0; vid != VLAN_NONE && i < mirrors->n; i++)
		if (mirrors->by[i]->to_vid == vid)
			return true;
	return false;
}

bool mirrors_add(struct mirrors *mirrors, struct mirror *m)
{
	if (mirrors->n == MIRRORS_MAX)
		return false;
	mirrors->by[mirrors->n++] = m;
	return true;
}

void mirrors_take(struct mirrors *mirrors, struct mirror *m)
{
	size_t i = 0;

	while (mirrors->by[i] != m)
		i++;
	for (mirrors->n--; i < mirrors->n; i++)
		mirrors->by[i] = mirrors->by[i + 1];
}

void mirror_name_port(struct mirror *m, port_no no, const char *name)
{
	if (name && names_has(m->ports, name))
		portset_add(&m->selected, no);
	else
		portset_del(&m->selected, no);
	if (name && !strcmp(m->to, name))
		m->monitor = no;
	else if (m->monitor == no)
		m->monitor = PORT_NONE;
}

/* Of all ports: whatever number one gets later */
static void add_sources(const struct mirror *m, struct portset *ports)
{
	if (copies_all(m))
		memset(ports, 0xff, sizeof(*ports));
	else
		portset_join(ports, &m->selected);
}

/* To be called when the monitors are known, which are no sources. */
static void find_sources(struct mirrors *mirrors)
{
	mirrors->in = mirrors->out = (struct portset){ 0 };
	for (size_t i = 0; i < mirrors->n; i++) {
		const struct mirror *m = mirrors->by[i];

		if (m->direction & MIRROR_IN)
			add_sources(m, &mirrors->in);
		if (m->direction & MIRROR_OUT)
			add_sources(m, &mirrors->out);
	}
	portset_drop(&mirrors->in, &mirrors->monitors);
	portset_drop(&mirrors->out, &mirrors->monitors);
	mirrors->any_out = !portset_empty(&mirrors->out);
}

struct portset mirrors_update(struct mirrors *mirrors)
{
	struct portset forwarding = { 0 }, changed = mirrors->silent;

	mirrors->monitors = (struct portset){ 0 };
	for (size_t i = 0; i < mirrors->n; i++) {
		const struct mirror *m = mirrors->by[i];

		if (m->monitor == PORT_NONE)
			continue;
		portset_add(&mirrors->monitors, m->monitor);
		if (m->ingress)
			portset_add(&forwarding, m->monitor);
	}
	find_sources(mirrors);
	mirrors->silent = mirrors->monitors;
	portset_drop(&mirrors->silent, &forwarding);
	for (size_t i = 0; i < PORTSET_WORDS; i++)
		changed.word[i] ^= mirrors->silent.word[i];
	return changed;
}

static bool has_source(const struct mirror *m, port_no no)
{
	return copies_all(m) || portset_has(&m->selected, no);
}

size_t mirrors_at(const struct mirrors *mirrors,
		  enum mirror_direction direction, port_no no)
{
	size_t n = 0;

	for (size_t i = 0; i < mirrors->n; i++)
		n += mirrors->by[i]->direction & direction &&
		     (no == PORT_NONE || has_source(mirrors->by[i], no));
	return n;
}

static bool watches(const struct mirrors *mirrors, const struct mirror *m,
		    port_no no, vlan_id vid)
{
	return !portset_has(&mirrors->monitors, no) && has_source(m, no) &&
	       (!m->in_vlans || vids_has(&m->vids, vid));
}

bool mirror_wants(const struct mirrors *mirrors, const struct mirror *m,
		  enum mirror_direction direction, port_no no, vlan_id vid,
		  const struct frame *f, uint64_t *frames)
{
	if (!(m->direction & direction) || !watches(mirrors, m, no, vid) ||
	    !filter_has(&m->filter, f))
		return false;
	return ++*frames % m->every == 0;
}
