/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports of the switch: they are added, set up or down, errdisabled, opened again
 * and removed.
 */
#ifndef PORTS_H
#define PORTS_H

#include "base/err.h"
#include "base/types.h"

struct app;
struct port;

/** app_port() - Find a port by name; NULL if there is none */
struct port *app_port(const struct app *app, const char *name);

/** app_next_port() - The port after @before, or after NULL; NULL at the end */
struct port *app_next_port(const struct app *app, const struct port *before);

/** app_port_name() - Name of a port for output; "-" for none */
const char *app_port_name(const struct app *app, port_no no);

/**
 * app_add_port() - Add a configured port, and open it
 *
 * It is not opened in a candidate, nor if @port->not_present is set.  If
 * @port->awaited is set and its device does not exist, the port becomes "not
 * present", and is opened when the device appears.
 *
 * Return: 0, and the app owns @port; or a negative errno with @err set, and the
 * caller still owns @port, which is closed
 */
int app_add_port(struct app *app, struct port *port, struct err *err);

/**
 * app_reopen_port() - Close a port and open it again
 *
 * Return: 0 if it is open; or a negative errno with @err set, and the port is
 * not present
 */
int app_reopen_port(struct port *port, struct err *err);

/** app_sync_port() - Update the bridge after a change of struct port */
void app_sync_port(struct port *port);

/** app_unplug_port() - Remove and close a port; the caller owns it then */
void app_unplug_port(struct app *app, struct port *port);

/** app_del_port() - Remove, close and free a port */
void app_del_port(struct app *app, struct port *port);

/**
 * app_set_port_up() - Set a port administratively up or down
 *
 * Return: 0, or a negative errno with @err set and nothing changed
 */
int app_set_port_up(struct port *port, bool up, struct err *err);

/** app_rename_port() - Change the name of a port */
void app_rename_port(struct port *port, const char *name);

/** app_recover_port() - Let an errdisabled port recover */
void app_recover_port(struct port *port);

/**
 * app_update_missed() - Update a port's count of frames that the kernel dropped
 * @now:	Ask the kernel now; false: only if it was not asked in the last
 *		second
 *
 * This takes 50 microseconds for a tap in another namespace.
 */
void app_update_missed(struct port *port, bool now);

/** app_follow_errdisable() - Set the device up or down as the bridge says */
void app_follow_errdisable(struct port *port);

#endif /* PORTS_H */
