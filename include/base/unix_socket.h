/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unix sockets with a path.
 *
 * The socket's file is handled by descriptor (see base/socket_file.h), so that
 * nothing is done to another file that has taken its place.  A socket that a
 * program left behind when it ended is replaced; a socket that is in use, or a
 * file that is not a socket, is an error and stays.
 */
#ifndef BASE_UNIX_SOCKET_H
#define BASE_UNIX_SOCKET_H

#include <sys/types.h>

#include "base/err.h"

/**
 * struct unix_socket - What to make
 * @path:	At most 107 bytes; its directory must exist
 * @type:	SOCK_STREAM, which listens at once, or SOCK_DGRAM
 * @mode:	Mode of the file
 * @group:	Group of the file; (gid_t)-1: the default
 */
struct unix_socket {
	const char *path;
	int type;
	mode_t mode;
	gid_t group;
};

/** struct unix_socket_made - Identity of the file made, and of its directory */
struct unix_socket_made {
	dev_t dev, dir_dev;
	ino_t ino, dir_ino;
};

/**
 * unix_socket_open() - Make a socket and its file
 * @made:	Filled, for unix_socket_allow() and unix_socket_close()
 *
 * Only the owner can connect until mode and group are as requested.
 *
 * Return: the socket's descriptor, non-blocking; or a negative errno with @err
 * set and no file made
 */
int unix_socket_open(const struct unix_socket *config,
		     struct unix_socket_made *made, struct err *err);

/** unix_socket_open_in() - The same, as @name in the open directory @dir */
int unix_socket_open_in(int dir, const char *name,
			const struct unix_socket *config,
			struct unix_socket_made *made, struct err *err);

/**
 * unix_socket_allow() - Set the file's mode and, unless (gid_t)-1, its group
 *
 * Return: 0, or a negative errno with @err set
 */
int unix_socket_allow(const char *path, const struct unix_socket_made *made,
		      mode_t mode, gid_t group, struct err *err);

/**
 * unix_socket_close() - Close @fd and remove its file, unless that was replaced
 */
void unix_socket_close(int fd, const char *path,
		       const struct unix_socket_made *made);

/**
 * unix_socket_close_in() - The same in an open directory, which may have moved
 */
void unix_socket_close_in(int fd, int dir, const char *name,
			  const struct unix_socket_made *made);

#endif /* BASE_UNIX_SOCKET_H */
