/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The request that a VDE client sends first on the control socket of a VDE
 * switch, as libvdeplug 2.3 and 4.0 and QEMU do, in host byte order:
 *
 *	version 3: magic, 3, type | port << 8, struct sockaddr_un, description
 *	version 1: magic, type, MAC address, struct sockaddr_un, description
 *
 * Numbers have four bytes, the MAC address six.  The description extends
 * to the end of the request.  The answer is the complete struct sockaddr_un of
 * the switch.
 */
#ifndef FRAME_VDE_REQUEST_H
#define FRAME_VDE_REQUEST_H

#include "base/types.h"

#define VDE_REQUEST_MAX	256
#define VDE_PATH_SIZE	108		/* as in struct sockaddr_un */
#define VDE_TEXT_SIZE	129		/* description, with the final zero */

/**
 * struct vde_request - A request
 * @port:	The port number requested; 0 for any
 * @path:	Path of the client's datagram socket; "" if it has none
 * @text:	The client's description of itself, '?' for unprintable bytes
 */
struct vde_request {
	uint32_t port;
	char path[VDE_PATH_SIZE + 1];
	char text[VDE_TEXT_SIZE];
};

/** vde_request_parse() - Read a request; false if it is not a known one */
bool vde_request_parse(const uint8_t *bytes, size_t len,
		       struct vde_request *request);

#endif /* FRAME_VDE_REQUEST_H */
