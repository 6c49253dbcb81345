/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports and listeners that wait for a device, address or route that does not
 * exist yet.  absent.c tries to open them again.
 */
#ifndef AWAIT_H
#define AWAIT_H

#include "base/err.h"

struct app;
struct port;

/** await_is_why() - Whether an error means that something does not exist yet */
bool await_is_why(const struct err *err);

/** await_is_for() - Whether a port is closed and waits for its device */
bool await_is_for(const struct port *port);

/** await_port() - Start looking for a port's device, if await_is_for() it */
void await_port(struct port *port);

/** await_listener() - Start looking for the address of a closed listener */
void await_listener(struct app *app);

#endif /* AWAIT_H */
