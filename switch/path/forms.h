/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The forms in which the frames of a batch leave: with or without a tag, whole
 * or segmented, alone or merged with others.
 *
 * Each form is made at most once, for all ports that need it.  The memory is
 * allocated when the switch starts; forms stay valid until forms_clear().
 */
#ifndef PATH_FORMS_H
#define PATH_FORMS_H

#include "core/decide.h"
#include "io/io.h"

/* All lists are sent when there is no room for the forms of another verdict.
 * Each form of a verdict may be a copy of the frame. */
#define FORMS_MAX	 (2 * IO_BATCH)
#define FORMS_OF_VERDICT 2		/* with the VLAN's tag, and without */

/* Room for merged frames of all ports: enough for several times a batch.
 * Frames for which there is no room leave unmerged. */
#define MERGE_ROOM	(1024 * 1024)
#define MERGE_FRAMES	160

/**
 * struct form - One form of a frame
 * @frame:	The frame, with this form's tag
 * @pieces:	The segments that it was cut into, @piece_count of them; NULL
 *		until then
 * @reason:	What became of the frame: forwarded or flooded
 * @bundled:	The segments of a UDP tunnel are in bundles
 */
struct form {
	const struct frame *frame;
	const struct buf *pieces;
	enum pkt_type pkt_type;
	uint16_t piece_count;
	uint8_t reason;
	bool bundled;
};

/**
 * struct forms - The forms of a batch
 * @form:	The forms by number: frames of the batch, @count of them; from
 *		FORMS_MAX on merged frames, @merged_count of them
 * @room:	Memory for segments, SEGMENT_ROOM_MAX bytes
 * @pieces:	Segments in @room, SEGMENT_MAX at most
 * @merge_room:	Memory for merged frames, MERGE_ROOM bytes
 * @merged:	Frames in @merge_room
 * @copy_room:	Memory for frames that were copied to change their tag
 * @copies:	Frames in @copy_room
 */
struct forms {
	struct form form[FORMS_MAX + MERGE_FRAMES];
	size_t count;
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

/** form_is_cut() - Whether a frame needs work that the port's peer cannot do */
static inline bool form_is_cut(const struct frame *f, uint32_t offloads)
{
	return f->needs & ~offloads;
}

/** form_is_bundled() - Whether its segments are then sent in bundles */
static inline bool form_is_bundled(const struct frame *f, uint32_t offloads)
{
	return f->needs & OFFLOAD_UDP_TUNNEL &&
	       (offloads & OFFLOAD_ALL) == OFFLOAD_ALL;
}

/**
 * forms_init() - Allocate the memory
 *
 * Return: false when memory is short; forms_free() must be called even then
 */
bool forms_init(struct forms *forms);
void forms_free(struct forms *forms);

/** forms_have_room() - Whether the forms of another verdict fit */
static inline bool forms_have_room(const struct forms *forms)
{
	return forms->count <= FORMS_MAX - FORMS_OF_VERDICT;
}

/** forms_add() - Add a form of a frame; returns its number */
static inline uint8_t forms_add(struct forms *forms, const struct frame *f,
				const struct verdict *v)
{
	forms->form[forms->count] =
		(struct form){ .frame = f,
			       .pkt_type = v->pkt_type,
			       .reason = (uint8_t)v->reason };
	return (uint8_t)forms->count++;
}

/** forms_copy() - Copy a frame to change its tag; at most FORMS_MAX copies */
struct frame *forms_copy(struct forms *forms, const struct frame *f);

/** forms_truncate() - Cut a frame to its first bytes, without its offloads */
void forms_truncate(struct frame *f, uint32_t len);

/**
 * forms_copy_part() - Copy the first bytes of a frame
 * @len:	Less than the frame has
 *
 * The copy has an empty virtio-net header.  Counts as one of forms_copy().
 */
struct frame *forms_copy_part(struct forms *forms, const struct frame *f,
			      uint32_t len);

/**
 * forms_merge() - Merge the frames of a port's list into GSO frames
 * @numbers:	In: numbers of @n forms, IO_BATCH at most.  Out: those of the
 *		resulting forms
 * @offloads:	Offloads of the port
 * @c:		Counters of the port
 *
 * Return: the number of resulting forms, at most @n
 */
size_t forms_merge(struct forms *forms, uint8_t *numbers, size_t n,
		   uint32_t offloads, struct counters *c);

/**
 * forms_cut() - Cut a form into segments
 *
 * Return: false if there is no room; see forms_forget_pieces()
 */
bool forms_cut(struct forms *forms, struct form *form, bool bundled);

/** forms_forget_pieces() - Discard all segments; call io_flush() before */
void forms_forget_pieces(struct forms *forms);

/**
 * forms_use_memory() - Whether any segment, merged frame or copy was made
 *
 * If so, io_flush() must be called before forms_clear(), as drivers borrow
 * their memory until then.
 */
static inline bool forms_use_memory(const struct forms *forms)
{
	return forms->room_used || forms->merge_room_used || forms->copy_count;
}

/** forms_clear() - Discard all forms, after they were sent */
void forms_clear(struct forms *forms);

#endif /* PATH_FORMS_H */
