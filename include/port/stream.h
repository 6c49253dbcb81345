/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream socket with frames in it, as QEMU's -netdev stream and socket speak;
 * so do passt, gvisor-tap-vsock, socket_vmnet and libkrun.  See frame/framing.h.
 *
 * States:  closed -> port_open() -> listening | connecting
 *          listening -> a client comes -> connected -> it goes -> listening
 *          connecting -> connected -> the peer goes -> waiting -> connecting
 * Of a descriptor, and of a client that a listener let in, there is one
 * connection: when it ends, the port is lost.
 */
#ifndef PORT_STREAM_H
#define PORT_STREAM_H

#include "port/endpoint.h"
#include "port/passed_fd.h"
#include "port/port.h"

#define STREAM_RECONNECT_S	5	/* between two attempts, at most */

/** enum stream_role - How a port comes by its connection */
enum stream_role {
	STREAM_LISTEN,
	STREAM_CONNECT,
	STREAM_ADOPTED,
	STREAM_CLIENT,			/* of a listener */
};

/**
 * struct stream_config - What is asked for; see tapctl(8), `port add`
 * @endpoint:	Where to listen, or whom to connect to
 * @adopted:	A stream socket, connected or listening
 * @reconnect_s: STREAM_RECONNECT_S unless asked for otherwise
 * @header:	VNET_HDR_SIZE for a peer that is a switch too, else 0
 */
struct stream_config {
	enum stream_role role;
	struct endpoint endpoint;
	struct passed_fd passed;
	unsigned int reconnect_s;
	size_t header;
};

/** stream_config() - A closed port's configuration, to be filled in */
struct stream_config *stream_config(struct port *port);

#endif /* PORT_STREAM_H */
