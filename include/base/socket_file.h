/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of Unix sockets and their directories, handled by descriptor.
 *
 * Another user may own a directory of the path, and may replace any name in it
 * by a symbolic link or another file at any moment.  A descriptor keeps
 * referring to the file that was opened.  So each name is looked up once, and
 * the file that was found is then checked and used through its descriptor.
 * These descriptors are opened with O_PATH; the caller closes them.
 */
#ifndef BASE_SOCKET_FILE_H
#define BASE_SOCKET_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/**
 * socket_file_dir() - Open the directory of a path's last component
 * @name:	Set to that component, within @path
 *
 * Return: a descriptor, or a negative errno
 */
int socket_file_dir(const char *path, const char **name);

/**
 * socket_file_find() - Open a file in a directory, without following a link
 *
 * Return: a descriptor, or a negative errno
 */
int socket_file_find(int dir, const char *name);

/**
 * struct socket_home - Directory of our own socket, and often of clients'
 * @path:	Path of our socket, which the caller keeps; NULL if there is
 *		none
 * @dir:	Descriptor of its directory, or -1
 */
struct socket_home {
	const char *path;
	int dir;
};

/**
 * socket_home_open() - Open the directory of a socket
 * @path:	Path of the socket, or NULL
 *
 * If the directory cannot be opened, no path is considered to be in it.
 */
void socket_home_open(struct socket_home *home, const char *path);

/** socket_home_close() - May be called again */
void socket_home_close(struct socket_home *home);

/**
 * socket_file_find_owned() - Open the socket that a client names as its own
 * @path:	As the client gave it
 * @home:	Directory of our own socket
 * @uid:	User ID of the client, who must own the socket; 0 may name any
 *
 * Looking up a path on a file system that does not answer would block the
 * switch.  So a path is accepted only if it is in @home, or if the kernel can
 * resolve all of it from its caches (openat2(2), RESOLVE_CACHED).
 *
 * Return: a descriptor; or a negative errno: -EACCES if another user owns the
 * socket, -EOVERFLOW if @uid may stand for several users (see base/user_ns.h),
 * -ENOTSOCK if the file is not a socket, -EAGAIN if the lookup would block
 */
int socket_file_find_owned(const char *path, const struct socket_home *home,
			   uid_t uid);

/**
 * socket_file_bind() - Bind a Unix socket to a new file
 * @dir:	Directory in which the file is made
 * @path:	Path of the file for people and peers; its last component is the
 *		name in @dir
 * @mode:	Mode of the file, regardless of the umask
 *
 * The address of the socket, which peers see and answer to, is @path; or, if
 * @path is relative, its name behind the path of @dir.  If neither is short
 * enough for an address, it is a path below /proc/self that only this process
 * can use.  If another user redirected the path so that the file was made
 * elsewhere, it is removed again.
 *
 * Return: a descriptor of the file; or a negative errno with @err set and no
 * file made
 */
int socket_file_bind(int sock, int dir, const char *path, mode_t mode,
		     struct err *err);

#define SOCKET_FILE_PATH_SIZE 32

/** socket_file_path() - Write a path that leads this process to an open file */
void socket_file_path(int file, char path[SOCKET_FILE_PATH_SIZE]);

/**
 * socket_file_connect() - Connect @sock to the socket of a file; 0 or -errno
 */
int socket_file_connect(int sock, int file);

/** socket_file_allow() - Set mode and, unless (gid_t)-1, group; 0 or -errno */
int socket_file_allow(int file, mode_t mode, gid_t group);

#endif /* BASE_SOCKET_FILE_H */
