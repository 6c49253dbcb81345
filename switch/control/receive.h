/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receives lines from a Unix socket, and the descriptors that are passed with
 * them.
 *
 * A read ends with the message that had a descriptor, but may begin with
 * earlier messages (unix(7)).  So the descriptor belongs to the line that has
 * the last byte of the read: for a message that is one line, or a part of one,
 * to this line.
 */
#ifndef CONTROL_RECEIVE_H
#define CONTROL_RECEIVE_H

#include <sys/types.h>

#include "base/types.h"

/**
 * struct received_fd - The descriptor of a line
 * @fd:		-1 if there is none
 * @lost:	A descriptor was closed because there was one already
 * @none_left:	A descriptor was closed because only the reserve was left
 */
struct received_fd {
	int fd;
	bool lost;
	bool none_left;
};

/**
 * struct received_fds - Descriptors of lines that were not run yet
 * @first:	The descriptor of the first line
 * @last:	The descriptor of the line that has the byte at @last_at, counted
 *		from the first byte of the first line
 */
struct received_fds {
	struct received_fd first;
	struct received_fd last;
	size_t last_at;
};

void received_fds_init(struct received_fds *p);

/** received_fd_close() - Close the descriptor, if there is one */
void received_fd_close(struct received_fd *p);

/**
 * received_fd_take() - Hand the descriptor to the caller; -1 if there is none
 */
int received_fd_take(struct received_fd *p);

/** received_fds_close() - Close all */
void received_fds_close(struct received_fds *p);

/**
 * receive() - Read without waiting
 * @data:	Where to write; @before bytes of an incomplete line are in front
 *		of it, and no other line
 *
 * Return: bytes read, 0 at the end, or a negative errno
 */
ssize_t receive(int sock, void *data, size_t size, size_t before,
		struct received_fds *p);

/**
 * received_fds_line() - The first line, of @len bytes with its newline, is to
 * be run
 *
 * Its descriptor is in @first afterwards, for the caller to take or to close.
 */
void received_fds_line(struct received_fds *p, size_t len);

#endif /* CONTROL_RECEIVE_H */
