/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/lock_file.h"
#include "base/socket_file.h"

#define BACKLOG 128

static int check_path(const char *path, struct err *err)
{
	const size_t len = strlen(path);
	const size_t most = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;

	if (len && len <= most)
		return 0;
	return err_say(err, ENAMETOOLONG, "bad-value", 0,
		       "socket path of %zu bytes, expected 1 to %zu", len,
		       most);
}

/* Whether a process has the socket open: 1 or 0, or a negative errno */
static int is_in_use(int file, int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	if (fd < 0)
		return -errno;
	ret = socket_file_connect(fd, file);
	close(fd);
	/* EAGAIN: its queue of connections is full */
	if (!ret || ret == -EAGAIN)
		return 1;
	return ret == -ECONNREFUSED || ret == -ENOENT ? 0 : ret;
}

static int check_unused(int file, const char *path, int type, struct err *err)
{
	struct stat st;
	int in_use;

	if (fstat(file, &st))
		return err_set(err, errno, "examine \"%s\"", path);
	if (!S_ISSOCK(st.st_mode))
		return err_say(
			err, EEXIST, "not-a-socket", 0,
			"\"%s\" exists and is not a socket: remove it, or "
			"choose another path",
			path);
	in_use = is_in_use(file, type);
	if (in_use < 0)
		return err_set(err, -in_use, "check whether \"%s\" is in use",
			       path);
	if (in_use)
		return err_say(
			err, EADDRINUSE, "in-use", 0,
			"socket \"%s\" is in use by another program: stop "
			"it, or choose another path",
			path);
	return 0;
}

/* Removes a socket that a program left behind. */
static int remove_stale(int dir, const char *name,
			const struct unix_socket *config, struct err *err)
{
	const char *path = config->path;
	int file = socket_file_find(dir, name);
	int ret;

	if (file == -ENOENT)
		return 0;
	if (file < 0)
		return err_set(err, -file, "examine \"%s\"", path);
	ret = check_unused(file, path, config->type, err);
	close(file);
	if (!ret && unlinkat(dir, name, 0) && errno != ENOENT)
		ret = err_set(err, errno, "remove old socket \"%s\"", path);
	return ret;
}

static int record_identity(int dir, int file, struct unix_socket_made *made)
{
	struct stat at, st;

	if (fstat(dir, &at) || fstat(file, &st))
		return -errno;
	*made = (struct unix_socket_made){
		.dev = st.st_dev,
		.ino = st.st_ino,
		.dir_dev = at.st_dev,
		.dir_ino = at.st_ino,
	};
	return 0;
}

/* Opens the file if it is still the one that was made; or returns -errno. */
static int find_same_file_in(int dir, const char *name,
			     const struct unix_socket_made *made)
{
	int file = socket_file_find(dir, name);
	struct stat st;

	if (file < 0)
		return file;
	if (!fstat(file, &st) && st.st_dev == made->dev &&
	    st.st_ino == made->ino)
		return file;
	close(file);
	return -ESTALE;
}

/* The same, by path: it must lead to the directory where the file was made. */
static int find_same_file(const char *path, const struct unix_socket_made *made,
			  int *dir, const char **name)
{
	struct stat st;
	int file = -ESTALE;

	*dir = socket_file_dir(path, name);
	if (*dir < 0)
		return *dir;
	if (!fstat(*dir, &st) && st.st_dev == made->dir_dev &&
	    st.st_ino == made->dir_ino)
		file = find_same_file_in(*dir, *name, made);
	if (file < 0)
		close(*dir);
	return file < 0 ? -ESTALE : file;
}

int unix_socket_allow(const char *path, const struct unix_socket_made *made,
		      mode_t mode, gid_t group, struct err *err)
{
	const char *name;
	int dir, ret, file = find_same_file(path, made, &dir, &name);

	if (file < 0)
		return err_set(err, -file, "find socket \"%s\" again", path);
	ret = socket_file_allow(file, mode, group);
	close(file);
	close(dir);
	return ret ? err_set(err, -ret, "set mode and group of socket \"%s\"",
			     path)
		   : 0;
}

/* The file is made with the owner's permissions only; those of others are added
 * after its group is set. */
static int bind_file(int fd, int dir, const char *name,
		     const struct unix_socket *config,
		     struct unix_socket_made *made, struct err *err)
{
	int file = socket_file_bind(fd, dir, config->path, config->mode & 0700,
				    err);
	int ret;

	if (file < 0)
		return file;
	ret = record_identity(dir, file, made);
	if (!ret)
		ret = socket_file_allow(file, config->mode, config->group);
	close(file);
	if (!ret)
		return 0;
	unlinkat(dir, name, 0);
	return err_set(err, -ret, "set mode and group of socket \"%s\"",
		       config->path);
}

/* Returns the descriptor, or a negative errno */
static int open_at(int dir, const char *name, const struct unix_socket *config,
		   struct unix_socket_made *made, struct err *err)
{
	int ret = remove_stale(dir, name, config, err);
	int fd;

	if (ret)
		return ret;
	fd = socket(AF_UNIX, config->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, errno, "make a socket");
	ret = bind_file(fd, dir, name, config, made, err);
	if (ret)
		goto out_close;
	if (config->type == SOCK_STREAM && listen(fd, BACKLOG)) {
		ret = err_set(err, errno, "listen on \"%s\"", config->path);
		goto out_unlink;
	}
	return fd;

out_unlink:
	unlinkat(dir, name, 0);
out_close:
	close(fd);
	return ret;
}

int unix_socket_open_in(int dir, const char *name,
			const struct unix_socket *config,
			struct unix_socket_made *made, struct err *err)
{
	/* held from the check of an old socket until the new one listens */
	int lock = lock_file_take(dir, name, config->path, err);
	int ret;

	if (lock < 0)
		return lock;
	ret = open_at(dir, name, config, made, err);
	lock_file_leave(dir, name, lock);
	return ret;
}

int unix_socket_open(const struct unix_socket *config,
		     struct unix_socket_made *made, struct err *err)
{
	int ret = check_path(config->path, err);
	const char *name;
	int dir;

	if (ret)
		return ret;
	dir = socket_file_dir(config->path, &name);
	if (dir < 0)
		return err_set(err, -dir, "make socket \"%s\"", config->path);
	ret = unix_socket_open_in(dir, name, config, made, err);
	close(dir);
	return ret;
}

void unix_socket_close_in(int fd, int dir, const char *name,
			  const struct unix_socket_made *made)
{
	/* while fd is open, its inode number is not reused */
	int file = find_same_file_in(dir, name, made);

	if (file >= 0) {
		unlinkat(dir, name, 0);
		close(file);
	}
	close(fd);
}

void unix_socket_close(int fd, const char *path,
		       const struct unix_socket_made *made)
{
	const char *name;
	int dir, file = find_same_file(path, made, &dir, &name);

	if (file < 0) {
		close(fd);
		return;
	}
	close(file);
	unix_socket_close_in(fd, dir, name, made);
	close(dir);
}
