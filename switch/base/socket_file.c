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

#define FIND_TRIES 20 /* each takes a microsecond or less */

int socket_file_dir(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd;

	*name = slash ? slash + 1 : path;
	if (!**name)
		return -EISDIR;
	/* The slash is kept, since "/" is all that names the root. */
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

/* The last component, if the text in front of it is that of our socket's path;
 * else NULL */
static const char *name_in_home(const char *path,
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

/* RESOLVE_CACHED fails with EAGAIN also while a mount or a rename is in
 * progress, so it is tried again; and, on a tmpfs, if the file does not
 * exist. */
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
	/* An older kernel lacks the system call or the flag. */
	return errno == ENOSYS || errno == EINVAL ? -EAGAIN : -errno;
}

int socket_file_find_owned(const char *path, const struct socket_home *home,
			   uid_t uid)
{
	const char *name = name_in_home(path, home);
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

/* Whether the directory part of a path leads to @dir at this moment */
static bool leads_to(const char *path, int dir)
{
	struct stat here, there;
	const char *name;
	int at = socket_file_dir(path, &name);
	bool ret;

	if (at < 0)
		return false;
	ret = !fstat(dir, &here) && !fstat(at, &there) &&
	      is_same(&here, &there);
	close(at);
	return ret;
}

/* Writes the path of @name in @dir; "" if it is too long. */
static void real_path(int dir, const char *name, char path[PATH_MAX])
{
	char link[SOCKET_FILE_PATH_SIZE];
	ssize_t len;
	size_t left;

	socket_file_path(dir, link);
	len = readlink(link, path, PATH_MAX - 1);
	path[len < 0 ? 0 : len] = '\0';
	len = (ssize_t)strlen(path);
	left = PATH_MAX - (size_t)len;
	if ((size_t)snprintf(path + len, left, "/%s", name) >= left)
		path[0] = '\0';
}

/* Peers see the address that is bound, so it is a path that they can use, if
 * one is short enough. */
static int choose_address(int dir, const char *path, const char *name,
			  struct sockaddr_un *address)
{
	const size_t size = sizeof(address->sun_path);
	char real[PATH_MAX];
	const char *const paths[] = { path, real };

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	real_path(dir, name, real);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		if (*paths[i] != '/' || strlen(paths[i]) >= size ||
		    !leads_to(paths[i], dir))
			continue;
		strcpy(address->sun_path, paths[i]);
		return 0;
	}
	return (size_t)snprintf(address->sun_path, size, "/proc/self/fd/%d/%s",
				dir, name) < size
		       ? 0
		       : -ENAMETOOLONG;
}

static bool has_name(int file, int dir, const char *name)
{
	int there = socket_file_find(dir, name);
	struct stat a, b;
	bool ret;

	if (there < 0)
		return false;
	ret = !fstat(file, &a) && !fstat(there, &b) && is_same(&a, &b);
	close(there);
	return ret;
}

/* Removes a file from the directory where it is now. */
static void remove_file(int file)
{
	char link[SOCKET_FILE_PATH_SIZE], path[PATH_MAX];
	const char *name;
	ssize_t len;
	int dir;

	socket_file_path(file, link);
	len = readlink(link, path, sizeof(path) - 1);
	path[len < 0 ? 0 : len] = '\0';
	dir = socket_file_dir(path, &name);
	if (dir < 0)
		return;
	if (has_name(file, dir, name))
		unlinkat(dir, name, 0);
	close(dir);
}

/* Another user may have redirected the path just before bind().  With
 * CAP_NET_ADMIN, the kernel tells which file was made.  Without it, the file
 * can only be where we may make files anyway, and we cannot change files of
 * other users. */
static int find_bound_file(int sock, int dir, const char *name)
{
	int file = ioctl(sock, SIOCUNIXFILE);

	if (file < 0)
		return socket_file_find(dir, name);
	fcntl(file, F_SETFD, FD_CLOEXEC);
	if (has_name(file, dir, name))
		return file;
	remove_file(file);
	close(file);
	return -ENOENT;
}

int socket_file_bind(int sock, int dir, const char *path, mode_t mode,
		     struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct sockaddr_un address;
	mode_t before;
	int ret = choose_address(dir, path, name, &address);

	before = umask(~mode & 0777);
	if (!ret && bind(sock, (struct sockaddr *)&address, sizeof(address)))
		ret = -errno;
	umask(before);
	if (ret)
		return err_set(err, -ret, "make socket \"%s\"", path);
	ret = find_bound_file(sock, dir, name);
	if (ret == -ENOENT)
		return err_say(err, ESTALE, "replaced", 0,
			       "the path of socket \"%s\" was redirected "
			       "meanwhile",
			       path);
	return ret < 0 ? err_set(err, -ret, "find socket \"%s\" again", path)
		       : ret;
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
