/* SPDX-License-Identifier: BSD-2-Clause */
#include "egress.h"

#include <stdlib.h>

#include "app.h"
#include "frame/segment.h"
#include "io/io.h"

/* Frames of this batch that one port gets, by their place in the batch. */
struct list {
	uint8_t n;
	uint8_t frame[IO_BATCH];
};

/* A frame of this batch; the plain form once somebody needed it. */
struct form {
	const struct frame *frame;
	enum cast cast;
	const struct buf *pieces;
	size_t piece_count;
};

/**
 * struct egress - What a batch becomes
 * @forms:	The frames that go anywhere, @form_count of them
 * @touched:	Ports whose list is not empty
 * @room:	Bytes of plain forms, SEGMENT_ROOM_MAX
 * @pieces:	What lies in @room, SEGMENT_MAX
 */
struct egress {
	struct form forms[IO_BATCH];
	size_t form_count;
	port_no touched[PORT_MAX];
	size_t touched_count;
	struct list lists[PORT_MAX + 1];
	uint8_t *room;
	size_t room_used;
	struct buf *pieces;
	size_t pieces_used;
};

struct egress *egress_new(void)
{
	struct egress *eg = calloc(1, sizeof(*eg));

	if (!eg)
		return NULL;
	eg->room = aligned_alloc(16, SEGMENT_ROOM_MAX);
	eg->pieces = calloc(SEGMENT_MAX, sizeof(*eg->pieces));
	if (!eg->room || !eg->pieces) {
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
	if (eg->room_used)
		io_flush(app->io);
	eg->touched_count = 0;
	eg->form_count = 0;
	eg->room_used = 0;
	eg->pieces_used = 0;
}
