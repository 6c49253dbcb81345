/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100 /* each fails only if a holder removed the file meanwhile */

static void lock_name(const char *name, char lock[NAME_MAX + 1])
{
	snprintf(lock, NAME_MAX + 1, "%s.lock", name);
}

/* Another user may have made a file of this name in a shared directory. */
static bool is_ours(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	       st.st_uid == geteuid() && !(st.st_mode & 0077);
}

/* The previous holder removes the file on release: it may be gone, or another
 * file may have its name by now. */
static bool is_still_in_place(int fd, int dir, const char *lock)
{
	struct stat ours, there;

	return !fstat(fd, &ours) &&
	       !fstatat(dir, lock, &there, AT_SYMLINK_NOFOLLOW) &&
	       ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* Returns the descriptor, -EAGAIN if the file was removed meanwhile, or another
 * negative errno */
static int try_lock(int dir, const char *lock, const char *path,
		    struct err *err)
{
	int fd = openat(dir, lock,
			O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			0600);
	int ret;

	if (fd < 0)
		return err_set(err, errno, "lock \"%s\" with \"%s\"", path,
			       lock);
	if (!is_ours(fd))
		ret = err_say(
			err, EPERM, "not-ours", 0,
			"lock \"%s.lock\" is not a file of this user: remove it",
			path);
	else if (flock(fd, LOCK_EX | LOCK_NB))
		ret = err_say(err, EBUSY, "in-use", 0,
			      "\"%s\" is being made by another program", path);
	else if (is_still_in_place(fd, dir, lock))
		return fd;
	else
		ret = err_say(err, EAGAIN, "in-use", 0,
			      "\"%s\" is being made by other programs", path);
	close(fd);
	return ret;
}

int lock_file_take(int dir, const char *name, const char *path, struct err *err)
{
	char lock[NAME_MAX + 1];
	int ret = -EAGAIN;

	lock_name(name, lock);
	for (int i = 0; i < TRIES && ret == -EAGAIN; i++)
		ret = try_lock(dir, lock, path, err);
	return ret;
}

void lock_file_leave(int dir, const char *name, int fd)
{
	char lock[NAME_MAX + 1];

	lock_name(name, lock);
	unlinkat(dir, lock, 0);
	close(fd);
}
