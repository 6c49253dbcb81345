/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream port: frames over a stream socket, in the framing of QEMU's -netdev
 * stream and socket, passt, gvisor-tap-vsock, socket_vmnet and libkrun.  See
 * frame/framing.h.
 *
 * States:  closed -> port_open() -> listening | connecting
 *          listening -> a client connects -> connected -> it ends -> listening
 *          connecting -> connected -> it ends -> waiting -> connecting
 * The port of a passed descriptor, or of a listener's client, has one
 * connection only: when it ends, the port is not present.
 */
#ifndef PORT_STREAM_H
#define PORT_STREAM_H

#include "port/endpoint.h"
#include "port/passed_fd.h"
#include "port/port.h"

#define STREAM_RECONNECT_S	5	/* maximum time between two attempts */

/** enum stream_role - How a port gets its connection */
enum stream_role {
	STREAM_LISTEN,
	STREAM_CONNECT,
	STREAM_PASSED,			/* a passed descriptor */
	STREAM_CLIENT,			/* a listener's client */
};

/**
 * struct stream_config - Configuration; see tapctl(8), `port add`
 * @endpoint:	The address to listen on, or to connect to
 * @passed:	A stream socket, connected or listening
 * @reconnect_s: Maximum time between two attempts to connect
 * @header:	VNET_HDR_SIZE if each frame has a virtio-net header on the
 *		stream, as between two switches; else 0
 */
struct stream_config {
	enum stream_role role;
	struct endpoint endpoint;
	struct passed_fd passed;
	unsigned int reconnect_s;
	size_t header;
};

/** stream_config() - A closed port's configuration, for the caller to fill in */
struct stream_config *stream_config(struct port *port);

#endif /* PORT_STREAM_H */
