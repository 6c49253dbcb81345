/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket that clients connect to, and its place in the file system. */
#ifndef CONTROL_LISTENER_H
#define CONTROL_LISTENER_H

#include <sys/stat.h>

#include "base/err.h"
#include "control/server.h"

/**
 * listener_open() - Make the socket
 * @made:	The file that it became, for listener_close()
 *
 * Nobody but the owner can connect before mode and group are as asked.
 *
 * Return: a descriptor to accept from, or a negative errno with @err set and
 * the file system as it was
 */
int listener_open(const struct server_config *config, struct stat *made,
		  struct err *err);

/** listener_close() - Remove the file, unless another has taken its place */
void listener_close(int fd, const char *path, const struct stat *made);

#endif /* CONTROL_LISTENER_H */
