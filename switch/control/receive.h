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
 * struct received_fd - What came for a line
 * @fd:		Or -1
 * @lost:	One came that is not in @fd: it was one too many,
 * @none_left:	or one of the last, which are for those who ask
 */
struct received_fd {
	int fd;
	bool lost;
	bool none_left;
};

/**
 * struct received_fds - What came for lines that were not yet run
 * @first:	For the first of them
 * @last:	For the line that has the byte at @last_at, counted from the first
 *		line's first
 */
struct received_fds {
	struct received_fd first;
	struct received_fd last;
	size_t last_at;
};

void received_fds_init(struct received_fds *p);

/** received_fd_close() - Nobody wants it any more */
void received_fd_close(struct received_fd *p);

/** received_fd_take() - It is the caller's from now on; -1 if none came */
int received_fd_take(struct received_fd *p);

/** received_fds_close() - The same with all of them */
void received_fds_close(struct received_fds *p);

/**
 * receive() - Read what is there
 * @data:	Where to; in front of it are @before bytes of a line that has no end
 *		yet, and nothing else
 *
 * Return: bytes read, 0 at the end, or a negative errno
 */
ssize_t receive(int sock, void *data, size_t size, size_t before,
		struct received_fds *p);

/**
 * received_fds_line() - The first line, of @len bytes with its end, is to be run
 *
 * What came for it is in p->first from now on, the caller's to take or to close.
 */
void received_fds_line(struct received_fds *p, size_t len);

#endif /* CONTROL_RECEIVE_H */
