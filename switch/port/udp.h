/* SPDX-License-Identifier: BSD-2-Clause */
/* UDP sockets of ports, and whether an address can still reach another. */
#ifndef PORT_UDP_H
#define PORT_UDP_H

#include "base/err.h"
#include "port/address.h"

/** udp_socket() - Open one; a descriptor, or a negative errno with @err set */
int udp_socket(int family, struct err *err);

/**
 * udp_set_multicast_if() - Choose the interface by which multicast is sent
 * @index:	The interface; 0 to use the host's routes
 *
 * What is sent is also looped back to sockets of this host.
 *
 * Return: 0, or -1 with errno
 */
int udp_set_multicast_if(int fd, int family, int index);

/**
 * udp_can_send() - Whether a socket bound to @from could still send to @to
 * @index:	As for udp_set_multicast_if()
 */
bool udp_can_send(const struct address *from, const struct address *to,
		  int index);

/** udp_is_unreachable() - Whether a write may have failed for lack of a route */
bool udp_is_unreachable(int errnum);

#endif /* PORT_UDP_H */
