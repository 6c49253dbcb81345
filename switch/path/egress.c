/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/egress.h"

#include <assert.h>
#include <stdlib.h>

#include "app.h"
#include "io/io.h"
#include "path/forms.h"
#include "path/qdisc_ops.h"
#include "path/retag.h"
#include "path/watch.h"

/* The frames that one port gets next, by number of their forms.  A full list is
 * sent before a form is added to it. */
struct list {
	uint8_t n;
	uint8_t form[IO_BATCH];
};

/**
 * struct egress - The frames of a batch on their way out
 * @merges:	Frames are merged for ports that take GSO frames
 * @listed:	The last frame that is itself on a list, not as a copy: it must
 *		not be changed
 * @touched:	Ports that may have frames on their list, @touched_count of them
 */
struct egress {
	struct forms forms;
	bool merges;
	const struct frame *listed;
	port_no touched[PORT_MAX];
	size_t touched_count;
	struct list lists[PORT_MAX + 1];
};

struct egress *egress_new(void)
{
	struct egress *eg = calloc(1, sizeof(*eg));

	if (eg && !forms_init(&eg->forms)) {
		egress_free(eg);
		return NULL;
	}
	return eg;
}

void egress_free(struct egress *eg)
{
	if (!eg)
		return;
	forms_free(&eg->forms);
	free(eg);
}

/* Frames of one port that are passed to its driver or discipline together */
struct outgoing {
	struct port *port;
	struct counters *counters;
	struct qdisc *qdisc;
	struct buf bufs[IO_BATCH];
	size_t n;
};

static void transmit(struct outgoing *out)
{
	if (out->qdisc)
		out->qdisc->ops->tx(out->qdisc, out->bufs, out->n);
	else
		out->port->ops->tx(out->port, out->bufs, out->n);
}

static void send_now(struct outgoing *out)
{
	if (out->n)
		transmit(out);
	out->n = 0;
}

static void send_one(struct outgoing *out, struct buf buf,
		     enum pkt_type pkt_type)
{
	out->counters->tx_packets[pkt_type]++;
	out->counters->tx_bytes += buf.len;
	out->bufs[out->n++] = buf;
	if (out->n == IO_BATCH)
		send_now(out);
}

/* If there is no room for the segments, those in it are sent first.  There is
 * room for those of any one frame: see frame_parse(). */
static void cut(struct app *app, struct form *form, bool bundled,
		struct outgoing *out)
{
	struct forms *forms = &app->egress->forms;
	bool is_cut = forms_cut(forms, form, bundled);

	if (is_cut)
		return;
	send_now(out);
	io_flush(app->io);
	forms_forget_pieces(forms);
	is_cut = forms_cut(forms, form, bundled);
	assert(is_cut);
	(void)is_cut;
}

/* Not inlined, as most frames do not need it. */
static __attribute__((noinline)) void
send_pieces(struct app *app, struct form *form, struct outgoing *out)
{
	bool bundled = form_is_bundled(form->frame, out->port->offloads);

	if (!form->pieces || form->bundled != bundled)
		cut(app, form, bundled, out);
	if (form->frame->gso_size) {
		out->counters->tx_segmented++;
		out->counters->tx_segments += form->piece_count;
	}
	for (size_t i = 0; i < form->piece_count; i++)
		send_one(out, form->pieces[i], form->pkt_type);
}

static bool may_merge(const struct egress *eg, const struct list *list,
		      const struct port *port)
{
	return eg->merges && list->n > 1 &&
	       port->offloads & (OFFLOAD_TSO4 | OFFLOAD_TSO6);
}

/* Except for a monitor, which gets frames as they were */
static __attribute__((noinline)) void merge(struct app *app, port_no no)
{
	struct list *list = &app->egress->lists[no];

	if (portset_has(&app->bridge->mirrors.monitors, no))
		return;
	list->n = (uint8_t)forms_merge(&app->egress->forms, list->form, list->n,
				       app->ports[no]->offloads,
				       &app->bridge->counters[no]);
}

static __attribute__((noinline)) void watch_list(struct app *app, port_no no)
{
	const struct egress *eg = app->egress;
	const struct list *list = &eg->lists[no];

	for (size_t i = 0; i < list->n; i++) {
		const struct form *form = &eg->forms.form[list->form[i]];

		watch_sent(app, no, form->frame, (enum reason)form->reason);
	}
}

/* Sends a port's list and empties it. */
static __attribute__((noinline)) void send_list(struct app *app, port_no no)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];
	const uint32_t offloads = app->ports[no]->offloads;
	struct outgoing out; /* not initialised as a whole: bufs is large */

	if (may_merge(eg, list, app->ports[no]))
		merge(app, no);
	out.port = app->ports[no];
	out.counters = &app->bridge->counters[no];
	out.qdisc = app->qdiscs[no];
	out.n = 0;
	assert(list->n <= IO_BATCH);
	if (portset_has(&app->watch.out, no))
		watch_list(app, no);
	for (size_t i = 0; i < list->n; i++) {
		struct form *form = &eg->forms.form[list->form[i]];
		const struct frame *f = form->frame;

		if (form_is_cut(f, offloads))
			send_pieces(app, form, &out);
		else
			send_one(&out, (struct buf){ f->data, f->len },
				 form->pkt_type);
	}
	list->n = 0;
	send_now(&out);
}

static void send_all(struct app *app)
{
	struct egress *eg = app->egress;

	for (size_t i = 0; i < eg->touched_count; i++)
		send_list(app, eg->touched[i]);
	if (forms_use_memory(&eg->forms))
		io_flush(app->io);
	forms_clear(&eg->forms);
	eg->listed = NULL;
	eg->touched_count = 0;
}

static void append(struct list *list, uint8_t form)
{
	list->form[list->n++] = form;
}

static __attribute__((noinline)) void send_and_list(struct app *app, port_no no,
						    uint8_t form)
{
	send_list(app, no);
	append(&app->egress->lists[no], form);
}

static inline void list_form(struct app *app, port_no no, uint8_t form)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];

	/* One test for the usual case: neither empty nor full. */
	if (list->n % IO_BATCH == 0) {
		if (list->n) {
			send_and_list(app, no, form);
			return;
		}
		eg->touched[eg->touched_count++] = no;
	}
	append(list, form);
}

/* The port of the lowest bit in a word of a set */
static port_no lowest_port(unsigned int word, uint64_t left)
{
	return (port_no)(word * 64 + (unsigned int)__builtin_ctzll(left));
}

/* PORTSET_FOREACH() would take some ten instructions more for each port. */
static __attribute__((noinline)) void
list_flooded(struct app *app, const struct portset *ports, uint8_t form)
{
	for (unsigned int i = 0; i < PORTSET_WORDS; i++)
		for (uint64_t left = ports->word[i]; left; left &= left - 1)
			list_form(app, lowest_port(i, left), form);
}

static void add(struct app *app, const struct frame *f, const struct verdict *v,
		const struct portset *ports)
{
	uint8_t form = forms_add(&app->egress->forms, f, v);

	if (v->reason == REASON_FORWARDED)
		list_form(app, v->to, form);
	else
		list_flooded(app, ports, form);
}

/* Returns the frame with the tag that it is to leave with, or without a tag.
 * The frame is changed in place unless a port gets it unchanged: because it is
 * on a list already, or will be put on one next (@keep). */
static const struct frame *form_of(struct egress *eg, struct frame *f,
				   const struct verdict *v, uint16_t tpid,
				   bool to_tagged, bool keep)
{
	struct frame *copy;

	if (!retag_is_done(f, v, tpid, to_tagged)) {
		if (keep || eg->listed == f) {
			copy = forms_copy(&eg->forms, f);
			retag(copy, v, tpid, to_tagged);
			return copy;
		}
		retag(f, v, tpid, to_tagged);
	}
	eg->listed = f;
	return f;
}

/* 6.9.2: the ports of the VLAN's untagged set send it without a tag.  decide()
 * has done the egress filtering (8.6.4). */
static void add_to_vlan(struct app *app, struct frame *f,
			const struct verdict *v)
{
	const struct vlan *vlan = &app->bridge->vlan[v->vid];
	const uint16_t tpid = vlan_tpid(app->bridge, vlan);
	struct egress *eg = app->egress;
	struct portset tagged, untagged;
	bool any_tagged, any_untagged;

	if (v->reason == REASON_FORWARDED) {
		bool to_tagged = !portset_has(&vlan->untagged, v->to);

		add(app, form_of(eg, f, v, tpid, to_tagged, false), v, NULL);
		return;
	}
	tagged = untagged = v->flood;
	portset_drop(&tagged, &vlan->untagged);
	portset_keep(&untagged, &vlan->untagged);
	any_tagged = !portset_empty(&tagged);
	any_untagged = !portset_empty(&untagged);
	if (any_untagged)
		add(app, form_of(eg, f, v, tpid, false, any_tagged), v,
		    &untagged);
	if (any_tagged)
		add(app, form_of(eg, f, v, tpid, true, false), v, &tagged);
}

/* The frame may be on a list already, and egress_add() may change it in place:
 * so all that was passed to drivers must be written before. */
static __attribute__((noinline)) void
send_all_and_add(struct app *app, struct frame *f, const struct verdict *v)
{
	send_all(app);
	io_flush(app->io);
	egress_add(app, f, v);
}

void egress_add(struct app *app, struct frame *f, const struct verdict *v)
{
	if (v->reason != REASON_FORWARDED && v->reason != REASON_FLOODED)
		return;
	if (!forms_have_room(&app->egress->forms)) {
		send_all_and_add(app, f, v);
		return;
	}
	if (v->vid == VLAN_NONE) {
		app->egress->listed = f;
		add(app, f, v, &v->flood);
	} else {
		add_to_vlan(app, f, v);
	}
}

void egress_reserve(struct app *app, size_t forms)
{
	if (app->egress->forms.count + forms <= FORMS_MAX)
		return;
	send_all(app);
	io_flush(app->io);
}

uint8_t egress_next_form(const struct app *app)
{
	return (uint8_t)app->egress->forms.count;
}

const struct frame *egress_form(const struct app *app, uint8_t form)
{
	return app->egress->forms.form[form].frame;
}

void egress_hold(struct app *app, const struct frame *f,
		 const struct verdict *v)
{
	app->egress->listed = f;
	forms_add(&app->egress->forms, f, v);
}

static void push_tag(const struct bridge *br, struct frame *f, vlan_id vid)
{
	struct verdict v;

	v.vid = vid;
	v.tagged = false;
	retag(f, &v, vlan_tpid(br, &br->vlan[vid]), true);
}

void egress_copy(struct app *app, const struct frame *f,
		 const struct verdict *v, uint32_t len, vlan_id vid)
{
	struct forms *forms = &app->egress->forms;
	struct frame *copy = len < f->len ? forms_copy_part(forms, f, len)
					  : forms_copy(forms, f);

	if (vid != VLAN_NONE)
		push_tag(app->bridge, copy, vid);
	forms_add(forms, copy, v);
}

void egress_list(struct app *app, uint8_t form, port_no to)
{
	list_form(app, to, form);
}

void egress_merge(struct app *app)
{
	app->egress->merges = true;
}

void egress_flush(struct app *app)
{
	send_all(app);
	app->egress->merges = false;
}
