/* SPDX-License-Identifier: BSD-2-Clause */
/* UDP sockets of ports, and whether an address can still reach another. */
#ifndef PORT_UDP_H
#define PORT_UDP_H

#include "base/err.h"
#include "port/address.h"

/** udp_socket() - Open one; a descriptor, or a negative errno with @err set */
int udp_socket(int family, struct err *err);

/**
 * udp_send_by() - Choose the interface by which multicast is sent
 * @index:	The interface; 0 to use the host's routes
 *
 * What is sent is also looped back to sockets of this host.
 *
 * Return: 0, or -1 with errno
 */
int udp_send_by(int fd, int family, int index);

/**
 * udp_has_way() - Whether a socket bound to @from could still send to @to
 * @index:	As for udp_send_by()
 */
bool udp_has_way(const struct address *from, const struct address *to,
		 int index);

/** udp_is_no_way() - Whether a write may fail with @errnum because it could not */
bool udp_is_no_way(int errnum);

#endif /* PORT_UDP_H */
