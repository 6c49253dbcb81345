/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets that the kernel dropped on reception, because the socket's buffer was
 * full or a checksum was wrong.  The kernel counts them for each socket
 * (SO_MEMINFO), so that drops are seen even if no packet follows them.
 *
 * For packet and UDP sockets.  A Unix socket drops nothing: if its buffer is
 * full, the sender gets an error or waits.
 *
 * Limit: the counter has 32 bits, so it must be read before 2^32 more drops.
 */
#ifndef PORT_SOCKET_DROPS_H
#define PORT_SOCKET_DROPS_H

#include "port/port.h"

/** socket_drops() - Number of drops so far; 0 if it is not known */
uint32_t socket_drops(int fd);

/**
 * socket_drops_report() - Report new drops by port_events.missed
 * @reported:	The number that was reported last; is updated
 */
void socket_drops_report(struct port *port, int fd, uint32_t *reported);

#endif /* PORT_SOCKET_DROPS_H */
