/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files of Unix sockets, and the directories in which they lie, by descriptor.
 *
 * Another user may own a directory above, and may put a symbolic link or another
 * file in the place of a name at any moment.  A descriptor stays with what it was
 * opened for: so a name is looked up once, what was found is looked at, and all
 * that follows is done to that.  The descriptors are of O_PATH.
 */
#ifndef BASE_SOCKET_FILE_H
#define BASE_SOCKET_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/**
 * socket_file_dir() - The directory in which a path's last name is
 * @name:	Set to that name, within @path
 *
 * Return: a descriptor, or a negative errno
 */
int socket_file_dir(const char *path, const char **name);

/** socket_file_find() - A name in a directory, no symbolic link; or -errno */
int socket_file_find(int dir, const char *name);

/**
 * struct socket_home - A socket of ours, beside which those of others may lie
 * @path:	NULL for one without a file
 * @dir:	Its directory
 */
struct socket_home {
	const char *path;
	int dir;
};

/** socket_home_open() - Without its directory, no path is taken for beside it */
void socket_home_open(struct socket_home *home, const char *path);

/** socket_home_close() - Twice is fine */
void socket_home_close(struct socket_home *home);

/**
 * socket_file_find_of() - The socket that a stranger says is its own
 * @path:	As it says
 * @uid:	The stranger, which must own it; 0 may name any
 *
 * A path on a file system that does not answer would hold up all: it is taken where
 * it is in the directory of our own socket, or where the kernel has all of it at
 * hand (openat2(2), RESOLVE_CACHED).
 *
 * Return: the file; or a negative errno: -EACCES it is another's, -EOVERFLOW nobody
 * can tell whose it is (see base/user_ns.h), -ENOTSOCK it is no socket, -EAGAIN it
 * would have to be waited for
 */
int socket_file_find_of(const char *path, const struct socket_home *home,
			uid_t uid);

/**
 * socket_file_bind() - Make a socket's file
 * @dir:	Where it is to be
 * @path:	That it has for people and peers; its last name counts
 * @mode:	Of the file; the umask is not asked
 *
 * The socket's own name, to which its peers answer, is @path; or with the path of
 * @dir, if @path is relative.  Where both are too long, it is one that means
 * something to this process alone.  A file that was made elsewhere, as another user
 * has led the path there, is removed again.
 *
 * Return: the file, or a negative errno with @err set and no file was made
 */
int socket_file_bind(int sock, int dir, const char *path, mode_t mode,
		     struct err *err);

#define SOCKET_FILE_PATH_SIZE 32

/** socket_file_path() - That leads to a file for us, while it is open */
void socket_file_path(int file, char path[SOCKET_FILE_PATH_SIZE]);

/** socket_file_connect() - To the socket whose file it is; 0 or -errno */
int socket_file_connect(int sock, int file);

/** socket_file_allow() - Say who may open it; (gid_t)-1: its group stays */
int socket_file_allow(int file, mode_t mode, gid_t group);

#endif /* BASE_SOCKET_FILE_H */
