/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client of a VDE switch says first, on the switch's control socket: as
 * libvdeplug 2.3 and 4.0 and QEMU send it, in the byte order of this machine.
 *
 *	version 3: magic, 3, type | port << 8, struct sockaddr_un, description
 *	version 1: magic, type, an Ethernet address, struct sockaddr_un, description
 *
 * Each is four bytes but for the address, six.  The description ends where the
 * request does.  The answer is the switch's struct sockaddr_un alone, whole.
 */
#ifndef FRAME_VDE_REQUEST_H
#define FRAME_VDE_REQUEST_H

#include "base/types.h"

#define VDE_REQUEST_MAX	256
#define VDE_PATH_SIZE	108		/* of struct sockaddr_un */
#define VDE_TEXT_SIZE	129		/* of a description, with the final zero */

/**
 * struct vde_request - A request
 * @port:	The number that is wanted; 0 for any
 * @path:	The client's own datagram socket, "" when it has no name
 * @text:	How it calls itself; what is not printable is '?'
 */
struct vde_request {
	uint32_t port;
	char path[VDE_PATH_SIZE + 1];
	char text[VDE_TEXT_SIZE];
};

/** vde_request_parse() - Return: false when it is no request that we know */
bool vde_request_parse(const uint8_t *bytes, size_t len,
		       struct vde_request *request);

#endif /* FRAME_VDE_REQUEST_H */
