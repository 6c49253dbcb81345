/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cable between two switches of this machine.  Each of the two ports names the
 * other; they meet at a socket in the directory of the switches' own, on which
 * the one whose name sorts first listens.  GSO frames pass whole.
 */
#ifndef PORT_PATCH_H
#define PORT_PATCH_H

#include "port/port.h"

#define PATCH_NAME_SIZE	64		/* of a switch */

/**
 * patch_set_home() - Once, before any is opened
 * @self:	The name of this switch
 * @socket:	Its control socket, beside which the others' are
 */
void patch_set_home(const char *self, const char *socket);

/** patch_set_peer() - Of a closed port; both names as long as they may be */
void patch_set_peer(struct port *port, const char *peer_switch,
		    const char *peer_port);

#endif /* PORT_PATCH_H */
