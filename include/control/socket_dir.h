/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The directories for control sockets: /run/tapswitch for root, and
 * $XDG_RUNTIME_DIR/tapswitch for other users.
 *
 * Only a user who may write to /run counts as root: root of a user namespace
 * may do so only if the namespace has a /run of its own.
 */
#ifndef CONTROL_SOCKET_DIR_H
#define CONTROL_SOCKET_DIR_H

#include <limits.h>

#include "base/err.h"

#define SOCKET_DIRS_MAX	2

/** struct socket_dir - A directory; it may not exist yet */
struct socket_dir {
	char path[PATH_MAX];
};

/**
 * socket_dir_own() - The directory for switches that this process starts
 *
 * Return: 0, or a negative errno with @err set where there is none
 */
int socket_dir_own(struct socket_dir *dir, struct err *err);

/**
 * socket_dirs() - The directories to search: the user's own, then that of root
 *
 * Return: how many
 */
size_t socket_dirs(struct socket_dir dirs[SOCKET_DIRS_MAX]);

#endif /* CONTROL_SOCKET_DIR_H */
