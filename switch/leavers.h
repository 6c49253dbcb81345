/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports that are being removed.  Removing one takes a tenth of a millisecond,
 * so only some are removed in each loop iteration, and frames are forwarded in
 * between.
 */
#ifndef LEAVERS_H
#define LEAVERS_H

#include <stddef.h>

#define LEAVERS_AT_ONCE 8

struct app;
struct port;

/** leavers_init() - Set up the timer */
void leavers_init(struct app *app);

/** leavers_add() - Mark a port for removal in one of the next iterations */
void leavers_add(struct port *port);

/** leavers_reap() - Remove @most of these ports now, the others later */
void leavers_reap(struct app *app, size_t most);

#endif /* LEAVERS_H */
