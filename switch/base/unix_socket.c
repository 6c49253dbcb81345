/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG	      128
#define LOCK_TRIES    100
#define LOCK_AGAIN_MS 10

static int make_address(const char *path, struct sockaddr_un *address,
			struct err *err)
{
	size_t len = strlen(path);

	if (!len || len >= sizeof(address->sun_path))
		return err_say(err, ENAMETOOLONG, "bad-value", 0,
			       "socket path of %zu bytes, expected 1 to %zu",
			       len, sizeof(address->sun_path) - 1);
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address->sun_path, path, len);
	return 0;
}

/* Whether somebody listens there: 1 or 0, or a negative errno */
static int is_served(const struct sockaddr_un *address, int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int errnum;

	if (fd < 0)
		return -errno;
	errnum = connect(fd, (const struct sockaddr *)address, sizeof(*address))
			 ? errno
			 : 0;
	close(fd);
	/* EAGAIN: there is a queue, and it is full */
	if (!errnum || errnum == EAGAIN)
		return 1;
	return errnum == ECONNREFUSED || errnum == ENOENT ? 0 : -errnum;
}

/* Remove the socket of a program that is no more */
static int make_way(const struct sockaddr_un *address, int type,
		    struct err *err)
{
	const char *path = address->sun_path;
	struct stat st;
	int served;

	if (lstat(path, &st))
		return errno == ENOENT
			       ? 0
			       : err_set(err, errno, "look at \"%s\"", path);
	if (!S_ISSOCK(st.st_mode))
		return err_say(err, EEXIST, "not-a-socket", 0,
			       "\"%s\" is there and is no socket", path);
	served = is_served(address, type);
	if (served < 0)
		return err_set(err, -served, "look who serves \"%s\"", path);
	if (served)
		return err_say(err, EADDRINUSE, "in-use", 0,
			       "socket \"%s\" is served by another program",
			       path);
	if (unlink(path) && errno != ENOENT)
		return err_set(err, errno, "remove old socket \"%s\"", path);
	return 0;
}

/* The path may lead elsewhere by now, where others may write to the directory. */
static int allow(int file, const struct stat *made, mode_t mode, gid_t group)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (fstat(file, &st))
		return -errno;
	if (!S_ISSOCK(st.st_mode) || st.st_dev != made->st_dev ||
	    st.st_ino != made->st_ino)
		return -ESTALE;
	if (group != (gid_t)-1 &&
	    fchownat(file, "", (uid_t)-1, group, AT_EMPTY_PATH))
		return -errno;
	return chmod(path, mode) ? -errno : 0;
}

int unix_socket_allow(const char *path, const struct stat *made, mode_t mode,
		      gid_t group, struct err *err)
{
	int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int ret = file < 0 ? -errno : allow(file, made, mode, group);

	if (file >= 0)
		close(file);
	return ret ? err_set(err, -ret, "say who may open socket \"%s\"", path)
		   : 0;
}

/* The file is born the owner's; others are let in when all is as asked */
static int bind_file(int fd, const struct sockaddr_un *address,
		     const struct unix_socket *config, struct stat *made,
		     struct err *err)
{
	mode_t before = umask(~config->mode | 0077);
	int ret = bind(fd, (const struct sockaddr *)address, sizeof(*address));
	int errnum = errno;

	umask(before);
	if (ret)
		return err_set(err, errnum, "make socket \"%s\"", config->path);
	if (lstat(config->path, made)) {
		ret = err_set(err, errno, "look at \"%s\"", config->path);
		goto out_unlink;
	}
	ret = unix_socket_allow(config->path, made, config->mode, config->group,
				err);
	if (!ret)
		return 0;

out_unlink:
	unlink(config->path);
	return ret;
}

/* Of two that start at once, one sees what the other has done: the directory
 * is locked from the look at an old socket until the new one is listened on.
 * Others lock directories too (tmpfiles.d(5)): who has one for that long does
 * not start a switch.  Returns what to close, or -1. */
static int lock_directory(const struct sockaddr_un *address)
{
	char path[sizeof(address->sun_path)];
	int tries = LOCK_TRIES;
	int fd;

	strcpy(path, address->sun_path);
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) &&
	       errno == EWOULDBLOCK && tries--)
		poll(NULL, 0, LOCK_AGAIN_MS);
	return fd;
}

/* Returns the descriptor, or a negative errno */
static int open_at(const struct sockaddr_un *address,
		   const struct unix_socket *config, struct stat *made,
		   struct err *err)
{
	int ret = make_way(address, config->type, err);
	int fd;

	if (ret)
		return ret;
	fd = socket(AF_UNIX, config->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_set(err, errno, "make a socket");
	ret = bind_file(fd, address, config, made, err);
	if (ret)
		goto out_close;
	if (config->type == SOCK_STREAM && listen(fd, BACKLOG)) {
		ret = err_set(err, errno, "listen on \"%s\"", config->path);
		goto out_unlink;
	}
	return fd;

out_unlink:
	unlink(config->path);
out_close:
	close(fd);
	return ret;
}

int unix_socket_open(const struct unix_socket *config, struct stat *made,
		     struct err *err)
{
	struct sockaddr_un address;
	int lock, ret;

	ret = make_address(config->path, &address, err);
	if (ret)
		return ret;
	lock = lock_directory(&address);
	ret = open_at(&address, config, made, err);
	if (lock >= 0)
		close(lock);
	return ret;
}

void unix_socket_close(int fd, const char *path, const struct stat *made)
{
	struct stat st;

	/* while fd is open, the number of its file goes to no other */
	if (!lstat(path, &st) && st.st_dev == made->st_dev &&
	    st.st_ino == made->st_ino)
		unlink(path);
	close(fd);
}
