/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel had for a socket and dropped, as there was no room in it, or
 * its checksum was wrong: a count that it keeps for each socket (SO_MEMINFO), and
 * that tells of the last ones too, behind which nothing comes.
 *
 * Of packet and UDP sockets.  A Unix socket loses nothing: where there is no room
 * it is the sender who is told, or waits.
 *
 * Limit: it has 32 bits, so it must be asked before 2^32 more were dropped.
 */
#ifndef PORT_SOCKET_DROPS_H
#define PORT_SOCKET_DROPS_H

#include "port/port.h"

/** socket_drops() - How many so far; 0 where the kernel does not tell */
uint32_t socket_drops(int fd);

/**
 * socket_drops_tell() - To port_events.missed, what is new
 * @told:	As socket_drops() had it; set to what it is now
 */
void socket_drops_tell(struct port *port, int fd, uint32_t *told);

#endif /* PORT_SOCKET_DROPS_H */
