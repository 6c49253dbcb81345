/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is behind a Unix datagram socket of ours.
 *
 * Frames go out through a socket that is connected to the peer's, so that what
 * it does not read counts against it alone.  A peer that is connected itself
 * takes frames from no socket but the one it is connected to: then it is that.
 */
#ifndef PORT_DGRAM_PEER_H
#define PORT_DGRAM_PEER_H

#include "port/address.h"
#include "port/port.h"

/**
 * struct dgram_peer - A peer
 * @fd:		Connected to it; -1 where it takes frames from our socket only
 */
struct dgram_peer {
	struct address address;
	int fd;
};

/** dgram_peer_open() - Return: 0, or a negative errno, for one that is gone */
int dgram_peer_open(struct dgram_peer *peer, const struct address *address);

/** dgram_peer_close() - Twice is fine */
void dgram_peer_close(struct dgram_peer *peer);

/**
 * dgram_peer_is_there() - Look; one that came back is found again
 *
 * One that has become connected itself has no socket of its own afterwards.
 */
bool dgram_peer_is_there(struct dgram_peer *peer);

#define DGRAM_ROOM	(1024 * 1024)	/* bytes: 31 frames of 64 KiB, or 900 of 1,500 */

/** dgram_make_room() - For so many bytes of frames on their way, if we may */
void dgram_make_room(int fd, int bytes);

/** dgram_is_greeting() - What vfkit says first, that we may know its address */
bool dgram_is_greeting(const struct buf *datagram);

#endif /* PORT_DGRAM_PEER_H */
