/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct record - One frame in the ring, and behind it the bytes
 * @size:	Of all of it; 0 where the ring goes on from its beginning
 * @len:	Bytes of the frame
 */
struct record {
	uint32_t size;
	uint32_t len;
	int64_t since_ms;
	uint8_t front[32]; /* its header, and what stands before that */
	uint8_t data[];
};

static_assert(sizeof(struct record) == 48, "records are aligned to 16 bytes");
static_assert(sizeof(((struct record *)0)->front) >= FRAME_HEADROOM,
	      "who sends a frame may write in front of it");

struct frame_queue {
	uint32_t bytes;
	uint32_t max_ms;
	size_t first, end; /* offsets in @ring */
	size_t waiting;
	_Alignas(16) uint8_t ring[];
};

struct frame_queue *frame_queue_new(uint32_t bytes, uint32_t max_ms)
{
	struct frame_queue *q = malloc(sizeof(*q) + bytes);

	if (!q)
		return NULL;
	*q = (struct frame_queue){ .bytes = bytes, .max_ms = max_ms };
	return q;
}

void frame_queue_free(struct frame_queue *q)
{
	free(q);
}

bool frame_queue_is(const struct frame_queue *q, uint32_t bytes,
		    uint32_t max_ms)
{
	return q->bytes == bytes && q->max_ms == max_ms;
}

size_t frame_queue_count(const struct frame_queue *q)
{
	return q->waiting;
}

static struct record *at(const struct frame_queue *q, size_t offset)
{
	return (struct record *)(uintptr_t)(q->ring + offset);
}

/* Where a record of this size goes; or where none goes, q->bytes */
static size_t place_for(struct frame_queue *q, size_t size)
{
	if (!q->waiting)
		q->first = q->end = 0;
	if (q->end < q->first || (q->end == q->first && q->waiting))
		return q->first - q->end >= size ? q->end : q->bytes;
	if (q->bytes - q->end >= size)
		return q->end;
	if (q->first < size)
		return q->bytes;
	if (q->bytes - q->end >= sizeof(struct record))
		at(q, q->end)->size = 0;
	return 0;
}

bool frame_queue_add(struct frame_queue *q, struct buf frame, int64_t now_ms)
{
	size_t size = (sizeof(struct record) + frame.len + 15) & ~(size_t)15;
	size_t place = place_for(q, size);
	struct record *r;

	if (place == q->bytes)
		return false;
	r = at(q, place);
	r->size = (uint32_t)size;
	r->len = frame.len;
	r->since_ms = now_ms;
	memcpy(r->front + sizeof(r->front) - VNET_HDR_SIZE,
	       frame.data - VNET_HDR_SIZE, VNET_HDR_SIZE);
	memcpy(r->data, frame.data, frame.len);
	q->end = place + size;
	q->waiting++;
	return true;
}

static size_t first_of(const struct frame_queue *q)
{
	bool goes_on = q->bytes - q->first < sizeof(struct record) ||
		       !at(q, q->first)->size;

	return goes_on ? 0 : q->first;
}

int64_t frame_queue_late_ms(const struct frame_queue *q)
{
	return at(q, first_of(q))->since_ms + q->max_ms + 1;
}

bool frame_queue_first(const struct frame_queue *q, int64_t now_ms,
		       struct buf *frame, bool *late)
{
	struct record *r;

	if (!q->waiting)
		return false;
	r = at(q, first_of(q));
	*frame = (struct buf){ r->data, r->len };
	*late = now_ms >= frame_queue_late_ms(q);
	return true;
}

void frame_queue_pop(struct frame_queue *q)
{
	size_t first = first_of(q);

	q->first = first + at(q, first)->size;
	q->waiting--;
}

size_t frame_queue_move(struct frame_queue *to, struct frame_queue *from)
{
	size_t gone = 0;

	for (; from->waiting; frame_queue_pop(from)) {
		struct record *r = at(from, first_of(from));
		const struct buf frame = { r->data, r->len };

		if (!frame_queue_add(to, frame, r->since_ms))
			gone++;
	}
	return gone;
}
