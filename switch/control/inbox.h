/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client sent and is not yet run: up to LINE_SIZE_MAX bytes, which take
 * memory only while there are any.
 */
#ifndef CONTROL_INBOX_H
#define CONTROL_INBOX_H

#include "base/types.h"

/** struct inbox - @len bytes, in @size; all zero is an empty one */
struct inbox {
	char *bytes;
	size_t len;
	size_t size;
};

/** inbox_put() - Append; false when memory is short, and nothing changed */
bool inbox_put(struct inbox *in, const char *bytes, size_t len);

/** inbox_drop() - The first @len are done with */
void inbox_drop(struct inbox *in, size_t len);

/** inbox_line_end() - The first newline, or NULL */
char *inbox_line_end(const struct inbox *in);

void inbox_free(struct inbox *in);

#endif /* CONTROL_INBOX_H */
