/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Removal of ports.  It takes a tenth of a millisecond for each, so only some
 * are removed in each loop iteration, and frames are forwarded in between.
 */
#ifndef REMOVAL_H
#define REMOVAL_H

#include <stddef.h>

#define REMOVAL_BATCH 8

struct app;
struct port;

/** removal_init() - Set up the timer */
void removal_init(struct app *app);

/** removal_schedule() - Let a port be removed in one of the next iterations */
void removal_schedule(struct port *port);

/** removal_run() - Remove up to @most scheduled ports now, the others later */
void removal_run(struct app *app, size_t most);

#endif /* REMOVAL_H */
