/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Short visits to another network namespace.
 *
 *	int back = netns_enter("lab-h1", &err);
 *	...
 *	netns_leave(back);
 */
#ifndef PORT_NETNS_H
#define PORT_NETNS_H

#include <sys/types.h>

#include "base/err.h"

/**
 * netns_path() - The file that stands for a namespace
 * @where:	As for netns_enter()
 * @path:	PATH_MAX bytes
 *
 * Return: false when it does not fit, so that there is no such file
 */
bool netns_path(const char *where, char *path);

/** netns_pid() - The process that @where or a path in /proc names; 0 if none */
int netns_pid(const char *where);

/** netns_is_same() - Whether both are one name of one; NULL for our own */
bool netns_is_same(const char *a, const char *b);

/**
 * netns_enter() - Go there
 * @where:	A path when it holds a '/'; a process when it is all digits; else
 *		a name as `ip netns add` makes them, in /run/netns
 *
 * Return: what netns_leave() needs, or a negative errno with @err set and the
 * thread where it was: code "no-such-netns" when there is none
 */
int netns_enter(const char *where, struct err *err);

/** netns_enter_fd() - The same for a descriptor of a namespace, which stays */
int netns_enter_fd(int fd, struct err *err);

/** struct netns_id - Tells a namespace from all others that there are */
struct netns_id {
	dev_t dev;
	ino_t ino;
};

/** netns_id() - Of the namespace in which the thread is; zeros where none tells */
struct netns_id netns_id(void);

/** netns_id_of() - Of a namespace's descriptor, or of our own for -1 */
struct netns_id netns_id_of(int fd);

static inline bool netns_id_equal(struct netns_id a, struct netns_id b)
{
	return a.ino == b.ino && a.dev == b.dev;
}

/** netns_leave() - Come back.  Cannot fail: the process ends if it does */
void netns_leave(int back);

#endif /* PORT_NETNS_H */
