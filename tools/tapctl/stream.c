/* SPDX-License-Identifier: BSD-2-Clause */
#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

#define ROOM 65536 /* to read at a time */

enum stream_next stream_line(struct stream *s, char **line, size_t *len)
{
	char *end = NULL;

	if (s->len > s->at)
		end = memchr(s->bytes + s->at, '\n', s->len - s->at);
	if (!end)
		return STREAM_PAUSE;
	*line = s->bytes + s->at;
	*len = (size_t)(end - *line);
	s->at += *len + 1;
	return STREAM_LINE;
}

static void make_room(struct stream *s)
{
	s->len -= s->at;
	if (s->at)
		memmove(s->bytes, s->bytes + s->at, s->len);
	s->at = 0;
	if (s->size - s->len >= ROOM)
		return;
	s->size = s->len + ROOM;
	s->bytes = memory_check(realloc(s->bytes, s->size));
}

/* A pipe reports an error as soon as it has no reader. */
enum stream_next stream_wait(struct stream *s)
{
	struct pollfd fds[] = { { .fd = s->sock, .events = POLLIN },
				{ .fd = STDOUT_FILENO } };
	ssize_t len;

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return STREAM_END;
	if (fds[1].revents & (POLLERR | POLLHUP))
		return STREAM_UNREAD;
	make_room(s);
	len = read(s->sock, s->bytes + s->len, s->size - s->len);
	if (len <= 0)
		return STREAM_END;
	s->len += (size_t)len;
	return STREAM_PAUSE;
}

void stream_free(struct stream *s)
{
	free(s->bytes);
	*s = (struct stream){ .sock = -1 };
}
