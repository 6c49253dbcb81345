/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's settings, saved while a command changes several ports. */
#ifndef COMMANDS_PORT_SAVED_H
#define COMMANDS_PORT_SAVED_H

#include "app.h"
#include "port/port.h"

/**
 * struct port_saved - A port's settings
 * @no:		Of @port, while it is there
 */
struct port_saved {
	struct port *port;
	port_no no;
	struct port_settings settings;
	struct port_device device;
	bool up;
};

/**
 * port_save(), port_restore() - Keep them, and set them again
 *
 * But for its part in VLANs: a role cannot fail, so it comes last.
 */
void port_save(const struct app *app, struct port *port,
	       struct port_saved *saved);
void port_restore(struct app *app, const struct port_saved *saved);

#endif /* COMMANDS_PORT_SAVED_H */
