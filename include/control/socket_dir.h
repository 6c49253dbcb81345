/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the control sockets of switches lie, for who makes one and for who looks
 * for one: root's in /run/tapswitch, everybody else's in
 * $XDG_RUNTIME_DIR/tapswitch.
 *
 * Root is who may write there.  Root of a user namespace is somebody else to the
 * file system, unless it has a /run of its own.
 */
#ifndef CONTROL_SOCKET_DIR_H
#define CONTROL_SOCKET_DIR_H

#include <limits.h>

#include "base/err.h"

#define SOCKET_DIRS_MAX	2

/** struct socket_dir - A directory; it need not be there */
struct socket_dir {
	char path[PATH_MAX];
};

/**
 * socket_dir_own() - The one for switches that we start
 *
 * Return: 0, or a negative errno with @err set where there is none
 */
int socket_dir_own(struct socket_dir *dir, struct err *err);

/**
 * socket_dirs() - Those in which to look: our own first, then root's
 *
 * Return: how many
 */
size_t socket_dirs(struct socket_dir dirs[SOCKET_DIRS_MAX]);

#endif /* CONTROL_SOCKET_DIR_H */
