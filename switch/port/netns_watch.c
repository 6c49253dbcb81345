/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process is watched by a pidfd.  A file is watched through its directory,
 * with one inotify descriptor for all files: a user may have only a few of
 * those.
 */
#include "port/netns_watch.h"

#include <errno.h>
#include <ev.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "port/async_close.h"
#include "port/netns.h"

/**
 * struct netns_watch - Watch of one namespace
 * @ended:	The process's pidfd, if a process is watched
 * @path:	The file, if a file is watched; else NULL
 * @file:	Identity of that file when the watch began
 */
struct netns_watch {
	LIST_ENTRY(netns_watch) link;
	struct ev_loop *loop;
	void (*disappeared)(void *arg);
	void *arg;
	ev_io ended;
	char *path;
	struct stat file;
};

/* The inotify descriptor, open while files are watched. */
static struct {
	ev_io changed;
	LIST_HEAD(watch_list, netns_watch) watches;
} files;

static void on_ended(EV_P_ ev_io *w, int revents)
{
	struct netns_watch *watch = w->data;

	(void)revents;
	ev_io_stop(EV_A_ w);
	watch->disappeared(watch->arg);
}

static bool is_there(const struct netns_watch *watch)
{
	struct stat now;

	return !stat(watch->path, &now) && now.st_ino == watch->file.st_ino &&
	       now.st_dev == watch->file.st_dev;
}

/* All files are checked, so the events need not be parsed. */
static void on_changed(EV_P_ ev_io *w, int revents)
{
	struct netns_watch *watch, *next;
	char events[4096];

	(void)loop;
	(void)revents;
	if (read(w->fd, events, sizeof(events)) < 0)
		return;
	for (watch = LIST_FIRST(&files.watches); watch; watch = next) {
		next = LIST_NEXT(watch, link);
		if (!is_there(watch))
			watch->disappeared(watch->arg);
	}
}

static int watch_process(struct netns_watch *watch, int pid, struct err *err)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return err_set(err, errno, "watch process %d", pid);
	ev_io_init(&watch->ended, on_ended, fd, EV_READ);
	watch->ended.data = watch;
	ev_io_start(watch->loop, &watch->ended);
	return 0;
}

static int open_inotify(struct ev_loop *loop, struct err *err)
{
	int fd;

	if (!LIST_EMPTY(&files.watches))
		return 0;
	fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0)
		return err_set(err, errno, "watch network namespaces");
	ev_io_init(&files.changed, on_changed, fd, EV_READ);
	ev_io_start(loop, &files.changed);
	return 0;
}

static void close_inotify(struct ev_loop *loop)
{
	if (!LIST_EMPTY(&files.watches))
		return;
	ev_io_stop(loop, &files.changed);
	async_close(files.changed.fd); /* blocks as long as for a tap */
}

static int watch_directory(struct netns_watch *watch, struct err *err)
{
	char copy[PATH_MAX];

	strcpy(copy, watch->path); /* it fits: see netns_path() */
	if (stat(watch->path, &watch->file) ||
	    inotify_add_watch(files.changed.fd, dirname(copy),
			      IN_DELETE | IN_MOVED_FROM | IN_ONLYDIR) < 0)
		return err_set(err, errno, "watch network namespace \"%s\"",
			       watch->path);
	return 0;
}

static int watch_file(struct netns_watch *watch, const char *path,
		      struct err *err)
{
	int ret = open_inotify(watch->loop, err);

	if (ret)
		return ret;
	watch->path = strdup(path);
	ret = watch->path ? watch_directory(watch, err)
			  : err_set(err, ENOMEM, "watch \"%s\"", path);
	if (ret) {
		free(watch->path);
		close_inotify(watch->loop);
		return ret;
	}
	LIST_INSERT_HEAD(&files.watches, watch, link);
	return 0;
}

struct netns_watch *netns_watch_new(struct ev_loop *loop, const char *where,
				    void (*disappeared)(void *arg), void *arg,
				    struct err *err)
{
	struct netns_watch *watch = calloc(1, sizeof(*watch));
	char path[PATH_MAX] = "";
	int pid = netns_pid(where);
	int ret;

	if (!watch) {
		err_set(err, ENOMEM, "watch a network namespace");
		return NULL;
	}
	watch->loop = loop;
	watch->disappeared = disappeared;
	watch->arg = arg;
	netns_path(where, path);
	ret = pid ? watch_process(watch, pid, err)
		  : watch_file(watch, path, err);
	if (!ret)
		return watch;
	free(watch);
	return NULL;
}

void netns_watch_free(struct netns_watch *watch)
{
	if (!watch)
		return;
	if (watch->path) {
		LIST_REMOVE(watch, link);
		close_inotify(watch->loop);
	} else {
		ev_io_stop(watch->loop, &watch->ended);
		close(watch->ended.fd);
	}
	free(watch->path);
	free(watch);
}
