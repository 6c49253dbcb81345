/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that wait: put at one end, taken at the other, and always in one piece.
 * There is room for a fixed number; it is taken from the system as it is used.
 */
#ifndef BASE_BYTEBUF_H
#define BASE_BYTEBUF_H

#include "base/types.h"

/**
 * struct bytebuf - A buffer in which @size bytes may wait
 * @bytes:	Twice as many, so that what waits is seldom moved
 * @at:		Where the first one waits, of @len
 */
struct bytebuf {
	uint8_t *bytes;
	size_t size;
	size_t at;
	size_t len;
};

/** bytebuf_init() - Return: false when memory is short; then nothing may wait */
bool bytebuf_init(struct bytebuf *b, size_t size);

/** bytebuf_free() - All that waits is gone; twice is fine */
void bytebuf_free(struct bytebuf *b);

/** bytebuf_front() - Where the bytes are that have waited longest */
static inline uint8_t *bytebuf_front(const struct bytebuf *b)
{
	return b->bytes + b->at;
}

/** bytebuf_drop() - The first @n are done with */
void bytebuf_drop(struct bytebuf *b, size_t n);

/**
 * bytebuf_room() - Where more can be written, for bytebuf_grow()
 * @room:	How many bytes: all that do not wait
 */
uint8_t *bytebuf_room(struct bytebuf *b, size_t *room);

/** bytebuf_grow() - @n bytes were written there */
static inline void bytebuf_grow(struct bytebuf *b, size_t n)
{
	b->len += n;
}

/** bytebuf_put() - Append bytes; all or, when there is no room, none: false */
bool bytebuf_put(struct bytebuf *b, const uint8_t *bytes, size_t n);

#endif /* BASE_BYTEBUF_H */
