/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/path.h"
#include "port/denied.h"

/* Cache of netns_id(), as /proc is slow; zeros if unknown. */
static struct netns_id here;

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

bool netns_path(const char *where, char *path)
{
	int len;

	if (strchr(where, '/'))
		len = snprintf(path, PATH_MAX, "%s", where);
	else if (is_number(where))
		len = snprintf(path, PATH_MAX, "/proc/%s/ns/net", where);
	else
		len = snprintf(path, PATH_MAX, "/run/netns/%s", where);
	return len < PATH_MAX;
}

int netns_pid(const char *where)
{
	char path[PATH_MAX];
	int pid;

	if (!netns_path(where, path) || sscanf(path, "/proc/%d/", &pid) != 1)
		return 0;
	return pid;
}

bool netns_is_same(const char *a, const char *b)
{
	char path[PATH_MAX], other[PATH_MAX];

	if (!a || !b)
		return a == b;
	return !strcmp(a, b) || (netns_path(a, path) && netns_path(b, other) &&
				 path_is_same(path, other));
}

/* Enters the namespace of @fd; @where names it in the error's text. */
static int enter(int fd, const char *where, struct err *err)
{
	int back = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	int ret;

	if (back < 0)
		return err_set(err, errno, "open this network namespace");
	if (!setns(fd, CLONE_NEWNET)) {
		here = (struct netns_id){ 0 };
		return back;
	}
	/* EINVAL: `ip netns add` makes the file before it mounts the namespace. */
	ret = errno == EINVAL
		      ? err_say(err, EINVAL, "no-such-netns", 0,
				"%s is not a network namespace", where)
		      : denied_netns(err_set(err, errno,
					     "enter network namespace %s",
					     where),
				     err);
	close(back);
	return ret;
}

int netns_enter(const char *where, struct err *err)
{
	char path[PATH_MAX];
	char quoted[128];
	int fd, ret;

	snprintf(quoted, sizeof(quoted), "\"%s\"", where);
	if (!netns_path(where, path))
		return err_say(err, ENOENT, "no-such-netns", 0,
			       "network namespace %s does not exist", quoted);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_say(err, ENOENT, "no-such-netns", 0,
			       "network namespace %s does not exist", quoted);
	if (fd < 0)
		return denied_netns(err_set(err, errno,
					    "open network namespace %s",
					    quoted),
				    err);
	ret = enter(fd, quoted, err);
	close(fd);
	return ret;
}

int netns_enter_fd(int fd, struct err *err)
{
	return enter(fd, "of a descriptor", err);
}

struct netns_id netns_id(void)
{
	struct stat st = { .st_ino = 0 };

	if (!here.ino && !stat("/proc/thread-self/ns/net", &st))
		here = (struct netns_id){ st.st_dev, st.st_ino };
	return here;
}

struct netns_id netns_id_of(int fd)
{
	struct stat st = { .st_ino = 0 };

	if (fd < 0)
		return netns_id();
	if (fstat(fd, &st))
		return (struct netns_id){ 0 };
	return (struct netns_id){ st.st_dev, st.st_ino };
}

void netns_leave(int back)
{
	/* If this failed, the switch would make its next taps and sockets in the
	 * wrong namespace. */
	if (setns(back, CLONE_NEWNET)) {
		log_limited(LOG_LEVEL_ERROR,
			    "cannot return from a network namespace: %s",
			    strerror(errno));
		abort();
	}
	here = (struct netns_id){ 0 };
	close(back);
}
