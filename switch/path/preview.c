/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/preview.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame/parse.h"
#include "frame/segment.h"
#include "io/io.h"
#include "path/forms.h"
#include "path/headerless.h"
#include "path/retag.h"

#define ROOM_IN_FRONT (VLAN_TAG_SIZE + FRAME_HEADROOM)

/* Room for a frame whose tag may be changed */
struct room {
	_Alignas(16)
		uint8_t bytes[ROOM_IN_FRONT + FRAME_SIZE_MAX + VLAN_TAG_SIZE];
};

const char *preview_tag_word(enum preview_tag tag)
{
	static const char *const words[PREVIEW_TAG_COUNT] = {
		[PREVIEW_TAG_KEPT] = "kept",
		[PREVIEW_TAG_ADDED] = "added",
		[PREVIEW_TAG_REMOVED] = "removed",
		[PREVIEW_TAG_CHANGED] = "changed",
	};

	return words[tag];
}

const char *preview_form_word(enum preview_form form)
{
	static const char *const words[PREVIEW_FORM_COUNT] = {
		[PREVIEW_WHOLE] = "whole",
		[PREVIEW_CSUM] = "checksum",
		[PREVIEW_SEGMENTED] = "segmented",
	};

	return words[form];
}

void preview_receive(const struct port *from, struct frame *f)
{
	headerless_imply(from, f);
	frame_parse(f);
}

static struct frame copy_of(const struct frame *f, struct room *room)
{
	struct frame copy = *f;

	copy.data = room->bytes + ROOM_IN_FRONT;
	memcpy(copy.data - VNET_HDR_SIZE, f->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + f->len);
	return copy;
}

static enum preview_tag set_tag(const struct bridge *br, struct frame *f,
				const struct verdict *v, port_no no)
{
	const struct vlan *vlan = &br->vlan[v->vid];
	const bool to_tagged = !portset_has(&vlan->untagged, no);
	const uint16_t tpid = vlan_tpid(br, vlan);

	if (v->vid == VLAN_NONE || retag_is_done(f, v, tpid, to_tagged))
		return PREVIEW_TAG_KEPT;
	retag(f, v, tpid, to_tagged);
	if (!to_tagged)
		return PREVIEW_TAG_REMOVED;
	return v->tagged ? PREVIEW_TAG_CHANGED : PREVIEW_TAG_ADDED;
}

struct frame preview_frame(const struct app *app, const struct frame *f,
			   const struct verdict *v, port_no no)
{
	static struct room room;
	struct frame copy = copy_of(f, &room);

	set_tag(app->bridge, &copy, v, no);
	return copy;
}

static int cut(const struct frame *f, bool bundled, struct preview *p,
	       struct err *err)
{
	uint8_t *room = aligned_alloc(16, (segment_room(f) + 15) & ~(size_t)15);
	struct buf *pieces = calloc(segment_count(f), sizeof(*pieces));
	int ret = 0;

	if (room && pieces) {
		p->form = f->gso_size ? PREVIEW_SEGMENTED : PREVIEW_CSUM;
		p->frames = (uint32_t)segment_make(f, bundled, room, pieces);
		p->bytes = 0;
		for (size_t i = 0; i < p->frames; i++)
			p->bytes += pieces[i].len;
	} else {
		ret = err_set(err, ENOMEM, "segment a frame");
	}
	free(room);
	free(pieces);
	return ret;
}

int preview_make(const struct app *app, const struct frame *f,
		 const struct verdict *v, port_no no, struct preview *p,
		 struct err *err)
{
	static struct room room;
	const uint32_t offloads = app->ports[no]->offloads;
	struct frame copy = copy_of(f, &room);

	*p = (struct preview){ .frames = 1 };
	p->tag = set_tag(app->bridge, &copy, v, no);
	p->tpid = copy.tpid;
	p->tci = copy.tci;
	p->bytes = copy.len;
	if (!form_is_cut(&copy, offloads))
		return 0;
	return cut(&copy, form_is_bundled(&copy, offloads), p, err);
}

bool preview_is_same(const struct app *app, const struct verdict *v, port_no a,
		     port_no b)
{
	const struct portset *untagged = &app->bridge->vlan[v->vid].untagged;

	return app->ports[a]->offloads == app->ports[b]->offloads &&
	       portset_has(untagged, a) == portset_has(untagged, b);
}

void preview_count(const struct preview *p, enum pkt_type pkt_type,
		   struct counters *c)
{
	c->tx_packets[pkt_type] += p->frames;
	c->tx_bytes += p->bytes;
	if (p->form != PREVIEW_SEGMENTED)
		return;
	c->tx_segmented++;
	c->tx_segments += p->frames;
}
