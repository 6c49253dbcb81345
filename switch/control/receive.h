/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes from a Unix socket, and the descriptors that come with them.
 *
 * The kernel ends what it gives at the end of a message that had a descriptor,
 * but may begin with messages before it (unix(7)): so a descriptor is for the
 * line that has the last byte of what came, whose message that was.  For a
 * message that is one line, or a part of one, that is this very line.
 */
#ifndef CONTROL_RECEIVE_H
#define CONTROL_RECEIVE_H

#include <sys/types.h>

#include "base/types.h"

/**
 * struct passed_fd - What came for a line
 * @fd:		Or -1
 * @lost:	One came that is not in @fd: it was one too many,
 * @none_left:	or one of the last, which are for those who ask
 */
struct passed_fd {
	int fd;
	bool lost;
	bool none_left;
};

/**
 * struct passed - What came for lines that were not yet run
 * @first:	For the first of them
 * @last:	For the line that has the byte at @last_at, counted from the first
 *		line's first
 */
struct passed {
	struct passed_fd first;
	struct passed_fd last;
	size_t last_at;
};

void passed_init(struct passed *p);

/** passed_fd_close() - Nobody wants it any more */
void passed_fd_close(struct passed_fd *p);

/** passed_fd_take() - It is the caller's from now on; -1 if none came */
int passed_fd_take(struct passed_fd *p);

/** passed_close() - The same with all of them */
void passed_close(struct passed *p);

/**
 * receive() - Read what is there
 * @data:	Where to; in front of it are @before bytes of a line that has no end
 *		yet, and nothing else
 *
 * Return: bytes read, 0 at the end, or a negative errno
 */
ssize_t receive(int sock, void *data, size_t size, size_t before,
		struct passed *p);

/**
 * passed_line() - The first line, of @len bytes with its end, is to be run
 *
 * What came for it is in p->first from now on, the caller's to take or to close.
 */
void passed_line(struct passed *p, size_t len);

#endif /* CONTROL_RECEIVE_H */
