/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Batches of frames on a socket on which a message is a frame, one system call
 * for each batch.
 */
#ifndef PORT_MMSG_H
#define PORT_MMSG_H

#include "io/io.h"
#include "port/address.h"
#include "port/port.h"

#define MESSAGES_CONTROL_SIZE 64

/**
 * struct mmsg_told - What the kernel says of each message beside its bytes
 * @control_size: Bytes of @control that are wanted, MESSAGES_CONTROL_SIZE at most.
 *		On a Unix socket no more than what is expected takes: descriptors
 *		would come in the rest
 * @from:	Who sent it; with a length of 0 if the sender has no name
 * @control:	As of recvmsg(2), @control_len bytes of it
 * @more_size:	Of each @more, where what is longer than its buffer goes on, for
 *		@more_len bytes; 0: it is cut
 */
struct mmsg_told {
	size_t control_size;
	struct sockaddr_un from[IO_BATCH];
	socklen_t from_len[IO_BATCH];
	_Alignas(struct cmsghdr) uint8_t control[IO_BATCH]
						[MESSAGES_CONTROL_SIZE];
	size_t control_len[IO_BATCH];
	uint32_t more_size;
	uint8_t *more[IO_BATCH];
	uint32_t more_len[IO_BATCH];
};

/**
 * mmsg_read() - As io_user.read
 * @told:	May be NULL
 */
size_t mmsg_read(int fd, struct buf *bufs, size_t most,
		     struct mmsg_told *told, int *errnum);

/**
 * mmsg_write() - Send frames at once, one behind another
 * @to:		NULL on a connected socket
 * @header:	Bytes in front of each frame that go with it
 * @done:	Set to how many were sent or refused: less than @n where there was
 *		no room for more.  NULL: those are refused too, with EAGAIN
 *
 * Return: 0, or the positive errno of the last one that was refused
 */
int mmsg_write(struct port *port, int fd, const struct address *to,
		   const struct buf *frames, size_t n, size_t header,
		   size_t *done);

/** mmsg_bare() - Say in front of each frame that it has no offloads */
void mmsg_bare(struct buf *frames, size_t n);

#endif /* PORT_MMSG_H */
