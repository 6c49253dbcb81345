/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Egress shaping: what exceeds a port's rate waits, in order, in a queue that is
 * bounded by bytes and by time.
 *
 * Owner:   shaper_new() takes all the memory there will be; frames are copied in
 *          and are borrowed until shaper_pop().
 */
#ifndef CORE_SHAPER_H
#define CORE_SHAPER_H

#include "core/meter.h"

struct shaper;

/**
 * shaper_new() - An empty queue
 * @bytes:	That may wait; every frame takes some 40 more
 * @max_ms:	That a frame may wait
 *
 * Return: the queue, or NULL when memory is short
 */
struct shaper *shaper_new(uint32_t bytes, uint32_t max_ms);

/** shaper_free() - Takes NULL; what waits is gone */
void shaper_free(struct shaper *s);

/** shaper_is() - Whether it was made with these */
bool shaper_is(const struct shaper *s, uint32_t bytes, uint32_t max_ms);

/** shaper_waiting() - Frames in it */
size_t shaper_waiting(const struct shaper *s);

/**
 * shaper_add() - A frame, with its virtio-net header in front, has to wait
 *
 * Return: false when there is no room
 */
bool shaper_add(struct shaper *s, struct buf frame, int64_t now_ms);

/**
 * shaper_first() - The frame that is next
 * @late:	It has waited longer than it may
 *
 * Return: whether there is one
 */
bool shaper_first(const struct shaper *s, int64_t now_ms, struct buf *frame,
		  bool *late);

/** shaper_late_ms() - When that one has waited too long; there is one */
int64_t shaper_late_ms(const struct shaper *s);

/** shaper_pop() - That one is done with */
void shaper_pop(struct shaper *s);

/**
 * shaper_move() - Let frames wait in a queue of other bounds, which is empty
 *
 * Each has waited for as long as it has.  Return: how many had no room there, and
 * are gone
 */
size_t shaper_move(struct shaper *to, struct shaper *from);

#endif /* CORE_SHAPER_H */
