/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A byte queue of fixed size whose contents are always contiguous.
 *
 * All memory is allocated at once; the kernel backs it as it is first used.
 */
#ifndef BASE_BYTEBUF_H
#define BASE_BYTEBUF_H

#include "base/types.h"

/**
 * struct bytebuf - A queue of up to @size bytes
 * @bytes:	2 * @size bytes, so that the contents are seldom moved
 * @at:		Offset of the oldest byte in @bytes
 * @len:	Number of bytes in the queue
 */
struct bytebuf {
	uint8_t *bytes;
	size_t size;
	size_t at;
	size_t len;
};

/**
 * bytebuf_init() - Allocate an empty queue
 *
 * Return: false if memory is short; the queue then has no room
 */
bool bytebuf_init(struct bytebuf *b, size_t size);

/** bytebuf_free() - Discard the contents and the memory; may be called again */
void bytebuf_free(struct bytebuf *b);

/** bytebuf_front() - The oldest byte, followed by the rest */
static inline uint8_t *bytebuf_front(const struct bytebuf *b)
{
	return b->bytes + b->at;
}

/** bytebuf_drop() - Remove the oldest @n bytes, at most as many as there are */
void bytebuf_drop(struct bytebuf *b, size_t n);

/**
 * bytebuf_room() - Get the free space, to be written to before bytebuf_grow()
 * @room:	Set to its size: @size less the bytes in the queue
 */
uint8_t *bytebuf_room(struct bytebuf *b, size_t *room);

/** bytebuf_grow() - Append the @n bytes written where bytebuf_room() said */
static inline void bytebuf_grow(struct bytebuf *b, size_t n)
{
	b->len += n;
}

/** bytebuf_put() - Append @n bytes; false, and none appended, without room */
bool bytebuf_put(struct bytebuf *b, const uint8_t *bytes, size_t n);

#endif /* BASE_BYTEBUF_H */
