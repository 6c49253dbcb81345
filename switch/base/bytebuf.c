/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/bytebuf.h"

#include <stdlib.h>
#include <string.h>

bool bytebuf_init(struct bytebuf *b, size_t size)
{
	*b = (struct bytebuf){ .bytes = malloc(2 * size), .size = size };
	if (!b->bytes)
		b->size = 0;
	return b->bytes;
}

void bytebuf_free(struct bytebuf *b)
{
	free(b->bytes);
	*b = (struct bytebuf){ .bytes = NULL };
}

void bytebuf_drop(struct bytebuf *b, size_t n)
{
	b->at += n;
	b->len -= n;
	if (!b->len)
		b->at = 0;
}

uint8_t *bytebuf_room(struct bytebuf *b, size_t *room)
{
	if (b->at) {
		memmove(b->bytes, b->bytes + b->at, b->len);
		b->at = 0;
	}
	*room = b->size - b->len;
	return b->bytes + b->len;
}

bool bytebuf_put(struct bytebuf *b, const uint8_t *bytes, size_t n)
{
	size_t room;

	if (n > b->size - b->len)
		return false;
	if (n > 2 * b->size - b->at - b->len)
		bytebuf_room(b, &room);
	memcpy(b->bytes + b->at + b->len, bytes, n);
	b->len += n;
	return true;
}
