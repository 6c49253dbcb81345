/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the switch sends on a connection that belongs to a command, as
 * `monitor`: see control/server.h.
 */
#ifndef STREAM_H
#define STREAM_H

#include "base/types.h"

/** enum stream_next - What comes next */
enum stream_next {
	STREAM_LINE,			/* a line */
	STREAM_PAUSE,			/* nothing yet */
	STREAM_END,			/* nothing more: it is closed */
	STREAM_UNREAD,			/* nobody reads standard output */
};

/**
 * struct stream - Bytes that were read and not yet taken
 * @at:		Where the next line begins in @bytes
 */
struct stream {
	int sock;
	char *bytes;
	size_t len;
	size_t size;
	size_t at;
};

/**
 * stream_line() - Take the next line, if it has arrived
 * @line:	Set to the line, without its newline; valid until the next call
 *
 * Return: STREAM_LINE, or STREAM_PAUSE
 */
enum stream_next stream_line(struct stream *s, char **line, size_t *len);

/**
 * stream_wait() - Wait until more has arrived
 *
 * Return: STREAM_PAUSE if so, else STREAM_END or STREAM_UNREAD
 */
enum stream_next stream_wait(struct stream *s);

void stream_free(struct stream *s);

#endif /* STREAM_H */
