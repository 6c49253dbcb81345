/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A link that carries Ethernet frames over a socket.
 *
 *	stream connect ADDR	4 bytes of length, big-endian, then the frame:
 *	stream listen ADDR	as QEMU's -netdev stream; one client, once
 *	dgram LOCAL REMOTE [vfkt]  a datagram a frame; vfkt says so first
 *	vde DIR [PORT]		a client of a VDE switch, at a port of its choice
 *	fd N			inherited; its type tells which of these it is
 *
 * The protocols are implemented from their own sources, and no code is shared with
 * the switch: if one of the two misreads a protocol, a test fails.
 *
 * If a link cannot be opened, the program ends.
 */
#ifndef PLUG_LINK_H
#define PLUG_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

#define LINK_LEN_SIZE 4 /* in front of a frame in a stream */

/**
 * struct link - An open link
 * @fd:		Carries frames; listens until link_accept()
 * @control:	Control connection of VDE, which ends when the switch disconnects us;
 *		else -1
 * @is_stream:	A stream: each frame follows its length
 * @is_listening: No client has connected yet
 * @remote:	Where to send datagrams; without a size if the peer never changes
 * @path:	File of our own socket, removed in the end; "" if there is none
 */
struct link {
	int fd;
	int control;
	bool is_stream;
	bool is_listening;
	struct address remote;
	char path[108];
};

/** link_open() - Open the link that the words describe; one that listens is not
 * connected yet
 */
void link_open(struct link *link, char **words);

/** link_accept() - Accept the client of a link that listens */
void link_accept(struct link *link);

/** link_send() - Send a datagram; returns false if there is no room at present
 *
 * If there is no peer, the datagram is lost, as on a cable.
 */
bool link_send(struct link *link, const void *data, size_t size);

/** link_close() - Close the link; it may be closed already */
void link_close(struct link *link);

/** vde_open() - Connect to the VDE switch in a directory; port 0: any */
void vde_open(struct link *link, const char *dir, unsigned int port);

#endif /* PLUG_LINK_H */
