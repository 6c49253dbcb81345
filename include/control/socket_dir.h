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

#define SOCKET_DIRS_MAX		2
#define SOCKET_SUFFIX		".sock"
#define SOCKET_READ_ONLY	".ro"	/* as in NAME.ro.sock */

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

/**
 * socket_read_only() - The path of the read-only socket that belongs to another
 * @path:	NAME.sock, whose read-only socket is NAME.ro.sock; or any other,
 *		to which .ro is appended
 *
 * Return: whether it fits into @read_only
 */
bool socket_read_only(const char *path, char read_only[PATH_MAX]);

#endif /* CONTROL_SOCKET_DIR_H */
