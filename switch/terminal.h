/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terminal from which the switch was started.  The switch ends when that
 * terminal is closed, as it could not be ended from there any more; but not if
 * SIGHUP was ignored at the start, as with nohup(1), if the switch has a
 * session of its own, or if no standard descriptor is the terminal.
 *
 * SIGHUP alone is not enough to know this: a shell whose terminal was closed sends
 * it to its jobs, but an administrator sends it, too, to reload the file; and a
 * shell that exits does not send it.  So the terminal itself is watched.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <ev.h>

#include "base/types.h"

/**
 * struct terminal - A watched terminal
 * @fd:		The controlling terminal; -1: none, or closed
 * @hangup:	An epoll instance that is readable when something happens at
 *		@fd.  A hangup is reported only with EPOLLIN; edge-triggered, as
 *		input that is typed is not read here and must wake the loop only
 *		once
 * @watcher:	Watches @hangup
 */
struct terminal {
	struct ev_loop *loop;
	int fd;
	int hangup;
	ev_io watcher;
};

void terminal_init(struct terminal *t);

/** terminal_watch() - Watch the terminal; call it before SIGHUP is handled */
void terminal_watch(struct terminal *t, struct ev_loop *loop);
void terminal_forget(struct terminal *t);

/** terminal_ends_switch() - Stop the loop if the terminal was closed */
bool terminal_ends_switch(struct terminal *t);

#endif /* TERMINAL_H */
