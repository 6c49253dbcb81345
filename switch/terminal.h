/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terminal from which the switch was started.  When it has gone, nobody is
 * there any more who would end the switch, so it ends itself, unless it was told
 * to outlast that: SIGHUP was ignored when it started, as nohup(1) has it, or it
 * is in a session of its own, or it reads and writes elsewhere.
 *
 * A shell that goes with its terminal sends SIGHUP to what it has started, as a
 * person does who wants the file applied again; a shell that ends sends nothing,
 * and the terminal goes after it.  So it is the terminal that is looked at.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <ev.h>

#include "base/types.h"

/**
 * struct terminal - What is watched
 * @fd:		The controlling terminal; -1: there is none, or none any more
 * @hangup:	An epoll instance that is ready when something happens at @fd.  A
 *		hangup wakes only who waits for input; what is typed there is for
 *		others to read, and is told of once, not until it was read
 */
struct terminal {
	struct ev_loop *loop;
	int fd;
	int hangup;
	ev_io gone;
};

void terminal_init(struct terminal *t);

/** terminal_watch() - From now on; before SIGHUP is caught */
void terminal_watch(struct terminal *t, struct ev_loop *loop);
void terminal_forget(struct terminal *t);

/** terminal_ends_switch() - If it has gone, as SIGHUP may say; else false */
bool terminal_ends_switch(struct terminal *t);

#endif /* TERMINAL_H */
