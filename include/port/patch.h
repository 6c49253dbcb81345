/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A patch port: a cable between two switches of this machine.  Each of the two
 * ports names the other.  They connect through a socket in the directory of
 * the control sockets; the port whose name sorts first listens there.  GSO
 * frames are not segmented.
 */
#ifndef PORT_PATCH_H
#define PORT_PATCH_H

#include "port/port.h"

#define PATCH_NAME_SIZE	64		/* of a switch's name */

/**
 * patch_set_home() - Set up; call once, before any patch port is opened
 * @self:	The name of this switch
 * @socket:	Path of its control socket, in whose directory patch sockets are
 */
void patch_set_home(const char *self, const char *socket);

/** patch_set_peer() - Set a closed port's peer; longer names are truncated */
void patch_set_peer(struct port *port, const char *peer_switch,
		    const char *peer_port);

#endif /* PORT_PATCH_H */
