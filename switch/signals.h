/* SPDX-License-Identifier: BSD-2-Clause */
/* What signals tell the switch: to end, or to apply its file again; and what the
 * end of its terminal tells. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <ev.h>

#include "base/types.h"
#include "terminal.h"

struct app;

/**
 * struct signals - What we listen to
 * @terminal:	That SIGHUP may come from
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
 * signals_start() - Listen to them
 * @has_terminal: It may end with the terminal it was started from
 */
void signals_start(struct signals *s, struct app *app, bool has_terminal);

/** signals_stop() - At the very end: they would cut short what is left to do */
void signals_stop(struct signals *s);

#endif /* SIGNALS_H */
