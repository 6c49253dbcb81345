/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of sockets: /path, @abstract, HOST:PORT or [IPv6]:PORT.
 *
 * On errors the program ends with a message.
 */
#ifndef PLUG_ADDRESS_H
#define PLUG_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

/** struct address - The address of a socket */
struct address {
	union {
		struct sockaddr any;
		struct sockaddr_un un;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t size;
};

/** die() - End the program with a message, and errno's unless that is 0 */
void die(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/** address_parse() - Parse an address; names of hosts are resolved */
struct address address_parse(const char *text);

/** address_has_file() - Whether a socket bound to it leaves a file */
bool address_has_file(const struct address *a);

/** socket_connected() - A new socket that is connected to it */
int socket_connected(const struct address *a, int type);

/** socket_bound() - A new socket that is bound to it; a stale file goes first */
int socket_bound(const struct address *a, int type);

#endif /* PLUG_ADDRESS_H */
