/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queue disciplines: when the frames of a port leave.
 *
 * Egress hands the frames of a port to its discipline, which hands them to the
 * driver at once or later.  A port has one where its settings ask for it: the
 * shaper, where a rate limits what leaves.  Others have none, and send at once.
 *
 * A frame counts as sent when egress hands it over, as at any port.  One that does
 * not leave after all is counted among the port's tx_drops.
 */
#ifndef PATH_QDISC_H
#define PATH_QDISC_H

#include "app.h"

/**
 * qdisc_prepare() - Take the memory that a port's settings ask for
 * @settings:	Are set next
 *
 * What waits is not lost: it leaves as the new settings say, or at once where they
 * ask for no discipline any more.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int qdisc_prepare(struct app *app, port_no no,
		  const struct port_settings *settings);

/** qdisc_end() - Give it back; what waits is dropped and counted */
void qdisc_end(struct app *app, port_no no);

/** qdisc_init() - Nothing waits yet */
void qdisc_init(struct app *app);

#endif /* PATH_QDISC_H */
