/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a socket is, as people write it:
 *
 *	/run/lab/vm1.sock, ./vm1.sock	a path: it holds a '/'
 *	@lab-vm1			a name in the abstract namespace (unix(7))
 *	192.0.2.1:4000, [2001:db8::1]:4000, localhost:4000, :4000
 *	[fe80::1%eth0]:4000		with the interface to whose link it belongs
 *
 * Names of hosts are not looked up: the switch would have to wait.
 */
#ifndef PORT_ADDRESS_H
#define PORT_ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"

#define ADDRESS_TEXT_SIZE 128
#define ADDRESS_SCOPE_SIZE 16

/**
 * struct address - @len bytes of it count
 * @scope:	Of one that was parsed, of IPv6: its interface's name, whether there is
 *		such an interface or not; else ""
 */
struct address {
	union {
		struct sockaddr any;
		struct sockaddr_un un;
		struct sockaddr_storage storage;
	};
	socklen_t len;
	char scope[ADDRESS_SCOPE_SIZE];
};

/** address_parse() - Return: 0, or a negative errno with @err set */
int address_parse(const char *text, struct address *address, struct err *err);

/**
 * address_format() - As it would be parsed; "" for a socket without a name
 *
 * Return: @text
 */
const char *address_format(const struct address *address,
			   char text[ADDRESS_TEXT_SIZE]);

/** address_path() - The path of a Unix socket that has a file; else NULL */
const char *address_path(const struct address *address);

/** address_trim() - The path of a directory, without slashes at its end */
void address_trim(struct address *address);

/** address_is_group() - Whether it is a multicast group's */
bool address_is_group(const struct address *address);

/** address_is_broadcast() - Whether it is everybody's: 255.255.255.255 */
bool address_is_broadcast(const struct address *address);

/** address_is_any() - Whether it is all of this host's: 0.0.0.0, :: */
bool address_is_any(const struct address *address);

/** address_is_of_link() - Whether it is one of many links (RFC 4291 2.5.6) */
bool address_is_of_link(const struct address *address);

/**
 * address_on_link() - As the kernel takes it: with its interface's number
 * @there:	May be @address
 *
 * Return: 0, or -ENODEV with @err set: code "no-such-interface"
 */
int address_on_link(const struct address *address, struct address *there,
		    struct err *err);

/**
 * address_unmapped() - An IPv4 address that was written as one of IPv6
 * (::ffff:192.0.2.1, RFC 4291 2.5.5.2), as one of IPv4; others as they are
 */
struct address address_unmapped(const struct address *address);

/** address_equal() - Whether both name the same socket, in the same way */
bool address_equal(const struct address *a, const struct address *b);

/** address_is_same() - Whether both do, however they are written */
bool address_is_same(const struct address *a, const struct address *b);

#endif /* PORT_ADDRESS_H */
