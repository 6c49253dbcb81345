/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports that are to go: each takes a tenth of a millisecond, so some go in each
 * iteration of the loop, and frames need not wait for all.
 */
#ifndef LEAVERS_H
#define LEAVERS_H

#include <stddef.h>

#define LEAVERS_AT_ONCE 8

struct app;
struct port;

/** leavers_init() - None yet */
void leavers_init(struct app *app);

/** leavers_add() - A port is to go, soon */
void leavers_add(struct port *port);

/** leavers_reap() - Delete so many of them; the others in the next iterations */
void leavers_reap(struct app *app, size_t most);

#endif /* LEAVERS_H */
