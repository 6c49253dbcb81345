/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is behind a Unix datagram socket of ours.
 *
 * Frames go out through a socket that is connected to the peer's, so that what
 * it does not read counts against it alone.  A peer that is connected itself
 * takes frames from no socket but the one it is connected to: then it is that,
 * and they go to the very file that was looked at, wherever its path leads later.
 *
 * A peer names itself, so it is believed only as far as the kernel vouches for it:
 * its path must lead to a socket of the user who sent the datagram, lest a switch
 * that is root be talked into speaking to somebody else's.  Whose a name in the
 * abstract namespace is, nobody can tell: it is believed of root, and of the
 * switch's own user.
 */
#ifndef PORT_DGRAM_PEER_H
#define PORT_DGRAM_PEER_H

#include "base/socket_file.h"
#include "port/address.h"
#include "port/mmsg.h"
#include "port/port.h"

/** struct dgram_sender - Where a datagram came from, and which user sent it */
struct dgram_sender {
	struct address address;
	uid_t uid;
};

/** dgram_ask_senders() - Let the kernel say so of all that will be read */
void dgram_ask_senders(int fd, struct mmsg_told *told);

/** dgram_sender() - Of the i-th that was read; false for one without a name */
bool dgram_sender(const struct mmsg_told *told, size_t i,
		  struct dgram_sender *sender);

/**
 * struct dgram_peer - A peer
 * @uid:	The user who sent what we have of it
 * @home:	Our own socket
 * @fd:		Connected to it; -1 where it takes frames from our socket only
 * @to:		Where our socket then sends to
 * @file:	That of its path, which @to leads to; -1 for a name that has none
 */
struct dgram_peer {
	struct address address;
	uid_t uid;
	const struct socket_home *home;
	int fd;
	struct address to;
	int file;
};

/**
 * dgram_peer_open() - Return: 0, or a negative errno: -EACCES when it is not the
 * sender's, -EOVERFLOW when nobody can tell, -EAGAIN when its path would have to be
 * waited for, or it is gone
 */
int dgram_peer_open(struct dgram_peer *peer, const struct dgram_sender *sender,
		    const struct socket_home *home);

/** dgram_peer_why_not() - For people; NULL for 0, and for one that has gone */
const char *dgram_peer_why_not(int errnum);

/** dgram_peer_is() - Whether a datagram came from it */
bool dgram_peer_is(const struct dgram_peer *peer,
		   const struct dgram_sender *sender);

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
