/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between egress and the ports that are shaped: what exceeds their rate waits.
 *
 * Such a frame counts as sent when it comes here, as it does at any port; what
 * does not leave is among the port's tx_drops.  Other limits lose nothing: what
 * waits leaves at the new rate, or as soon as it can when there is none any more.
 */
#ifndef PATH_SHAPING_H
#define PATH_SHAPING_H

#include "app.h"

/**
 * shaping_prepare() - Take the memory that a port's settings ask for, which are
 * then to be set
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int shaping_prepare(struct app *app, port_no no, const struct bridge_port *bp);

/** shaping_end() - Give it back; what waits is dropped and counted */
void shaping_end(struct app *app, port_no no);

/** shaping_tx() - As ops->tx(), for a port that has a shaper */
void shaping_tx(struct app *app, port_no no, const struct buf *frames, size_t n);

/** shaping_init() - Nothing waits yet */
void shaping_init(struct app *app);

#endif /* PATH_SHAPING_H */
