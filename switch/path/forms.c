/* SPDX-License-Identifier: BSD-2-Clause */
#include "path/forms.h"

#include <assert.h>
#include <stdlib.h>

#include "frame/coalesce.h"
#include "frame/segment.h"
#include "frame/tag.h"

#define COPY_SIZE (IO_FRAME_MAX + 64)

static_assert(IO_HEADROOM >= VLAN_TAG_SIZE + FRAME_HEADROOM,
	      "what was read can go anywhere, with a tag more");
static_assert(COPY_SIZE >= FRAME_HEADROOM + FRAME_SIZE_MAX +
				   TAGS_PUSHED_MAX * VLAN_TAG_SIZE,
	      "any frame can be copied, with all tags");
static_assert(IO_BATCH <= COALESCE_MAX, "a list can be merged");
static_assert(FORMS_MAX + MERGE_FRAMES <= UINT8_MAX + 1, "a form has a number");
static_assert(SEGMENT_MAX <= UINT16_MAX, "pieces can be counted");

bool forms_init(struct forms *forms)
{
	forms->room = aligned_alloc(16, SEGMENT_ROOM_MAX);
	forms->pieces = calloc(SEGMENT_MAX, sizeof(*forms->pieces));
	forms->merge_room = aligned_alloc(16, MERGE_ROOM);
	forms->copy_room = malloc(FORMS_MAX * COPY_SIZE);
	return forms->room && forms->pieces && forms->merge_room &&
	       forms->copy_room;
}

void forms_free(struct forms *forms)
{
	free(forms->room);
	free(forms->pieces);
	free(forms->merge_room);
	free(forms->copy_room);
}

struct frame *forms_copy(struct forms *forms, const struct frame *f)
{
	struct frame *copy = &forms->copies[forms->copy_count];
	uint8_t *room = forms->copy_room + forms->copy_count * COPY_SIZE;

	assert(forms->copy_count < FORMS_MAX);
	*copy = *f;
	copy->data = room + VLAN_TAG_SIZE + FRAME_HEADROOM;
	memcpy(copy->data - VNET_HDR_SIZE, f->data - VNET_HDR_SIZE,
	       VNET_HDR_SIZE + f->len);
	forms->copy_count++;
	return copy;
}

void forms_truncate(struct frame *f, uint32_t len)
{
	f->len = len;
	f->packet_len = len > f->l3 ? len - f->l3 : 0;
	f->needs = 0;
	f->l4 = f->head_len = f->gso_size = 0;
}

struct frame *forms_copy_part(struct forms *forms, const struct frame *f,
			      uint32_t len)
{
	struct frame part = *f;
	struct frame *copy;

	forms_truncate(&part, len);
	copy = forms_copy(forms, &part);
	memset(copy->data - VNET_HDR_SIZE, 0, VNET_HDR_SIZE);
	return copy;
}

/* @first: the form of the first of the frames that it was merged from */
static uint8_t add_merged(struct forms *forms, const struct frame *f,
			  const struct form *first)
{
	uint8_t number = (uint8_t)(FORMS_MAX + forms->merged_count++);

	forms->form[number] = (struct form){ .frame = f,
					     .pkt_type = first->pkt_type,
					     .reason = first->reason };
	return number;
}

/* In place: there are no more results than numbers, so that no number is
 * overwritten before it is read. */
static void renumber(struct forms *forms, uint8_t *numbers,
		     const struct coalesced *made, size_t n, struct counters *c)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t number = numbers[made[i].first];

		if (made[i].count > 1) {
			number = add_merged(forms, made[i].frame,
					    &forms->form[number]);
			c->tx_merged += made[i].count;
			c->tx_merges++;
		}
		numbers[i] = number;
	}
}

size_t forms_merge(struct forms *forms, uint8_t *numbers, size_t n,
		   uint32_t offloads, struct counters *c)
{
	const struct frame *frames[IO_BATCH];
	struct coalesced made[IO_BATCH];
	size_t room, left;

	for (size_t i = 0; i < n; i++)
		frames[i] = forms->form[numbers[i]].frame;
	room = coalesce_room(frames, n);
	if (forms->merge_room_used + room > MERGE_ROOM ||
	    forms->merged_count + n / 2 > MERGE_FRAMES)
		return n;
	left = coalesce_make(frames, n, offloads,
			     forms->merge_room + forms->merge_room_used,
			     forms->merged + forms->merged_count, made);
	if (left == n)
		return n;
	renumber(forms, numbers, made, left, c);
	forms->merge_room_used += room;
	return left;
}

bool forms_cut(struct forms *forms, struct form *form, bool bundled)
{
	size_t room = segment_room(form->frame);
	size_t count = segment_count(form->frame);
	uint8_t *at = forms->room + forms->room_used;
	struct buf *pieces = forms->pieces + forms->pieces_used;

	if (forms->room_used + room > SEGMENT_ROOM_MAX ||
	    forms->pieces_used + count > SEGMENT_MAX)
		return false;
	form->bundled = bundled;
	form->pieces = pieces;
	form->piece_count =
		(uint16_t)segment_make(form->frame, bundled, at, pieces);
	forms->room_used += (room + 15) & ~(size_t)15;
	forms->pieces_used += count;
	return true;
}

void forms_forget_pieces(struct forms *forms)
{
	for (size_t i = 0; i < FORMS_MAX + forms->merged_count; i++)
		forms->form[i].pieces = NULL;
	forms->room_used = 0;
	forms->pieces_used = 0;
}

void forms_clear(struct forms *forms)
{
	forms->count = 0;
	forms->room_used = 0;
	forms->pieces_used = 0;
	forms->merge_room_used = 0;
	forms->merged_count = 0;
	forms->copy_count = 0;
}
