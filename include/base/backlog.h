/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that wait: put at one end, taken at the other, and always in one piece.
 * There is room for a fixed number; it is taken from the system as it is used.
 */
#ifndef BASE_BACKLOG_H
#define BASE_BACKLOG_H

#include "base/types.h"

/**
 * struct backlog - A buffer in which @size bytes may wait
 * @bytes:	Twice as many, so that what waits is seldom moved
 * @at:		Where the first one waits, of @len
 * @marked:	How many there are up to the mark; 0 where that is gone
 */
struct backlog {
	uint8_t *bytes;
	size_t size;
	size_t at;
	size_t len;
	size_t marked;
};

/** backlog_init() - Return: false when memory is short; then nothing may wait */
bool backlog_init(struct backlog *b, size_t size);

/** backlog_free() - All that waits is gone; twice is fine */
void backlog_free(struct backlog *b);

/** backlog_front() - Where the bytes are that have waited longest */
static inline uint8_t *backlog_front(const struct backlog *b)
{
	return b->bytes + b->at;
}

/** backlog_drop() - The first @n are done with */
void backlog_drop(struct backlog *b, size_t n);

/**
 * backlog_room() - Where more can be written, for backlog_grow()
 * @room:	How many bytes: all that do not wait
 */
uint8_t *backlog_room(struct backlog *b, size_t *room);

/** backlog_grow() - @n bytes were written there */
static inline void backlog_grow(struct backlog *b, size_t n)
{
	b->len += n;
}

/** backlog_mark() - Remember where what was put last ends, and no other mark */
static inline void backlog_mark(struct backlog *b)
{
	b->marked = b->len;
}

/** backlog_put() - Append bytes; all or, when there is no room, none: false */
bool backlog_put(struct backlog *b, const uint8_t *bytes, size_t n);

#endif /* BASE_BACKLOG_H */
