/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Protocols that the switch itself speaks, tied to the bridge.
 *
 * A machine in proto/ reads bytes and time, and calls out; here its timers are
 * set, its frames sent, and what it finds out is told to the bridge.
 */
#ifndef PROTOCOLS_H
#define PROTOCOLS_H

#include "app.h"
#include "core/decide.h"

struct protocols;

/** protocols_new() - NULL when memory is short */
struct protocols *protocols_new(struct app *app);
void protocols_free(struct protocols *p);

/** protocols_receive() - A frame that a verdict traps */
void protocols_receive(struct app *app, const struct frame *f,
		       const struct verdict *v);

/** protocols_restart_probes() - Settings were changed: an interval begins now */
void protocols_restart_probes(struct app *app);

#endif /* PROTOCOLS_H */
