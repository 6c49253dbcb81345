/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/inbox.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 1024 /* bytes by which it grows */

bool inbox_put(struct inbox *in, const char *bytes, size_t len)
{
	size_t size = (in->len + len + PIECE - 1) / PIECE * PIECE;
	char *more;

	if (size > in->size) {
		more = realloc(in->bytes, size);
		if (!more)
			return false;
		in->bytes = more;
		in->size = size;
	}
	memcpy(in->bytes + in->len, bytes, len);
	in->len += len;
	return true;
}

void inbox_drop(struct inbox *in, size_t len)
{
	in->len -= len;
	if (in->len)
		memmove(in->bytes, in->bytes + len, in->len);
	else
		inbox_free(in);
}

char *inbox_line_end(const struct inbox *in)
{
	return in->bytes ? memchr(in->bytes, '\n', in->len) : NULL;
}

void inbox_free(struct inbox *in)
{
	free(in->bytes);
	*in = (struct inbox){ 0 };
}
