/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's settings, saved while a command changes several ports. */
#ifndef COMMANDS_PORT_SAVED_H
#define COMMANDS_PORT_SAVED_H

#include "app.h"
#include "port/port.h"

/**
 * struct port_saved - A port and its settings
 * @port:	Deleted meanwhile if it is not the port with the number @no
 */
struct port_saved {
	struct port *port;
	port_no no;
	struct port_settings settings;
	struct port_device device;
	bool up;
};

/**
 * port_save(), port_restore() - Save the settings of a port, and set them again
 *
 * VLANs are not saved: commands set them last, when nothing can fail any more.
 * If something cannot be restored, this is logged.
 */
void port_save(const struct app *app, struct port *port,
	       struct port_saved *saved);
void port_restore(struct app *app, const struct port_saved *saved);

#endif /* COMMANDS_PORT_SAVED_H */
