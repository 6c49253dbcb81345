/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes from a Unix socket, and the descriptor that may come with them. */
#ifndef CONTROL_RECEIVE_H
#define CONTROL_RECEIVE_H

#include <sys/types.h>

#include "base/types.h"

/**
 * receive() - Read what is there
 * @fd:		Holds the descriptor that came, the caller's from now on; a
 *		second one is closed
 * @lost:	Set when a descriptor came that is not in @fd: it was one too
 *		many, or there was no room for it
 *
 * Return: bytes read, 0 at the end, or a negative errno
 */
ssize_t receive(int sock, void *data, size_t size, int *fd, bool *lost);

#endif /* CONTROL_RECEIVE_H */
