/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input of a client that was not run yet: up to LINE_SIZE_MAX bytes.  An empty
 * inbox takes no memory.
 */
#ifndef CONTROL_INBOX_H
#define CONTROL_INBOX_H

#include "base/types.h"

/** struct inbox - @len of @size bytes are in use; all zero is an empty inbox */
struct inbox {
	char *bytes;
	size_t len;
	size_t size;
};

/** inbox_put() - Append bytes; false and unchanged when memory is short */
bool inbox_put(struct inbox *in, const char *bytes, size_t len);

/** inbox_drop() - Remove the first @len bytes */
void inbox_drop(struct inbox *in, size_t len);

/** inbox_line_end() - Find the first newline; NULL if there is none */
char *inbox_line_end(const struct inbox *in);

void inbox_free(struct inbox *in);

#endif /* CONTROL_INBOX_H */
