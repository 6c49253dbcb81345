/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames that wait: first in, first out, bounded by bytes and by time.
 *
 * Owner:   frame_queue_new() takes all the memory there will be.  Frames are
 *          copied in, and where they lie they stay until frame_queue_pop().
 * Time:    comes in.  A frame that has waited too long stays until the caller drops
 *          it: see frame_queue_late_ms().
 */
#ifndef FRAME_QUEUE_H
#define FRAME_QUEUE_H

#include "frame/frame.h"

#define FRAME_QUEUE_ANY_TIME	UINT32_MAX

struct frame_queue;

/**
 * frame_queue_new() - An empty queue
 * @bytes:	That may wait; every frame takes some 50 more
 * @max_ms:	That a frame may wait, or FRAME_QUEUE_ANY_TIME
 *
 * Return: the queue, or NULL when memory is short
 */
struct frame_queue *frame_queue_new(uint32_t bytes, uint32_t max_ms);

/** frame_queue_free() - Takes NULL; what waits is gone */
void frame_queue_free(struct frame_queue *q);

/** frame_queue_is() - Whether it was made with these */
bool frame_queue_is(const struct frame_queue *q, uint32_t bytes,
		    uint32_t max_ms);

/** frame_queue_count() - Frames in it */
size_t frame_queue_count(const struct frame_queue *q);

/** frame_queue_bytes() - Bytes of these frames */
size_t frame_queue_bytes(const struct frame_queue *q);

/**
 * frame_queue_add() - A frame, with its virtio-net header in front, has to wait
 * @own:	The switch has made it
 *
 * Return: false when there is no room
 */
bool frame_queue_add(struct frame_queue *q, struct buf frame, bool own,
		     int64_t now_ms);

/**
 * frame_queue_peek() - The frames that are next
 * @frames:	@most of them
 * @own:	Whether the switch has made all of these, or none
 *
 * Return: how many of @frames are filled; 0 only if there is none
 */
size_t frame_queue_peek(const struct frame_queue *q, struct buf *frames,
			size_t most, bool *own);

/** frame_queue_late_ms() - When the first has waited too long; there is one */
int64_t frame_queue_late_ms(const struct frame_queue *q);

/** frame_queue_pop() - The first is done with */
void frame_queue_pop(struct frame_queue *q);

/**
 * frame_queue_move() - Let frames wait in a queue of other bounds, which is empty
 *
 * Each has waited for as long as it has.  Return: how many had no room there, and
 * are gone
 */
size_t frame_queue_move(struct frame_queue *to, struct frame_queue *from);

#endif /* FRAME_QUEUE_H */
