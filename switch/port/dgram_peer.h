/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The peer of a Unix datagram socket of ours.
 *
 * Frames to a peer are sent by a socket that is connected to the peer's, so
 * that unread frames fill its own buffer only.  A peer that has connected its
 * socket to ours takes frames from no other socket.  Then our socket sends
 * them, to the file that was checked, even if its path leads elsewhere later.
 *
 * A datagram's source path is chosen by its sender.  So the path must lead to a
 * socket of the user that the kernel names as the sender; else a client could
 * make a switch that runs as root send to another user's socket.  For names in
 * the abstract namespace the kernel reports no owner: they are accepted from root
 * and from the switch's own user.
 */
#ifndef PORT_DGRAM_PEER_H
#define PORT_DGRAM_PEER_H

#include "base/socket_file.h"
#include "port/address.h"
#include "port/mmsg.h"
#include "port/port.h"

/** struct dgram_sender - A datagram's source address, and the user that sent it */
struct dgram_sender {
	struct address address;
	uid_t uid;
};

/** dgram_request_senders() - Ask the kernel for the sender of each datagram */
void dgram_request_senders(int fd, struct mmsg_info *info);

/** dgram_sender() - Sender of the @i-th datagram; false if its socket is unnamed */
bool dgram_sender(const struct mmsg_info *info, size_t i,
		  struct dgram_sender *sender);

/**
 * struct dgram_peer - A peer
 * @address:	Its address
 * @uid:	Its user, who must send all its datagrams
 * @home:	The directory of our own socket
 * @fd:		A socket connected to it; -1 if it takes frames from our socket
 *		only
 * @to:		The address to which our socket then sends
 * @file:	A descriptor of the peer's file, to which @to leads; -1 if none
 *		is held
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
 * dgram_peer_open() - Check a sender's address, and connect to it
 * @home:	The directory of our own socket, which must outlive the peer
 *
 * Return: 0, or a negative errno: -EACCES if the address is not the sender's,
 * -EOVERFLOW if its user is not mapped in this user namespace, -EAGAIN if a
 * lookup of its path could block, others if its socket no longer exists
 */
int dgram_peer_open(struct dgram_peer *peer, const struct dgram_sender *sender,
		    const struct socket_home *home);

/** dgram_peer_error() - Text for an errno of dgram_peer_open(), or NULL */
const char *dgram_peer_error(int errnum);

/** dgram_peer_is() - Whether this sender is the peer */
bool dgram_peer_is(const struct dgram_peer *peer,
		   const struct dgram_sender *sender);

/** dgram_peer_close() - Close its descriptors; twice is fine */
void dgram_peer_close(struct dgram_peer *peer);

/**
 * dgram_peer_exists() - Check whether the peer's socket exists
 *
 * A new socket at the same address is used from now on.  If the peer has
 * connected its socket to ours since, @fd is closed.
 */
bool dgram_peer_exists(struct dgram_peer *peer);

/* Bytes: room for 31 frames of 64 KiB, or for 900 of 1,500 bytes */
#define DGRAM_BUFFER_SIZE	(1024 * 1024)

/** dgram_set_buffers() - Set both buffers of a socket, as far as permitted */
void dgram_set_buffers(int fd, int bytes);

/** dgram_is_greeting() - Whether it is vfkit's greeting, which is no frame */
bool dgram_is_greeting(const struct buf *datagram);

#endif /* PORT_DGRAM_PEER_H */
