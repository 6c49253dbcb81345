/* SPDX-License-Identifier: BSD-2-Clause */
/* A session with `tapswitch --ask`, which knows a file and runs no switch. */
#ifndef OFFLINE_H
#define OFFLINE_H

#include <sys/types.h>

#include "session.h"

/**
 * struct offline - Such a session
 * @pid:	The process of tapswitch
 */
struct offline {
	struct session session;
	pid_t pid;
};

/**
 * offline_open() - Start tapswitch
 * @file:	The configuration file
 *
 * It is the tapswitch beside this program, or else one in PATH.
 *
 * Return: 0, or a negative errno with @err set
 */
int offline_open(struct offline *o, const char *file, struct err *err);

/** offline_close() - Wait until it has ended */
void offline_close(struct offline *o);

#endif /* OFFLINE_H */
