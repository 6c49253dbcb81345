/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of sockets, and the text form in which users write them:
 *
 *	/run/lab/vm1.sock, ./vm1.sock	a path: it contains a '/'
 *	@lab-vm1			a name in the abstract namespace (unix(7))
 *	192.0.2.1:4000, [2001:db8::1]:4000, localhost:4000, :4000
 *	[fe80::1%eth0]:4000		link-local, with its interface
 *
 * Host names other than localhost are not looked up: a lookup would block.
 */
#ifndef PORT_ADDRESS_H
#define PORT_ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"

#define ADDRESS_TEXT_SIZE 128
#define ADDRESS_SCOPE_SIZE 16

/**
 * struct address - A socket address
 * @len:	Its valid bytes, for bind(2) and the like
 * @scope:	Name of the interface after '%' in a parsed IPv6 address, which
 *		need not exist; "" for all other addresses
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

/** address_parse() - Parse one; 0, or a negative errno with @err set */
int address_parse(const char *text, struct address *address, struct err *err);

/**
 * address_format() - Print it as address_parse() reads it; "" if unnamed
 *
 * Return: @text
 */
const char *address_format(const struct address *address,
			   char text[ADDRESS_TEXT_SIZE]);

/** address_path() - The path of a Unix socket's file; NULL if it has no file */
const char *address_path(const struct address *address);

/** address_trim_slashes() - Remove slashes at the end of a directory's path */
void address_trim_slashes(struct address *address);

/** address_is_group() - Whether it is a multicast group */
bool address_is_group(const struct address *address);

/** address_is_broadcast() - Whether it is 255.255.255.255 */
bool address_is_broadcast(const struct address *address);

/** address_is_any() - Whether it is the wildcard address, 0.0.0.0 or :: */
bool address_is_any(const struct address *address);

/** address_is_link_local() - Whether it is link-local IPv6 (RFC 4291 2.5.6) */
bool address_is_link_local(const struct address *address);

/**
 * address_resolve_scope() - Resolve @scope to the interface's index, for
 * bind(2)
 * @resolved:	The result; may be @address itself
 *
 * Return: 0, or -ENODEV with @err set: code "no-such-interface"
 */
int address_resolve_scope(const struct address *address,
			  struct address *resolved, struct err *err);

/**
 * address_unmapped() - Convert an IPv4-mapped IPv6 address to IPv4
 *
 * ::ffff:192.0.2.1 (RFC 4291 2.5.5.2) becomes 192.0.2.1; other addresses are
 * returned unchanged.
 */
struct address address_unmapped(const struct address *address);

/** address_equal() - Whether both are the same address in the same form */
bool address_equal(const struct address *a, const struct address *b);

/** address_is_same() - Whether both mean the same socket, in whatever form */
bool address_is_same(const struct address *a, const struct address *b);

#endif /* PORT_ADDRESS_H */
