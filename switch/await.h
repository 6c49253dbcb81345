/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports and listeners whose device, address or way is not there yet: note that
 * they wait for it.  absent.c looks for it.
 */
#ifndef AWAIT_H
#define AWAIT_H

#include "base/err.h"

struct app;
struct port;

/** await_is_why() - Whether what failed may succeed when something has come */
bool await_is_why(const struct err *err);

/** await_is_for() - Whether a port waits to be opened; one that is open looks itself */
bool await_is_for(const struct port *port);

/** await_port() - A port is not present: look for its device, if it is awaited */
void await_port(struct port *port);

/** await_listener() - One is closed, and awaited: look for its address */
void await_listener(struct app *app);

#endif /* AWAIT_H */
