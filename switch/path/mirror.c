/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/mirror.h"

#include <assert.h>

#include "app.h"
#include "path/egress.h"
#include "path/forms.h"

/* A frame has a form in which it came and those in which it leaves.  Of each,
 * every mirror may need a copy of its own. */
#define FORMS_OF_FRAME (1 + FORMS_OF_VERDICT)
#define FORMS_WITH(n)  (FORMS_OF_FRAME * (1 + (n)))

static_assert(FORMS_WITH(MIRRORS_MAX) <= FORMS_MAX,
	      "there is room for all copies of a frame");

/**
 * struct seen - A frame at a port that may be watched
 * @direction:	Whether @no has received it or sends it
 * @vid:	VLAN in which it is
 * @is_held:	It has a form, @form
 * @truncated:	Bits of the mirrors, by number, that have a copy of their own,
 *		@part: made once, though several ports may send the frame
 */
struct seen {
	const struct frame *frame;
	const struct verdict *verdict;
	enum mirror_direction direction;
	port_no no;
	vlan_id vid;
	bool is_held;
	uint8_t form;
	uint32_t truncated;
	uint8_t part[MIRRORS_MAX];
};

static_assert(MIRRORS_MAX <= 32, "a mirror has a bit");

static bool is_truncated(const struct mirror *m, const struct frame *f)
{
	return m->snaplen && f->len > m->snaplen;
}

static bool is_too_long(const struct app *app, const struct mirror *m,
			const struct frame *f)
{
	struct frame copy = *f;
	struct verdict v;

	v.vid = VLAN_NONE;
	v.tagged = false;
	if (is_truncated(m, f))
		forms_truncate(&copy, m->snaplen);
	return verdict_excess(app->bridge, &copy, &v, m->monitor);
}

/* Why no copy can be sent; MIRROR_MISS_COUNT if one can */
static enum mirror_miss why_not(const struct app *app, const struct mirror *m,
				const struct frame *f)
{
	if (m->monitor == PORT_NONE)
		return MIRROR_MISS_NO_PORT;
	if (!port_state_sends(app->bridge->port[m->monitor].state))
		return MIRROR_MISS_PORT_DOWN;
	return is_too_long(app, m, f) ? MIRROR_MISS_MTU_EXCEEDED
				      : MIRROR_MISS_COUNT;
}

static uint8_t whole(struct app *app, struct seen *s)
{
	if (!s->is_held) {
		s->form = egress_next_form(app);
		egress_hold(app, s->frame, s->verdict);
	}
	s->is_held = true;
	return s->form;
}

static uint8_t part_for(struct app *app, size_t i, struct seen *s)
{
	if (!(s->truncated >> i & 1)) {
		s->part[i] = egress_next_form(app);
		egress_truncate(app, s->frame, s->verdict,
				app->bridge->mirrors.by[i]->snaplen);
	}
	s->truncated |= 1u << i;
	return s->part[i];
}

static void copy(struct app *app, size_t i, struct seen *s)
{
	struct mirror *m = app->bridge->mirrors.by[i];
	const enum mirror_miss why = why_not(app, m, s->frame);

	if (why != MIRROR_MISS_COUNT) {
		m->missed[why]++;
		return;
	}
	m->copies++;
	app->bridge->counters[s->no].mirrored++;
	egress_list(app,
		    is_truncated(m, s->frame) ? part_for(app, i, s)
					      : whole(app, s),
		    m->monitor);
}

static void show(struct app *app, struct seen *s)
{
	const struct mirrors *mirrors = &app->bridge->mirrors;

	for (size_t i = 0; i < mirrors->n; i++)
		if (mirror_wants(mirrors, mirrors->by[i], s->direction, s->no,
				 s->vid, s->frame))
			copy(app, i, s);
}

void mirror_received(struct app *app, const struct frame *f,
		     const struct verdict *v)
{
	struct seen s = {
		.frame = f,
		.verdict = v,
		.direction = MIRROR_IN,
		.no = v->in,
	};

	if (f->error != FRAME_OK)
		return;
	egress_reserve(app, FORMS_WITH(app->bridge->mirrors.n));
	/* A frame that is dropped early has no VLAN in its verdict. */
	s.vid = bridge_vlan_of(app->bridge, f, v->in);
	show(app, &s);
}

/* @ports: the ports that send this form; NULL for that of the verdict */
static void show_form(struct app *app, uint8_t form, const struct verdict *v,
		      const struct portset *ports)
{
	struct seen s = {
		.frame = egress_form(app, form),
		.verdict = v,
		.direction = MIRROR_OUT,
		.no = v->to,
		.vid = v->vid,
		.is_held = true,
		.form = form,
	};

	if (!ports) {
		show(app, &s);
		return;
	}
	PORTSET_FOREACH(ports, no) {
		s.no = no;
		show(app, &s);
	}
}

/* The forms of a flooded frame are in the order in which egress_add() lists
 * them: first that of the VLAN's untagged ports, if there are any. */
static void show_flooded(struct app *app, uint8_t form, const struct verdict *v)
{
	struct portset untagged = app->bridge->vlan[v->vid].untagged;
	struct portset tagged = v->flood;

	portset_keep(&untagged, &v->flood);
	portset_drop(&tagged, &untagged);
	if (!portset_empty(&untagged))
		show_form(app, form++, v, &untagged);
	if (!portset_empty(&tagged))
		show_form(app, form, v, &tagged);
}

static void show_sent(struct app *app, uint8_t form, const struct verdict *v)
{
	if (v->reason == REASON_FORWARDED)
		show_form(app, form, v, NULL);
	else if (v->reason == REASON_FLOODED)
		show_flooded(app, form, v);
}

void mirror_add(struct app *app, struct frame *f, const struct verdict *v)
{
	const uint8_t first = egress_next_form(app);

	egress_add(app, f, v);
	show_sent(app, first, v);
}
