/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/mirror.h"

#include <assert.h>

#include "app.h"
#include "path/egress.h"
#include "path/forms.h"

/* Of each form in which a frame leaves, every mirror may need a copy of its
 * own. */
static_assert(FORMS_OF_VERDICT * (1 + MIRRORS_MAX) <= FORMS_MAX,
	      "there is room for all copies of a frame");

/**
 * struct seen - A frame at a port that may be watched
 * @direction:	Whether @no has received it or sends it
 * @vid:	VLAN in which it is
 * @is_held:	It has a form, @form
 * @copied:	Bits of the mirrors, by number, that have a form of their own,
 *		@copy: made once, though several ports may send the frame
 */
struct seen {
	const struct frame *frame;
	const struct verdict *verdict;
	enum mirror_direction direction;
	port_no no;
	vlan_id vid;
	bool is_held;
	uint8_t form;
	uint32_t copied;
	uint8_t copy[MIRRORS_MAX];
};

static_assert(MIRRORS_MAX <= 32, "a mirror has a bit");

static bool is_truncated(const struct mirror *m, const struct frame *f)
{
	return m->snaplen && f->len > m->snaplen;
}

static bool is_too_long(const struct app *app, const struct mirror *m,
			const struct frame *f, port_no no)
{
	struct frame copy;
	struct verdict v;

	v.vid = m->to_vid;
	v.tagged = false;
	if (!is_truncated(m, f))
		return verdict_excess(app->bridge, f, &v, no);
	copy = *f;
	forms_truncate(&copy, m->snaplen);
	return verdict_excess(app->bridge, &copy, &v, no);
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

static uint8_t copy_for(struct app *app, size_t i, struct seen *s)
{
	const struct mirror *m = app->bridge->mirrors.by[i];
	const struct frame *f = s->frame;

	if (!(s->copied >> i & 1)) {
		s->copy[i] = egress_next_form(app);
		egress_copy(app, f, s->verdict,
			    is_truncated(m, f) ? m->snaplen : f->len,
			    m->to_vid);
	}
	s->copied |= 1u << i;
	return s->copy[i];
}

/* Sends a copy to a port, or counts that it cannot be sent. */
static void copy_to(struct app *app, size_t i, struct seen *s, port_no no)
{
	struct mirror *m = app->bridge->mirrors.by[i];
	const bool is_changed =
		m->to_vid != VLAN_NONE || is_truncated(m, s->frame);

	if (!port_state_sends(app->bridge->port[no].state)) {
		m->missed[MIRROR_MISS_PORT_DOWN]++;
		return;
	}
	if (is_too_long(app, m, s->frame, no)) {
		m->missed[MIRROR_MISS_MTU_EXCEEDED]++;
		return;
	}
	m->copies++;
	app->bridge->counters[s->no].mirrored++;
	egress_list(app, is_changed ? copy_for(app, i, s) : whole(app, s), no);
}

/* The tagged members of the VLAN that forward, but for the port that is
 * watched; none while VLANs are off */
static struct portset members_for(const struct bridge *br, vlan_id vid,
				  port_no watched)
{
	const struct vlan *vlan = &br->vlan[vid];
	struct portset ports = { 0 };

	if (!br->vlan_filtering)
		return ports;
	PORTSET_FOREACH(&vlan->members, no)
		if (no != watched && !portset_has(&vlan->untagged, no) &&
		    br->port[no].state == PORT_STATE_FORWARDING)
			portset_add(&ports, no);
	return ports;
}

static void copy_into_vlan(struct app *app, size_t i, struct seen *s)
{
	struct mirror *m = app->bridge->mirrors.by[i];
	const struct portset ports = members_for(app->bridge, m->to_vid, s->no);

	if (portset_empty(&ports))
		m->missed[MIRROR_MISS_NO_PORT]++;
	PORTSET_FOREACH(&ports, no)
		copy_to(app, i, s, no);
}

static void copy(struct app *app, size_t i, struct seen *s)
{
	struct mirror *m = app->bridge->mirrors.by[i];

	if (m->to_vid != VLAN_NONE)
		copy_into_vlan(app, i, s);
	else if (m->monitor != PORT_NONE)
		copy_to(app, i, s, m->monitor);
	else
		m->missed[MIRROR_MISS_NO_PORT]++;
}

/* Whether a VLAN is for copies: its frames are not copied into such a VLAN
 * again, or switches could send them round for ever. */
static bool is_for_copies(const struct bridge *br, vlan_id vid)
{
	return vid != VLAN_NONE && (br->vlan[vid].remote_span ||
				    mirrors_send_to(&br->mirrors, vid));
}

static void show(struct app *app, struct seen *s)
{
	const struct mirrors *mirrors = &app->bridge->mirrors;

	for (size_t i = 0; i < mirrors->n; i++) {
		struct mirror *m = mirrors->by[i];

		if (m->to_vid != VLAN_NONE &&
		    is_for_copies(app->bridge, s->vid))
			continue;
		if (mirror_wants(mirrors, m, s->direction, s->no, s->vid,
				 s->frame))
			copy(app, i, s);
	}
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
	egress_reserve(app,
		       1 + mirrors_at(&app->bridge->mirrors, MIRROR_IN, v->in));
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
	struct portset watched;

	if (!ports) {
		show(app, &s);
		return;
	}
	watched = *ports;
	portset_keep(&watched, &app->bridge->mirrors.out);
	PORTSET_FOREACH(&watched, no) {
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

/* How many forms a frame has, with the copies that may be made of them; 0 if
 * none is made as it leaves */
static size_t forms_of(const struct mirrors *mirrors, const struct verdict *v)
{
	if (v->reason == REASON_FORWARDED && portset_has(&mirrors->out, v->to))
		return 1 + mirrors_at(mirrors, MIRROR_OUT, v->to);
	if (v->reason == REASON_FLOODED &&
	    portset_meets(&mirrors->out, &v->flood))
		return FORMS_OF_VERDICT *
		       (1 + mirrors_at(mirrors, MIRROR_OUT, PORT_NONE));
	return 0;
}

void mirror_add(struct app *app, struct frame *f, const struct verdict *v)
{
	const size_t forms = forms_of(&app->bridge->mirrors, v);
	uint8_t first;

	if (!forms) {
		egress_add(app, f, v);
		return;
	}
	egress_reserve(app, forms);
	first = egress_next_form(app);
	egress_add(app, f, v);
	show_sent(app, first, v);
}
