/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads and writes batches of frames on a socket that carries one frame in each
 * message, with one system call for a batch.
 */
#ifndef PORT_MMSG_H
#define PORT_MMSG_H

#include "io/io.h"
#include "port/address.h"
#include "port/port.h"

#define MMSG_CONTROL_SIZE 64

/**
 * struct mmsg_info - What the kernel returns with the bytes of each message
 * @control_size: Size of control messages to ask for, MMSG_CONTROL_SIZE at
 *		most.  On a Unix socket it must be just what the expected ones
 *		need: else a sender could pass descriptors in the rest
 * @from:	Its sender's address, @from_len bytes; 0 bytes if it has no name
 * @control:	Its control messages, as of recvmsg(2), @control_len bytes
 * @more_size:	Size of each @more buffer; 0 if there are none, and long
 *		messages are truncated
 * @more:	Buffers for the parts of messages that exceed their first buffer
 * @more_len:	Bytes that were read into each
 */
struct mmsg_info {
	size_t control_size;
	struct sockaddr_un from[IO_BATCH];
	socklen_t from_len[IO_BATCH];
	_Alignas(struct cmsghdr) uint8_t control[IO_BATCH]
						[MMSG_CONTROL_SIZE];
	size_t control_len[IO_BATCH];
	uint32_t more_size;
	uint8_t *more[IO_BATCH];
	uint32_t more_len[IO_BATCH];
};

/**
 * mmsg_read() - Read up to @most messages, as io_user.read
 * @info:	Filled in, with control_size, more_size and more set; may be
 *		NULL
 */
size_t mmsg_read(int fd, struct buf *bufs, size_t most,
		     struct mmsg_info *info, int *errnum);

/**
 * mmsg_write() - Send frames in order, without waiting
 * @to:		Where to; NULL on a connected socket
 * @header:	Number of bytes in front of each frame that are sent with it
 * @done:	Set to the number of frames that were sent or refused: less than
 *		@n if the socket had no room.  If NULL, the others are refused
 *		with EAGAIN
 *
 * Return: 0, or the positive errno of the last one that was refused
 */
int mmsg_write(struct port *port, int fd, const struct address *to,
		   const struct buf *frames, size_t n, size_t header,
		   size_t *done);

/** mmsg_clear_headers() - Write virtio-net headers without offloads */
void mmsg_clear_headers(struct buf *frames, size_t n);

#endif /* PORT_MMSG_H */
