/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct record - One frame in the ring, followed by its bytes
 * @size:	Bytes of the record; 0: the next record is at the start of the
 *		ring
 * @len:	Bytes of the frame
 * @since_ms:	When the frame was added
 * @own:	The switch originated the frame
 * @front:	Headroom, which ends with the virtio-net header
 */
struct record {
	uint32_t size;
	uint32_t len;
	int64_t since_ms;
	bool own;
	_Alignas(8) uint8_t front[FRAME_HEADROOM];
	uint8_t data[];
};

static_assert(sizeof(struct record) == 48, "records are aligned to 16 bytes");

struct frame_queue {
	uint32_t bytes;
	uint32_t max_ms;
	size_t first, end; /* offsets: oldest record, behind the newest */
	size_t count;
	size_t frame_bytes;
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

bool frame_queue_has_limits(const struct frame_queue *q, uint32_t bytes,
			    uint32_t max_ms)
{
	return q->bytes == bytes && q->max_ms == max_ms;
}

size_t frame_queue_count(const struct frame_queue *q)
{
	return q->count;
}

size_t frame_queue_bytes(const struct frame_queue *q)
{
	return q->frame_bytes;
}

static struct record *at(const struct frame_queue *q, size_t offset)
{
	return (struct record *)(uintptr_t)(q->ring + offset);
}

/* Returns the offset for a record of @size bytes; q->bytes if there is no
 * room. */
static size_t place_for(struct frame_queue *q, size_t size)
{
	if (!q->count)
		q->first = q->end = 0;
	if (q->end < q->first || (q->end == q->first && q->count))
		return q->first - q->end >= size ? q->end : q->bytes;
	if (q->bytes - q->end >= size)
		return q->end;
	if (q->first < size)
		return q->bytes;
	if (q->bytes - q->end >= sizeof(struct record))
		at(q, q->end)->size = 0;
	return 0;
}

bool frame_queue_add(struct frame_queue *q, struct buf frame, bool own,
		     int64_t now_ms)
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
	r->own = own;
	memcpy(r->front + sizeof(r->front) - VNET_HDR_SIZE,
	       frame.data - VNET_HDR_SIZE, VNET_HDR_SIZE);
	memcpy(r->data, frame.data, frame.len);
	q->end = place + size;
	q->count++;
	q->frame_bytes += frame.len;
	return true;
}

/* The record at an offset; the first of the ring if the ring ends there */
static struct record *record_at(const struct frame_queue *q, size_t offset)
{
	if (q->bytes - offset < sizeof(struct record) || !at(q, offset)->size)
		offset = 0;
	return at(q, offset);
}

static struct record *first_of(const struct frame_queue *q)
{
	return record_at(q, q->first);
}

static size_t end_of(const struct frame_queue *q, const struct record *r)
{
	return (size_t)((const uint8_t *)r - q->ring) + r->size;
}

int64_t frame_queue_late_ms(const struct frame_queue *q)
{
	return first_of(q)->since_ms + q->max_ms + 1;
}

size_t frame_queue_peek(const struct frame_queue *q, struct buf *frames,
			size_t most, bool *own)
{
	size_t offset = q->first;
	size_t n;

	for (n = 0; n < most && n < q->count; n++) {
		struct record *r = record_at(q, offset);

		if (!n)
			*own = r->own;
		else if (r->own != *own)
			break;
		frames[n] = (struct buf){ r->data, r->len };
		offset = end_of(q, r);
	}
	return n;
}

void frame_queue_pop(struct frame_queue *q)
{
	const struct record *r = first_of(q);

	q->first = end_of(q, r);
	q->count--;
	q->frame_bytes -= r->len;
}

size_t frame_queue_move(struct frame_queue *to, struct frame_queue *from)
{
	size_t gone = 0;

	for (; from->count; frame_queue_pop(from)) {
		struct record *r = first_of(from);
		const struct buf frame = { r->data, r->len };

		if (!frame_queue_add(to, frame, r->own, r->since_ms))
			gone++;
	}
	return gone;
}
