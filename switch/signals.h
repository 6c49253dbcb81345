/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals: SIGINT and SIGTERM end the switch; SIGHUP reloads its file, or ends
 * the switch if its terminal was closed. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <ev.h>

#include "base/types.h"
#include "terminal.h"

struct app;

/**
 * struct signals - Watchers of signals
 * @terminal:	The terminal, whose end sends SIGHUP, too
 */
struct signals {
	struct app *app;
	struct ev_loop *loop;
	ev_signal interrupt;
	ev_signal terminate;
	ev_signal hangup;
	struct terminal terminal;
};

/**
 * signals_start() - Handle signals from now on
 * @has_terminal: End when the terminal is closed from which the switch was
 *		started
 */
void signals_start(struct signals *s, struct app *app, bool has_terminal);

/** signals_stop() - Stop handling them: from then on they kill the process */
void signals_stop(struct signals *s);

#endif /* SIGNALS_H */
