/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port's life in the switch: added, up, errdisabled, not present, gone.
 */
#ifndef PORTS_H
#define PORTS_H

#include "base/err.h"
#include "base/types.h"

struct app;
struct port;

/** app_port() - By name; NULL if there is none */
struct port *app_port(const struct app *app, const char *name);

/** app_next_port() - Walk by number, from NULL on; NULL at the end */
struct port *app_next_port(const struct app *app, const struct port *before);

/** app_port_name() - For showing; "-" for none */
const char *app_port_name(const struct app *app, port_no no);

/**
 * app_add_port() - Plug in a configured port, and open it
 *
 * Not in a candidate, and not one that is marked as not present.  One that is marked
 * as awaited is not present when its device is not there, and opened when it comes.
 *
 * Return: 0 and @port is the app's; or a negative errno with @err set and @port
 * closed and still the caller's
 */
int app_add_port(struct app *app, struct port *port, struct err *err);

/**
 * app_reopen_port() - Look whether the device of a port is there again
 *
 * Return: 0 when the port is open; or a negative errno with @err set, and it is
 * not present as before
 */
int app_reopen_port(struct port *port, struct err *err);

/** app_sync_port() - Its driver's part was changed: tell the bridge */
void app_sync_port(struct port *port);

/** app_unplug_port() - Take it out and close it; it is the caller's now */
void app_unplug_port(struct app *app, struct port *port);

/** app_del_port() - Unplug and free it */
void app_del_port(struct app *app, struct port *port);

/** app_set_port_up() - The administrator wants it up or down */
int app_set_port_up(struct port *port, bool up, struct err *err);

/** app_rename_port() - Give it another name */
void app_rename_port(struct port *port, const char *name);

/** app_recover_port() - It is no longer errdisabled */
void app_recover_port(struct port *port);

/**
 * app_ask_missed() - Count what the kernel has dropped for a port
 * @now:	Up to this moment; else what is known may be a second old
 *
 * For a tap in another namespace it takes 50 microseconds.
 */
void app_ask_missed(struct port *port, bool now);

/** app_follow_errdisable() - Let its device follow what the bridge has decided */
void app_follow_errdisable(struct port *port);

#endif /* PORTS_H */
