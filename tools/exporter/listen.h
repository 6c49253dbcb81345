/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket at which scrapers connect. */
#ifndef LISTEN_H
#define LISTEN_H

#include "base/unix_socket.h"

/**
 * struct listen - A listening socket
 * @path:	Of a Unix socket; NULL for TCP
 * @made:	Its file
 * @url:	How to reach it, for people
 */
struct listen {
	int sock;
	const char *path;
	struct unix_socket_made made;
	char url[256];
};

/**
 * listen_tcp() - Listen at "ADDR:PORT", "[ADDR]:PORT" or ":PORT"
 *
 * Without an address it listens at all, those of IPv4 and of IPv6.  Port 0 is any free one; @l->url has its number.
 *
 * Return: 0, or a negative errno with @err set
 */
int listen_tcp(struct listen *l, const char *address, struct err *err);

/** listen_unix() - Listen at a Unix socket; @path must stay valid */
int listen_unix(struct listen *l, const char *path, struct err *err);

/** listen_close() - Stop listening, and remove the file of a Unix socket */
void listen_close(struct listen *l);

#endif /* LISTEN_H */
