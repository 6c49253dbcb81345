/* SPDX-License-Identifier: BSD-2-Clause */
/* The port of a VDE client, which its listener makes. */
#ifndef PORT_VDE_PORT_H
#define PORT_VDE_PORT_H

#include <ev.h>

#include "port/address.h"
#include "port/dgram_queue.h"

#define VDE_PEER_SIZE	256
#define VDE_NAME_SIZE	22		/* two numbers and a dot */

/**
 * struct vde - The port of a client
 * @fd:		The data socket, connected to the client's; -1 if closed
 * @out:	Queue to the client's socket
 * @dir:	The listener's directory, in which the file of @fd is
 * @name:	Name of that file, which is removed with the port
 * @control:	The control connection; the client is unplugged when it ends
 * @peer:	The client, for people
 */
struct vde {
	struct port port;
	struct io *io;
	struct io_chan *chan;
	int fd;
	struct dgram_queue out;
	int dir;
	char name[VDE_NAME_SIZE];
	ev_io control;
	char peer[VDE_PEER_SIZE];
};

#endif /* PORT_VDE_PORT_H */
