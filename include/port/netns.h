/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Enters another network namespace for a short time.
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
 * netns_path() - The file of a namespace
 * @where:	As for netns_enter()
 * @path:	Set to the path; has PATH_MAX bytes
 *
 * Return: false if the path is too long, so that no such file can exist
 */
bool netns_path(const char *where, char *path);

/** netns_pid() - The process that @where names, also as /proc/PID/...; 0 if none */
int netns_pid(const char *where);

/** netns_is_same() - Whether both name the same file; NULL is the switch's own */
bool netns_is_same(const char *a, const char *b);

/**
 * netns_enter() - Move the calling thread into a network namespace
 * @where:	A path if it contains a '/'; a process if it is all digits; else
 *		a name as of `ip netns add`, in /run/netns
 *
 * Return: a descriptor for netns_leave(), or a negative errno with @err set and
 * the thread not moved: code "no-such-netns" if there is no such namespace
 */
int netns_enter(const char *where, struct err *err);

/** netns_enter_fd() - The same for a namespace's descriptor, which stays open */
int netns_enter_fd(int fd, struct err *err);

/** struct netns_id - Identity of a namespace, unique while the namespace exists */
struct netns_id {
	dev_t dev;
	ino_t ino;
};

/** netns_id() - Identity of the thread's namespace; zeros if it is unknown */
struct netns_id netns_id(void);

/** netns_id_of() - The same for a namespace's descriptor; -1: netns_id() */
struct netns_id netns_id_of(int fd);

static inline bool netns_id_equal(struct netns_id a, struct netns_id b)
{
	return a.ino == b.ino && a.dev == b.dev;
}

/** netns_leave() - Move back.  Cannot fail: if it does, the process aborts */
void netns_leave(int back);

#endif /* PORT_NETNS_H */
