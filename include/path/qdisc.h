/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queue disciplines: they decide when the frames of a port are sent.
 *
 * Egress passes the frames of a port to its discipline, which passes them to
 * the driver at once or later.  A port has a discipline if its settings require
 * one: the shaper, if they limit the rate of egress.  Other ports have none and
 * send at once.
 *
 * A frame counts as sent when egress passes it to the discipline.  If it is
 * dropped there, it is counted in the port's tx_drops, too.
 */
#ifndef PATH_QDISC_H
#define PATH_QDISC_H

#include "app.h"

/**
 * qdisc_prepare() - Allocate or change a port's discipline for new settings
 * @settings:	The settings that the caller sets next
 *
 * Waiting frames are not lost: they leave as the new settings say, or at once
 * if these require no discipline.
 *
 * Return: 0, or -ENOMEM with nothing changed
 */
int qdisc_prepare(struct app *app, port_no no,
		  const struct port_settings *settings);

/** qdisc_end() - Free a port's discipline; drop and count waiting frames */
void qdisc_end(struct app *app, port_no no);

/** qdisc_init() - Set up the timer of all disciplines */
void qdisc_init(struct app *app);

#endif /* PATH_QDISC_H */
