/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/egress.h"

#include <assert.h>
#include <stdlib.h>

#include "app.h"
#include "frame/coalesce.h"
#include "frame/segment.h"
#include "frame/tag.h"
#include "io/io.h"
#include "path/shaping.h"

/* Forms of frames that are waiting to be sent.  When there is no room for those
 * of one more verdict, all of them are sent first. */
#define FORMS_MAX	 (2 * IO_BATCH)
#define FORMS_OF_VERDICT 2 /* with its VLAN's tag, and without */

/* What of a batch may be merged, for all ports together: a batch several times.
 * What finds no room goes out as it came. */
#define MERGE_ROOM   (1024 * 1024)
#define MERGE_FRAMES 160

/* A frame that some ports get with a tag and some without is copied once. */
#define COPY_SIZE (IO_FRAME_MAX + 64)

static_assert(IO_HEADROOM >= VLAN_TAG_SIZE + FRAME_HEADROOM,
	      "what was read can go anywhere, with a tag more");
static_assert(IO_BATCH <= COALESCE_MAX, "a list can be merged");
static_assert(FORMS_MAX + MERGE_FRAMES <= UINT8_MAX + 1, "a form has a number");

/* What one port gets next, by place among the forms.  A list that is full is sent
 * before more is added to it. */
struct list {
	uint8_t n;
	uint8_t form[IO_BATCH];
};

/* A frame of this batch, with its VLAN's tag or without, or some merged; its
 * pieces once somebody needed them: of those last, whether they were bundled. */
struct form {
	const struct frame *frame;
	const struct buf *pieces;
	enum pkt_type pkt_type;
	uint16_t piece_count;
	bool bundled;
};

static_assert(SEGMENT_MAX <= UINT16_MAX, "pieces can be counted");

/**
 * struct egress - What a batch becomes
 * @forms:	The frames that go anywhere, @form_count of them; from FORMS_MAX on
 *		what some were merged into, @merged_count of them
 * @merges:	GSO frames are made for ports that take them
 * @touched:	Ports whose list is not empty
 * @room:	Bytes of pieces, SEGMENT_ROOM_MAX
 * @pieces:	What lies in @room, SEGMENT_MAX
 * @merge_room:	Bytes of GSO frames, MERGE_ROOM
 * @merged:	What lies in @merge_room
 * @copy_room:	Bytes of frames that were copied for another tag, COPY_SIZE each
 * @copies:	What lies in @copy_room
 */
struct egress {
	struct form forms[FORMS_MAX + MERGE_FRAMES];
	size_t form_count;
	bool merges;
	port_no touched[PORT_MAX];
	size_t touched_count;
	struct list lists[PORT_MAX + 1];
	uint8_t *room;
	size_t room_used;
	struct buf *pieces;
	size_t pieces_used;
	uint8_t *merge_room;
	size_t merge_room_used;
	struct frame merged[MERGE_FRAMES];
	size_t merged_count;
	uint8_t *copy_room;
	struct frame copies[FORMS_MAX];
	size_t copy_count;
};

struct egress *egress_new(void)
{
	struct egress *eg = calloc(1, sizeof(*eg));

	if (!eg)
		return NULL;
	eg->room = aligned_alloc(16, SEGMENT_ROOM_MAX);
	eg->pieces = calloc(SEGMENT_MAX, sizeof(*eg->pieces));
	eg->merge_room = aligned_alloc(16, MERGE_ROOM);
	eg->copy_room = malloc(FORMS_MAX * COPY_SIZE);
	if (!eg->room || !eg->pieces || !eg->merge_room || !eg->copy_room) {
		egress_free(eg);
		return NULL;
	}
	return eg;
}

void egress_free(struct egress *eg)
{
	if (!eg)
		return;
	free(eg->room);
	free(eg->pieces);
	free(eg->merge_room);
	free(eg->copy_room);
	free(eg);
}

static uint8_t add_merged(struct egress *eg, const struct frame *f,
			  enum pkt_type pkt_type)
{
	uint8_t form = (uint8_t)(FORMS_MAX + eg->merged_count++);

	eg->forms[form] = (struct form){ .frame = f, .pkt_type = pkt_type };
	return form;
}

/* The list only grows shorter: what is read has not been written over yet. */
static void replace_list(struct egress *eg, struct list *list,
			 const struct coalesced *made, size_t n,
			 struct counters *counters)
{
	for (size_t i = 0; i < n; i++) {
		const struct coalesced *c = &made[i];
		uint8_t form = list->form[c->first];

		if (c->count > 1) {
			form = add_merged(eg, c->frame,
					  eg->forms[form].pkt_type);
			counters->tx_merged += c->count;
			counters->tx_merges++;
		}
		list->form[i] = form;
	}
	list->n = (uint8_t)n;
}

static void merge_list(struct app *app, port_no no)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];
	const struct frame *frames[IO_BATCH];
	struct coalesced made[IO_BATCH];
	size_t room, n;

	for (size_t i = 0; i < list->n; i++)
		frames[i] = eg->forms[list->form[i]].frame;
	room = coalesce_room(frames, list->n);
	if (eg->merge_room_used + room > MERGE_ROOM ||
	    eg->merged_count + list->n / 2 > MERGE_FRAMES)
		return;
	n = coalesce_make(frames, list->n, app->ports[no]->offloads,
			  eg->merge_room + eg->merge_room_used,
			  eg->merged + eg->merged_count, made);
	if (n == list->n)
		return;
	replace_list(eg, list, made, n, &app->bridge->counters[no]);
	eg->merge_room_used += room;
}

/* One port's frames on their way to its driver. */
struct outgoing {
	struct port *port;
	struct counters *counters;
	bool is_shaped;
	struct buf bufs[IO_BATCH];
	size_t n;
};

static void transmit(struct outgoing *out)
{
	if (out->is_shaped)
		shaping_tx(out->port->owner, out->port->no, out->bufs, out->n);
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

static void forget_pieces(struct egress *eg)
{
	for (size_t i = 0; i < FORMS_MAX + eg->merged_count; i++)
		eg->forms[i].pieces = NULL;
	eg->room_used = 0;
	eg->pieces_used = 0;
}

/* When there is no room left, what lies there is sent first. */
static void cut(struct app *app, struct form *form, struct outgoing *out)
{
	struct egress *eg = app->egress;
	size_t room = segment_room(form->frame);
	size_t count = segment_count(form->frame);

	if (eg->room_used + room > SEGMENT_ROOM_MAX ||
	    eg->pieces_used + count > SEGMENT_MAX) {
		send_now(out);
		io_flush(app->io);
		forget_pieces(eg);
	}
	form->pieces = eg->pieces + eg->pieces_used;
	form->piece_count = (uint16_t)segment_make(
		form->frame, form->bundled ? OFFLOAD_ALL : 0,
		eg->room + eg->room_used, eg->pieces + eg->pieces_used);
	eg->room_used += (room + 15) & ~(size_t)15;
	eg->pieces_used += count;
}

/* Apart from the loop that most frames take. */
static __attribute__((noinline)) void
send_pieces(struct app *app, struct form *form, struct outgoing *out)
{
	bool bundled = form->frame->needs & OFFLOAD_UDP_TUNNEL &&
		       (out->port->offloads & OFFLOAD_ALL) == OFFLOAD_ALL;

	if (!form->pieces || form->bundled != bundled) {
		form->bundled = bundled;
		cut(app, form, out);
	}
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

/* Send what is on the list of a port, which is empty then. */
static __attribute__((noinline)) void send_list(struct app *app, port_no no)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];
	struct outgoing out; /* not zeroed: its bufs are many */

	out.port = app->ports[no];
	out.counters = &app->bridge->counters[no];
	out.is_shaped = app->shapers[no];
	out.n = 0;
	assert(list->n <= IO_BATCH);
	if (may_merge(eg, list, out.port))
		merge_list(app, no);
	for (size_t i = 0; i < list->n; i++) {
		struct form *form = &eg->forms[list->form[i]];
		const struct frame *f = form->frame;

		if (f->needs & ~out.port->offloads)
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
	if (eg->room_used || eg->merge_room_used || eg->copy_count)
		io_flush(app->io);
	eg->touched_count = 0;
	eg->form_count = 0;
	eg->room_used = 0;
	eg->pieces_used = 0;
	eg->merge_room_used = 0;
	eg->merged_count = 0;
	eg->copy_count = 0;
}

static uint8_t add_form(struct egress *eg, const struct frame *f,
			enum pkt_type pkt_type)
{
	eg->forms[eg->form_count] =
		(struct form){ .frame = f, .pkt_type = pkt_type };
	return (uint8_t)eg->form_count++;
}

static void list_form(struct app *app, port_no no, uint8_t form)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];

	if (!list->n)
		eg->touched[eg->touched_count++] = no;
	else if (list->n == IO_BATCH)
		send_list(app, no);
	list->form[list->n++] = form;
}

static void add(struct app *app, const struct frame *f, const struct verdict *v,
		const struct portset *ports)
{
	uint8_t form = add_form(app->egress, f, v->pkt_type);

	if (v->reason == REASON_FORWARDED) {
		list_form(app, v->to, form);
		return;
	}
	PORTSET_FOREACH(ports, no)
		list_form(app, no, form);
}

static struct frame *copy(struct egress *eg, const struct frame *f)
{
	struct frame *other = &eg->copies[eg->copy_count];
	uint8_t *room = eg->copy_room + eg->copy_count * COPY_SIZE;

	*other = *f;
	other->data = room + VLAN_TAG_SIZE + FRAME_HEADROOM;
	memcpy(other->data - VNET_HDR_SIZE, f->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + f->len);
	eg->copy_count++;
	return other;
}

/* PCP and DEI stay as they were (802.1Q-2018 6.9.3); without a tag they are 0. */
static void retag(struct frame *f, const struct verdict *v, uint16_t tpid,
		  bool to_tagged)
{
	uint16_t tci = (uint16_t)((f->tci & ~TCI_VID) | v->vid);

	if (!v->tagged && to_tagged)
		tag_push(f, tpid, v->vid);
	else if (v->tagged && !to_tagged)
		tag_pop(f);
	else if (v->tagged && (f->tci != tci || f->tpid != tpid))
		tag_rewrite(f, tpid, tci);
	if (to_tagged && tag_is_old(tpid) && f->gso_size)
		f->needs |= OFFLOAD_OLD_TAG;
}

/* 8.6.4 has been; this is 6.9.2: a VLAN's untagged set gets it without a tag. */
static void add_to_vlan(struct app *app, struct frame *f,
			const struct verdict *v)
{
	const struct vlan *vlan = &app->bridge->vlan[v->vid];
	const uint16_t tpid = vlan_tpid(app->bridge, vlan);
	struct egress *eg = app->egress;
	struct portset tagged, untagged;
	struct frame *other = f;

	if (v->reason == REASON_FORWARDED) {
		retag(f, v, tpid, !portset_has(&vlan->untagged, v->to));
		add(app, f, v, NULL);
		return;
	}
	tagged = untagged = v->flood;
	portset_drop(&tagged, &vlan->untagged);
	portset_keep(&untagged, &vlan->untagged);
	if (!portset_empty(&tagged) && !portset_empty(&untagged))
		other = copy(eg, f);
	if (!portset_empty(&untagged)) {
		retag(other, v, tpid, false);
		add(app, other, v, &untagged);
	}
	if (!portset_empty(&tagged)) {
		retag(f, v, tpid, true);
		add(app, f, v, &tagged);
	}
}

/* What is not written yet is borrowed, and may not be retagged. */
static __attribute__((noinline)) void make_room(struct app *app)
{
	send_all(app);
	io_flush(app->io);
}

void egress_add(struct app *app, struct frame *f, const struct verdict *v)
{
	if (v->reason != REASON_FORWARDED && v->reason != REASON_FLOODED)
		return;
	if (app->egress->form_count > FORMS_MAX - FORMS_OF_VERDICT)
		make_room(app);
	if (v->vid == VLAN_NONE)
		add(app, f, v, &v->flood);
	else
		add_to_vlan(app, f, v);
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
