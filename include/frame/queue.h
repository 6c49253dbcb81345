/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A queue of frames, first in, first out, limited in bytes and in time.
 *
 * Owner:   frame_queue_new() allocates all memory.  Frames are copied into the
 *          queue, and are not moved until frame_queue_pop().
 * Time:    the caller passes it.  A frame that has waited for too long stays
 *          until the caller drops it: see frame_queue_late_ms().
 */
#ifndef FRAME_QUEUE_H
#define FRAME_QUEUE_H

#include "frame/frame.h"

#define FRAME_QUEUE_ANY_TIME	UINT32_MAX

struct frame_queue;

/**
 * frame_queue_new() - Make an empty queue
 * @bytes:	Size of the queue; each frame takes 48 to 63 bytes more than its
 *		length
 * @max_ms:	How long a frame may wait, or FRAME_QUEUE_ANY_TIME
 *
 * Return: the queue, or NULL if memory is short
 */
struct frame_queue *frame_queue_new(uint32_t bytes, uint32_t max_ms);

/** frame_queue_free() - Free a queue and the frames in it; @q may be NULL */
void frame_queue_free(struct frame_queue *q);

/** frame_queue_has_limits() - Whether the queue was made with these limits */
bool frame_queue_has_limits(const struct frame_queue *q, uint32_t bytes,
			    uint32_t max_ms);

/** frame_queue_count() - Number of frames in the queue */
size_t frame_queue_count(const struct frame_queue *q);

/** frame_queue_bytes() - Total length of these frames, without overhead */
size_t frame_queue_bytes(const struct frame_queue *q);

/**
 * frame_queue_add() - Append a copy of a frame
 * @frame:	The frame; the virtio-net header in front is copied, too
 * @own:	The switch originated the frame
 *
 * Return: false if there is no room
 */
bool frame_queue_add(struct frame_queue *q, struct buf frame, bool own,
		     int64_t now_ms);

/**
 * frame_queue_peek() - Get the oldest frames, which stay in the queue
 * @frames:	Array of @most, to be filled with consecutive frames that the
 *		switch all originated, or all did not
 * @own:	Set to whether it originated them
 *
 * Return: the number of frames; 0 only if the queue is empty
 */
size_t frame_queue_peek(const struct frame_queue *q, struct buf *frames,
			size_t most, bool *own);

/**
 * frame_queue_late_ms() - When the oldest frame is to be dropped; the queue is
 * not empty
 */
int64_t frame_queue_late_ms(const struct frame_queue *q);

/** frame_queue_pop() - Remove the oldest frame; the queue is not empty */
void frame_queue_pop(struct frame_queue *q);

/**
 * frame_queue_move() - Move all frames to an empty queue with other limits
 *
 * The time for which a frame has waited already is kept.
 *
 * Return: the number of frames dropped because they had no room
 */
size_t frame_queue_move(struct frame_queue *to, struct frame_queue *from);

#endif /* FRAME_QUEUE_H */
