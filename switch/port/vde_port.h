/* SPDX-License-Identifier: BSD-2-Clause */
/* A port of a VDE client, for its listener, which makes it. */
#ifndef PORT_VDE_PORT_H
#define PORT_VDE_PORT_H

#include <ev.h>

#include "port/address.h"
#include "port/dgram_queue.h"

#define VDE_PEER_SIZE	256
#define VDE_NAME_SIZE	22		/* two numbers and a dot */

/**
 * struct vde - A port
 * @fd:		The data socket, connected to the client's; -1 when given back
 * @dir, @name:	Its file, to be removed; the directory is the listener's
 * @control:	The connection whose end unplugs the client
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
