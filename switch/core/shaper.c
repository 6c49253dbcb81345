/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/shaper.h"

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

struct shaper {
	uint32_t bytes;
	uint32_t max_ms;
	size_t first, end; /* offsets in @ring */
	size_t waiting;
	_Alignas(16) uint8_t ring[];
};

struct shaper *shaper_new(uint32_t bytes, uint32_t max_ms)
{
	struct shaper *s = malloc(sizeof(*s) + bytes);

	if (!s)
		return NULL;
	*s = (struct shaper){ .bytes = bytes, .max_ms = max_ms };
	return s;
}

void shaper_free(struct shaper *s)
{
	free(s);
}

bool shaper_is(const struct shaper *s, uint32_t bytes, uint32_t max_ms)
{
	return s->bytes == bytes && s->max_ms == max_ms;
}

size_t shaper_waiting(const struct shaper *s)
{
	return s->waiting;
}

static struct record *at(const struct shaper *s, size_t offset)
{
	return (struct record *)(uintptr_t)(s->ring + offset);
}

/* Where a record of this size goes; or where none goes, s->bytes */
static size_t place_for(struct shaper *s, size_t size)
{
	if (!s->waiting)
		s->first = s->end = 0;
	if (s->end < s->first || (s->end == s->first && s->waiting))
		return s->first - s->end >= size ? s->end : s->bytes;
	if (s->bytes - s->end >= size)
		return s->end;
	if (s->first < size)
		return s->bytes;
	if (s->bytes - s->end >= sizeof(struct record))
		at(s, s->end)->size = 0;
	return 0;
}

bool shaper_add(struct shaper *s, struct buf frame, int64_t now_ms)
{
	size_t size = (sizeof(struct record) + frame.len + 15) & ~(size_t)15;
	size_t place = place_for(s, size);
	struct record *r;

	if (place == s->bytes)
		return false;
	r = at(s, place);
	r->size = (uint32_t)size;
	r->len = frame.len;
	r->since_ms = now_ms;
	memcpy(r->front + sizeof(r->front) - VNET_HDR_SIZE,
	       frame.data - VNET_HDR_SIZE, VNET_HDR_SIZE);
	memcpy(r->data, frame.data, frame.len);
	s->end = place + size;
	s->waiting++;
	return true;
}

static size_t first_of(const struct shaper *s)
{
	bool goes_on = s->bytes - s->first < sizeof(struct record) ||
		       !at(s, s->first)->size;

	return goes_on ? 0 : s->first;
}

int64_t shaper_late_ms(const struct shaper *s)
{
	return at(s, first_of(s))->since_ms + s->max_ms + 1;
}

bool shaper_first(const struct shaper *s, int64_t now_ms, struct buf *frame,
		  bool *late)
{
	struct record *r;

	if (!s->waiting)
		return false;
	r = at(s, first_of(s));
	*frame = (struct buf){ r->data, r->len };
	*late = now_ms >= shaper_late_ms(s);
	return true;
}

void shaper_pop(struct shaper *s)
{
	size_t first = first_of(s);

	s->first = first + at(s, first)->size;
	s->waiting--;
}

size_t shaper_move(struct shaper *to, struct shaper *from)
{
	size_t gone = 0;

	for (; from->waiting; shaper_pop(from)) {
		struct record *r = at(from, first_of(from));
		const struct buf frame = { r->data, r->len };

		if (!shaper_add(to, frame, r->since_ms))
			gone++;
	}
	return gone;
}
