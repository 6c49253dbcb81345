/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/socket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <linux/un.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/user_ns.h"

#define FIND_TRIES 3

int socket_file_dir(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd;

	*name = slash ? slash + 1 : path;
	if (!**name)
		return -EISDIR;
	/* The slash stays: it is all of a path to the root. */
	if (slash && snprintf(dir, sizeof(dir), "%.*s", (int)(slash + 1 - path),
			      path) >= (int)sizeof(dir))
		return -ENAMETOOLONG;
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void socket_file_path(int file, char path[SOCKET_FILE_PATH_SIZE])
{
	snprintf(path, SOCKET_FILE_PATH_SIZE, "/proc/self/fd/%d", file);
}

int socket_file_find(int dir, const char *name)
{
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void socket_home_open(struct socket_home *home, const char *path)
{
	const char *name;

	*home = (struct socket_home){ NULL, -1 };
	if (path)
		home->dir = socket_file_dir(path, &name);
	if (home->dir >= 0)
		home->path = path;
}

void socket_home_close(struct socket_home *home)
{
	if (home->dir >= 0)
		close(home->dir);
	home->dir = -1;
}

/* Its name, where it is in the same directory, as that is written; else NULL */
static const char *name_at_home(const char *path,
				const struct socket_home *home)
{
	const char *slash = strrchr(path, '/');
	const char *ours = home->path ? strrchr(home->path, '/') : NULL;
	size_t len = slash ? (size_t)(slash + 1 - path) : 0;

	if (!slash || !ours || len != (size_t)(ours + 1 - home->path) ||
	    memcmp(path, home->path, len) != 0)
		return NULL;
	return slash + 1;
}

/* What is at hand cannot always be had: somebody mounts or renames just then. */
static int find_without_waiting(const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_CACHED,
	};
	long fd = -1;

	errno = EAGAIN;
	for (int i = 0; fd < 0 && errno == EAGAIN && i < FIND_TRIES; i++)
		fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	if (fd >= 0)
		return (int)fd;
	/* An older kernel does not know the call, or the word. */
	return errno == ENOSYS || errno == EINVAL ? -EAGAIN : -errno;
}

int socket_file_find_of(const char *path, const struct socket_home *home,
			uid_t uid)
{
	const char *name = name_at_home(path, home);
	struct stat st;
	int file, ret = 0;

	if (user_ns_is_unmapped(uid))
		return -EOVERFLOW;
	file = name ? socket_file_find(home->dir, name)
		    : find_without_waiting(path);
	if (file < 0)
		return file;
	if (fstat(file, &st))
		ret = -errno;
	else if (!S_ISSOCK(st.st_mode))
		ret = -ENOTSOCK;
	else if (uid != 0 && st.st_uid != uid)
		ret = -EACCES;
	if (!ret)
		return file;
	close(file);
	return ret;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* What is in it can be renamed by its owner, by the owners of what is in it where
 * it is sticky, else by all who may write to it.  Users of outside our user
 * namespace have nothing to gain: we are but one of them. */
static bool is_for_us_alone(const struct stat *st)
{
	return (st->st_uid == 0 || st->st_uid == geteuid() ||
		user_ns_is_unmapped(st->st_uid)) &&
	       (!(st->st_mode & 0022) || (st->st_mode & S_ISVTX));
}

/* Whether nobody but root and us can lead its path elsewhere */
static bool is_safe(int dir)
{
	int fd = openat(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat here, above = { 0 };
	bool safe = fd >= 0 && !fstat(fd, &here) && is_for_us_alone(&here);

	while (safe) {
		int up = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

		close(fd);
		fd = up;
		safe = fd >= 0 && !fstat(fd, &above) && is_for_us_alone(&above);
		if (safe && is_same(&above, &here))
			break; /* the root is above itself */
		here = above;
	}
	if (fd >= 0)
		close(fd);
	return safe;
}

/* "" where the directory has no path by which others come to it */
static void path_of(int dir, char path[PATH_MAX])
{
	char link[SOCKET_FILE_PATH_SIZE];
	struct stat st, named;
	ssize_t len;

	socket_file_path(dir, link);
	len = readlink(link, path, PATH_MAX - 1);
	path[len < 0 ? 0 : len] = '\0';
	if (fstat(dir, &st) || stat(path, &named) || !is_same(&st, &named))
		path[0] = '\0';
}

static int name_it(int dir, const char *name, struct sockaddr_un *address)
{
	const size_t size = sizeof(address->sun_path);
	char path[PATH_MAX];

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	path_of(dir, path);
	if (*path && is_safe(dir) &&
	    (size_t)snprintf(address->sun_path, size, "%s/%s",
			     strcmp(path, "/") != 0 ? path : "", name) < size)
		return 0;
	return (size_t)snprintf(address->sun_path, size, "/proc/self/fd/%d/%s",
				dir, name) < size
		       ? 0
		       : -ENAMETOOLONG;
}

/* Without CAP_NET_ADMIN the kernel does not say which it is; but then we may do
 * nothing to the files of others that they could not do. */
static int file_of(int sock, int dir, const char *name)
{
	int file = ioctl(sock, SIOCUNIXFILE);

	if (file < 0)
		return socket_file_find(dir, name);
	fcntl(file, F_SETFD, FD_CLOEXEC);
	return file;
}

int socket_file_bind(int sock, int dir, const char *name, mode_t mode)
{
	struct sockaddr_un address;
	int ret = name_it(dir, name, &address);
	mode_t before;

	if (ret)
		return ret;
	before = umask(~mode & 0777);
	ret = bind(sock, (struct sockaddr *)&address, sizeof(address)) ? -errno
								       : 0;
	umask(before);
	return ret ? ret : file_of(sock, dir, name);
}

int socket_file_connect(int sock, int file)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	socket_file_path(file, to.sun_path);
	return connect(sock, (struct sockaddr *)&to, sizeof(to)) ? -errno : 0;
}

int socket_file_allow(int file, mode_t mode, gid_t group)
{
	char path[SOCKET_FILE_PATH_SIZE];

	socket_file_path(file, path);
	if (group != (gid_t)-1 &&
	    fchownat(file, "", (uid_t)-1, group, AT_EMPTY_PATH))
		return -errno;
	return chmod(path, mode) ? -errno : 0;
}
