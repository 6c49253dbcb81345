/* SPDX-License-Identifier: BSD-2-Clause */
#include "egress.h"

#include <assert.h>
#include <stdlib.h>

#include "app.h"
#include "frame/coalesce.h"
#include "frame/segment.h"
#include "io/io.h"

/* What of a batch may be merged, for all ports together: a batch several times.
 * What finds no room goes out as it came. */
#define MERGE_ROOM   (1024 * 1024)
#define MERGE_FRAMES 160

static_assert(IO_BATCH <= COALESCE_MAX, "a list can be merged");
static_assert(IO_BATCH + MERGE_FRAMES <= UINT8_MAX + 1, "a form has a number");

/* Frames of this batch that one port gets, by their place among the forms. */
struct list {
	uint8_t n;
	uint8_t frame[IO_BATCH];
};

/* A frame of this batch, or some merged; the plain form once somebody needed
 * it. */
struct form {
	const struct frame *frame;
	enum cast cast;
	const struct buf *pieces;
	size_t piece_count;
};

/**
 * struct egress - What a batch becomes
 * @forms:	The frames that go anywhere, and what some were merged into;
 *		@form_count of them
 * @touched:	Ports whose list is not empty
 * @room:	Bytes of plain forms, SEGMENT_ROOM_MAX
 * @pieces:	What lies in @room, SEGMENT_MAX
 * @merge_room:	Bytes of superframes, MERGE_ROOM
 * @merged:	What lies in @merge_room
 */
struct egress {
	struct form forms[IO_BATCH + MERGE_FRAMES];
	size_t form_count;
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
};

struct egress *egress_new(void)
{
	struct egress *eg = calloc(1, sizeof(*eg));

	if (!eg)
		return NULL;
	eg->room = aligned_alloc(16, SEGMENT_ROOM_MAX);
	eg->pieces = calloc(SEGMENT_MAX, sizeof(*eg->pieces));
	eg->merge_room = aligned_alloc(16, MERGE_ROOM);
	if (!eg->room || !eg->pieces || !eg->merge_room) {
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
	free(eg);
}

static void note(struct egress *eg, port_no no, uint8_t form)
{
	struct list *list = &eg->lists[no];

	if (!list->n)
		eg->touched[eg->touched_count++] = no;
	list->frame[list->n++] = form;
}

void egress_add(struct egress *eg, const struct frame *f,
		const struct verdict *v)
{
	uint8_t form = (uint8_t)eg->form_count;

	if (v->reason != REASON_FORWARDED && v->reason != REASON_FLOODED)
		return;
	eg->forms[eg->form_count++] = (struct form){ f, v->cast, NULL, 0 };
	if (v->reason == REASON_FORWARDED) {
		note(eg, v->to, form);
		return;
	}
	PORTSET_FOREACH(&v->flood, no)
		note(eg, no, form);
}

static uint8_t add_merged(struct egress *eg, const struct coalesced *c,
			  enum cast cast)
{
	eg->forms[eg->form_count] = (struct form){ c->frame, cast, NULL, 0 };
	eg->merged_count++;
	return (uint8_t)eg->form_count++;
}

/* The list grows shorter: who is read has not been written over yet. */
static void replace_list(struct egress *eg, struct list *list,
			 const struct coalesced *made, size_t n,
			 struct counters *counters)
{
	for (size_t i = 0; i < n; i++) {
		const struct coalesced *c = &made[i];
		uint8_t form = list->frame[c->first];

		if (c->count > 1) {
			form = add_merged(eg, c, eg->forms[form].cast);
			counters->tx_merged += c->count;
			counters->tx_merges++;
		}
		list->frame[i] = form;
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
		frames[i] = eg->forms[list->frame[i]].frame;
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

void egress_merge(struct app *app)
{
	struct egress *eg = app->egress;

	for (size_t i = 0; i < eg->touched_count; i++) {
		port_no no = eg->touched[i];

		if (eg->lists[no].n > 1 &&
		    app->ports[no]->offloads & (OFFLOAD_TSO4 | OFFLOAD_TSO6))
			merge_list(app, no);
	}
}

/* One port's frames on their way to its driver. */
struct outgoing {
	struct port *port;
	struct counters *counters;
	struct buf bufs[IO_BATCH];
	size_t n;
};

static void send_now(struct outgoing *out)
{
	if (out->n)
		out->port->ops->tx(out->port, out->bufs, out->n);
	out->n = 0;
}

static void send_one(struct outgoing *out, struct buf buf, enum cast cast)
{
	out->counters->tx_packets[cast]++;
	out->counters->tx_bytes += buf.len;
	out->bufs[out->n++] = buf;
	if (out->n == IO_BATCH)
		send_now(out);
}

static void forget_plain_forms(struct egress *eg)
{
	for (size_t i = 0; i < eg->form_count; i++)
		eg->forms[i].pieces = NULL;
	eg->room_used = 0;
	eg->pieces_used = 0;
}

/* When there is no room left, what lies there is sent first. */
static void make_plain(struct app *app, struct form *form, struct outgoing *out)
{
	struct egress *eg = app->egress;
	size_t room = segment_room(form->frame);
	size_t count = segment_count(form->frame);

	if (eg->room_used + room > SEGMENT_ROOM_MAX ||
	    eg->pieces_used + count > SEGMENT_MAX) {
		send_now(out);
		io_flush(app->io);
		forget_plain_forms(eg);
	}
	form->pieces = eg->pieces + eg->pieces_used;
	form->piece_count = segment_make(form->frame, eg->room + eg->room_used,
					 eg->pieces + eg->pieces_used);
	eg->room_used += (room + 15) & ~(size_t)15;
	eg->pieces_used += count;
}

static void send_plain(struct app *app, struct form *form, struct outgoing *out)
{
	if (!form->pieces)
		make_plain(app, form, out);
	if (form->frame->needs & ~OFFLOAD_CSUM) {
		out->counters->tx_segmented++;
		out->counters->tx_segments += form->piece_count;
	}
	for (size_t i = 0; i < form->piece_count; i++)
		send_one(out, form->pieces[i], form->cast);
}

static void visit(struct app *app, port_no no)
{
	struct egress *eg = app->egress;
	struct list *list = &eg->lists[no];
	struct outgoing out; /* not zeroed: its bufs are many */

	out.port = app->ports[no];
	out.counters = &app->bridge->counters[no];
	out.n = 0;
	for (size_t i = 0; i < list->n; i++) {
		struct form *form = &eg->forms[list->frame[i]];
		const struct frame *f = form->frame;

		if (f->needs & ~out.port->offloads)
			send_plain(app, form, &out);
		else
			send_one(&out, (struct buf){ f->data, f->len },
				 form->cast);
	}
	list->n = 0;
	send_now(&out);
}

void egress_flush(struct app *app)
{
	struct egress *eg = app->egress;

	for (size_t i = 0; i < eg->touched_count; i++)
		visit(app, eg->touched[i]);
	if (eg->room_used || eg->merge_room_used)
		io_flush(app->io);
	eg->touched_count = 0;
	eg->form_count = 0;
	eg->room_used = 0;
	eg->pieces_used = 0;
	eg->merge_room_used = 0;
	eg->merged_count = 0;
}
