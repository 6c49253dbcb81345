/* SPDX-License-Identifier: BSD-2-Clause */
/* What signals tell the switch: to end, or to apply its file again. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <ev.h>

#include "base/types.h"

struct app;

/**
 * struct signals - What we listen to
 * @file:	Applied again on SIGHUP; NULL when there is none
 * @applied:	Runs while ports that the file no longer names are being closed
 * @mark:	Stands for those
 */
struct signals {
	struct app *app;
	const char *file;
	ev_timer applied;
	size_t mark;
	ev_signal interrupt;
	ev_signal terminate;
	ev_signal hangup;
};

/** signals_start() - Listen to them */
void signals_start(struct signals *s, struct app *app, const char *file);
void signals_stop(struct signals *s);

#endif /* SIGNALS_H */
