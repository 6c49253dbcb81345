/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The forms in which the frames of a batch leave: with a tag or without, whole or
 * in pieces, alone or merged with others.
 *
 * Each is made at most once, for all ports that get it.  The memory is taken when
 * the switch starts; what is made in it stays there until forms_clear().
 */
#ifndef PATH_FORMS_H
#define PATH_FORMS_H

#include "core/decide.h"
#include "io/io.h"

/* When there is no room for the forms of one more verdict, all lists are sent.  Of
 * the forms of a verdict each may be a copy. */
#define FORMS_MAX	 (2 * IO_BATCH)
#define FORMS_OF_VERDICT 2		/* with its VLAN's tag, and without */

/* What may be merged, for all ports together: a batch several times.  What finds
 * no room leaves as it came. */
#define MERGE_ROOM	(1024 * 1024)
#define MERGE_FRAMES	160

/**
 * struct form - One of them
 * @pieces:	What it was cut to, @piece_count of them; NULL until then
 * @bundled:	Of these: the pieces of a UDP tunnel are in bundles
 */
struct form {
	const struct frame *frame;
	const struct buf *pieces;
	enum pkt_type pkt_type;
	uint16_t piece_count;
	bool bundled;
};

/**
 * struct forms - All of them
 * @form:	The frames that go anywhere, @count of them; from FORMS_MAX on what
 *		some were merged into, @merged_count of them
 * @room:	Bytes of pieces, SEGMENT_ROOM_MAX
 * @pieces:	What lies in @room, SEGMENT_MAX
 * @merge_room:	Bytes of GSO frames, MERGE_ROOM
 * @merged:	What lies in @merge_room
 * @copy_room:	Bytes of frames that were copied for another tag
 * @copies:	What lies in @copy_room
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

/** forms_init() - Return: false when memory is short; forms_free() is next */
bool forms_init(struct forms *forms);
void forms_free(struct forms *forms);

/** forms_have_room() - For those of one more verdict */
static inline bool forms_have_room(const struct forms *forms)
{
	return forms->count <= FORMS_MAX - FORMS_OF_VERDICT;
}

/** forms_add() - One more; returns its number */
static inline uint8_t forms_add(struct forms *forms, const struct frame *f,
				enum pkt_type pkt_type)
{
	forms->form[forms->count] =
		(struct form){ .frame = f, .pkt_type = pkt_type };
	return (uint8_t)forms->count++;
}

/** forms_copy() - The same frame elsewhere, where it may be changed */
struct frame *forms_copy(struct forms *forms, const struct frame *f);

/**
 * forms_merge() - Make GSO frames of those that a port gets
 * @numbers:	@n of them, IO_BATCH at most; of fewer forms afterwards
 * @c:		That port's
 *
 * Return: how many there are then
 */
size_t forms_merge(struct forms *forms, uint8_t *numbers, size_t n,
		   uint32_t offloads, struct counters *c);

/**
 * forms_cut() - Make the pieces of one
 *
 * Return: false when there is no room left: see forms_forget_pieces()
 */
bool forms_cut(struct forms *forms, struct form *form, bool bundled);

/** forms_forget_pieces() - Make room for others; io_flush() comes before it */
void forms_forget_pieces(struct forms *forms);

/**
 * forms_use_memory() - Whether the bytes of some lie in this memory
 *
 * If so, io_flush() comes before forms_clear(): until then drivers borrow them.
 */
static inline bool forms_use_memory(const struct forms *forms)
{
	return forms->room_used || forms->merge_room_used || forms->copy_count;
}

/** forms_clear() - All were sent; begin anew */
void forms_clear(struct forms *forms);

#endif /* PATH_FORMS_H */
