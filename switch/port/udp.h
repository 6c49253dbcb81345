/* SPDX-License-Identifier: BSD-2-Clause */
/* UDP sockets of ports, and whether there is a way for what they send. */
#ifndef PORT_UDP_H
#define PORT_UDP_H

#include "base/err.h"
#include "port/address.h"

/** udp_socket() - Return: a port's descriptor, or a negative errno with @err set */
int udp_socket(int family, struct err *err);

/**
 * udp_send_by() - Send to groups by an interface, also to this host's own sockets
 * @index:	0: as the host's routes lead
 *
 * Return: 0, or -1 with errno
 */
int udp_send_by(int fd, int family, int index);

/**
 * udp_has_way() - Whether one could still send from an address to another
 * @index:	As of udp_send_by()
 */
bool udp_has_way(const struct address *from, const struct address *to,
		 int index);

/** udp_is_no_way() - Whether a write may have failed for that */
bool udp_is_no_way(int errnum);

#endif /* PORT_UDP_H */
