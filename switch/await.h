/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports and listeners that wait for a device, address or route that does not
 * exist yet.  retry.c tries to open them again every second.
 */
#ifndef AWAIT_H
#define AWAIT_H

#include "base/err.h"

struct app;
struct port;

/** await_can_help() - Whether an error says that something does not exist yet */
bool await_can_help(const struct err *err);

/** await_is_waiting() - Whether a port is closed and waits for its device */
bool await_is_waiting(const struct port *port);

/** await_port() - Have a port opened again, if await_is_waiting() */
void await_port(struct port *port);

/** await_listeners() - Have closed listeners opened again */
void await_listeners(struct app *app);

#endif /* AWAIT_H */
