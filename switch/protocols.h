/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connects the protocols that the switch itself runs with the bridge.
 *
 * A state machine in proto/ gets bytes and time.  This module sets its timers,
 * sends its frames, and passes its results to the bridge.
 */
#ifndef PROTOCOLS_H
#define PROTOCOLS_H

#include "app.h"
#include "core/decide.h"

struct protocols;

/** protocols_new() - Make the machines, start their timers; NULL: no memory */
struct protocols *protocols_new(struct app *app);
void protocols_free(struct protocols *p);

/** protocols_receive() - Pass a trapped frame to its protocol */
void protocols_receive(struct app *app, const struct frame *f,
		       const struct verdict *v);

/** protocols_restart_probes() - Begin a new interval, after new settings */
void protocols_restart_probes(struct app *app);

#endif /* PROTOCOLS_H */
