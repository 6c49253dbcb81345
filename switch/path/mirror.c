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
 * struct explanation - Copies that are listed, and not made
 * @form:	Number of the form that is copied
 * @ret:	What mirror_account_add() returned
 */
struct explanation {
	const struct app *app;
	struct mirror_account *account;
	unsigned int form;
	int ret;
	struct err *err;
};

/**
 * struct seen - A frame at a port that may be watched
 * @app:	The switch that makes copies; NULL if they are only listed
 * @listed:	The list; NULL if copies are made
 * @direction:	Whether @no has received the frame or sends it
 * @vid:	VLAN in which it is
 * @is_held:	It has a form, @form
 * @copied:	Bits of the mirrors, by number, that have a form of their own,
 *		@copy: made once, though several ports may send the frame
 */
struct seen {
	struct app *app;
	struct explanation *listed;
	struct bridge *bridge;
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

/* What is copied: the frame, or its first bytes in @truncated */
static const struct frame *
part_of(const struct mirror *m, const struct frame *f, struct frame *truncated)
{
	if (!is_truncated(m, f))
		return f;
	*truncated = *f;
	forms_truncate(truncated, m->snaplen);
	return truncated;
}

static bool is_too_long(const struct bridge *br, const struct mirror *m,
			const struct frame *part, port_no no)
{
	struct verdict v;

	v.vid = m->to_vid;
	v.tagged = false;
	return verdict_excess(br, part, &v, no);
}

static uint8_t whole(struct seen *s)
{
	if (!s->is_held) {
		s->form = egress_next_form(s->app);
		egress_hold(s->app, s->frame, s->verdict);
	}
	s->is_held = true;
	return s->form;
}

static uint8_t copy_for(size_t i, struct seen *s)
{
	const struct mirror *m = s->bridge->mirrors.by[i];
	const struct frame *f = s->frame;

	if (!(s->copied >> i & 1)) {
		s->copy[i] = egress_next_form(s->app);
		egress_copy(s->app, f, s->verdict,
			    is_truncated(m, f) ? m->snaplen : f->len,
			    m->to_vid);
	}
	s->copied |= 1u << i;
	return s->copy[i];
}

static void make(size_t i, struct seen *s, port_no no)
{
	struct mirror *m = s->bridge->mirrors.by[i];
	const bool is_changed =
		m->to_vid != VLAN_NONE || is_truncated(m, s->frame);

	m->copies++;
	s->bridge->counters[s->no].mirrored++;
	egress_list(s->app, is_changed ? copy_for(i, s) : whole(s), no);
}

/* Not inlined, as copies are seldom listed. */
static __attribute__((noinline)) void list(size_t i, const struct seen *s,
					   port_no no, enum mirror_miss missed)
{
	const struct mirror *m = s->bridge->mirrors.by[i];
	struct explanation *listed = s->listed;
	struct frame truncated;

	if (listed->ret)
		return;
	listed->ret = mirror_account_add(listed->account, listed->app,
					 &(struct mirror_copy){
						 .mirror = m,
						 .direction = s->direction,
						 .form = listed->form,
						 .port = s->no,
						 .to = no,
						 .missed = missed,
					 },
					 part_of(m, s->frame, &truncated),
					 listed->err);
}

static void miss(size_t i, const struct seen *s, port_no no,
		 enum mirror_miss why)
{
	if (s->listed)
		list(i, s, no, why);
	else
		s->bridge->mirrors.by[i]->missed[why]++;
}

/* Sends a copy to a port, or counts that it cannot be sent. */
static void copy_to(size_t i, struct seen *s, port_no no)
{
	const struct mirror *m = s->bridge->mirrors.by[i];
	struct frame truncated;

	if (!port_state_sends(s->bridge->port[no].state))
		miss(i, s, no, MIRROR_MISS_PORT_DOWN);
	else if (is_too_long(s->bridge, m, part_of(m, s->frame, &truncated),
			     no))
		miss(i, s, no, MIRROR_MISS_MTU_EXCEEDED);
	else if (s->listed)
		list(i, s, no, MIRROR_MISS_NONE);
	else
		make(i, s, no);
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

static void copy_into_vlan(size_t i, struct seen *s)
{
	const struct portset ports =
		members_for(s->bridge, s->bridge->mirrors.by[i]->to_vid, s->no);

	if (portset_empty(&ports))
		miss(i, s, PORT_NONE, MIRROR_MISS_NO_PORT);
	PORTSET_FOREACH(&ports, no)
		copy_to(i, s, no);
}

static void copy(size_t i, struct seen *s)
{
	const struct mirror *m = s->bridge->mirrors.by[i];

	if (m->to_vid != VLAN_NONE)
		copy_into_vlan(i, s);
	else if (m->monitor != PORT_NONE)
		copy_to(i, s, m->monitor);
	else
		miss(i, s, PORT_NONE, MIRROR_MISS_NO_PORT);
}

/* Whether a VLAN is for copies: its frames are not copied into such a VLAN
 * again, or switches could send them round for ever. */
static bool is_for_copies(const struct bridge *br, vlan_id vid)
{
	return vid != VLAN_NONE && (br->vlan[vid].remote_span ||
				    mirrors_send_to(&br->mirrors, vid));
}

static void show(struct seen *s)
{
	const struct mirrors *mirrors = &s->bridge->mirrors;

	for (size_t i = 0; i < mirrors->n; i++) {
		struct mirror *m = mirrors->by[i];
		uint64_t *frames =
			s->listed ? &s->listed->account->frames[i] : &m->frames;

		if (m->to_vid != VLAN_NONE && is_for_copies(s->bridge, s->vid))
			continue;
		if (mirror_wants(mirrors, m, s->direction, s->no, s->vid,
				 s->frame, frames))
			copy(i, s);
	}
}

static void show_received(struct seen *s, const struct frame *f,
			  const struct verdict *v)
{
	s->frame = f;
	s->verdict = v;
	s->direction = MIRROR_IN;
	s->no = v->in;
	/* A frame that is dropped early has no VLAN in its verdict. */
	s->vid = bridge_vlan_of(s->bridge, f, v->in);
	show(s);
}

void mirror_received(struct app *app, const struct frame *f,
		     const struct verdict *v)
{
	struct seen s = { .app = app, .bridge = app->bridge };

	if (f->error != FRAME_OK)
		return;
	egress_reserve(app,
		       1 + mirrors_at(&app->bridge->mirrors, MIRROR_IN, v->in));
	show_received(&s, f, v);
}

/* A form of a frame that is sent, as it leaves by one of its ports: that which
 * egress_add() has made; a preview of it if copies are only listed */
static void take_form(struct seen *s, uint8_t form, port_no no)
{
	static struct frame leaving;

	if (s->listed) {
		leaving =
			preview_frame(s->listed->app, s->frame, s->verdict, no);
		s->frame = &leaving;
		s->listed->form++;
		return;
	}
	s->frame = egress_form(s->app, form);
	s->is_held = true;
	s->form = form;
}

/* @ports: the ports that send this form; NULL for that of the verdict */
static void show_form(const struct seen *sent, uint8_t form,
		      const struct portset *ports)
{
	struct seen s = *sent;
	struct portset watched;

	take_form(&s, form, ports ? portset_next(ports, 1) : s.no);
	if (!ports) {
		show(&s);
		return;
	}
	watched = *ports;
	portset_keep(&watched, &s.bridge->mirrors.out);
	PORTSET_FOREACH(&watched, no) {
		s.no = no;
		show(&s);
	}
}

/* The forms of a flooded frame are in the order in which egress_add() lists
 * them: first that of the VLAN's untagged ports, if there are any. */
static void show_flooded(const struct seen *sent, uint8_t form)
{
	const struct verdict *v = sent->verdict;
	struct portset untagged = sent->bridge->vlan[v->vid].untagged;
	struct portset tagged = v->flood;

	portset_keep(&untagged, &v->flood);
	portset_drop(&tagged, &untagged);
	if (!portset_empty(&untagged))
		show_form(sent, form++, &untagged);
	if (!portset_empty(&tagged))
		show_form(sent, form, &tagged);
}

/* @form: the first form of the frame */
static void show_sent(struct seen *s, uint8_t form, const struct frame *f,
		      const struct verdict *v)
{
	s->frame = f;
	s->verdict = v;
	s->direction = MIRROR_OUT;
	s->no = v->to;
	s->vid = v->vid;
	if (v->reason == REASON_FORWARDED)
		show_form(s, form, NULL);
	else if (v->reason == REASON_FLOODED)
		show_flooded(s, form);
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
	struct seen s = { .app = app, .bridge = app->bridge };
	uint8_t first;

	if (!forms) {
		egress_add(app, f, v);
		return;
	}
	egress_reserve(app, forms);
	first = egress_next_form(app);
	egress_add(app, f, v);
	show_sent(&s, first, f, v);
}

int mirror_explain(const struct app *app, const struct frame *f,
		   const struct verdict *v, struct mirror_account *account,
		   struct err *err)
{
	struct explanation listed = {
		.app = app,
		.account = account,
		.err = err,
	};
	struct seen received = { .listed = &listed, .bridge = app->bridge };
	struct seen sent = received;

	mirror_account_begin(account, &app->bridge->mirrors);
	if (f->error != FRAME_OK)
		return 0;
	show_received(&received, f, v);
	show_sent(&sent, 0, f, v);
	return listed.ret;
}
