/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A Unix socket that others find by its path.
 *
 * What is done to its file is done by descriptor, see base/socket_file.h: a path
 * that leads elsewhere by now is left alone.  One that was left behind by a program
 * that is no more is replaced; one that somebody serves, or a file that is no
 * socket, is left alone.
 */
#ifndef BASE_UNIX_SOCKET_H
#define BASE_UNIX_SOCKET_H

#include <sys/types.h>

#include "base/err.h"

/**
 * struct unix_socket - How it is made
 * @path:	At most 107 bytes; missing directories above it are not made
 * @type:	SOCK_STREAM, and it is listened on; or SOCK_DGRAM
 * @mode:	Of the file
 * @group:	(gid_t)-1 to leave it
 */
struct unix_socket {
	const char *path;
	int type;
	mode_t mode;
	gid_t group;
};

/** struct unix_socket_made - The file that it became, and its directory */
struct unix_socket_made {
	dev_t dev, dir_dev;
	ino_t ino, dir_ino;
};

/**
 * unix_socket_open() - Make the socket
 *
 * Nobody but the owner can connect before mode and group are as asked.
 *
 * Return: its descriptor, non-blocking; or a negative errno with @err set and
 * the file system as it was
 */
int unix_socket_open(const struct unix_socket *config,
		     struct unix_socket_made *made, struct err *err);

/** unix_socket_open_in() - The same in a directory that is open already */
int unix_socket_open_in(int dir, const char *name,
			const struct unix_socket *config,
			struct unix_socket_made *made, struct err *err);

/** unix_socket_allow() - Say who may open its file; 0, or -errno with @err set */
int unix_socket_allow(const char *path, const struct unix_socket_made *made,
		      mode_t mode, gid_t group, struct err *err);

/** unix_socket_close() - Remove the file, unless another has taken its place */
void unix_socket_close(int fd, const char *path,
		       const struct unix_socket_made *made);

/** unix_socket_close_in() - The same in a directory that is open, wherever it is */
void unix_socket_close_in(int fd, int dir, const char *name,
			  const struct unix_socket_made *made);

#endif /* BASE_UNIX_SOCKET_H */
