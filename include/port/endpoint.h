/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An endpoint: the address at which others find a socket of ours.
 *
 * If the socket has a file, the file's mode says which users may connect.  To a
 * socket in the abstract namespace, every process of the network namespace may
 * connect; to one on the network, the addresses in @allow.
 */
#ifndef PORT_ENDPOINT_H
#define PORT_ENDPOINT_H

#include "base/unix_socket.h"

#include "base/line.h"
#include "port/address.h"
#include "port/allow.h"
#include "port/claim.h"
#include "port/secret.h"

#define ENDPOINT_MODE	0600		/* only the owner may connect */

/**
 * struct endpoint - The address of a socket, and the access to it
 * @mode:	Mode of the socket's file, if it has one
 * @group:	Group of that file; (gid_t)-1 to leave it as it is
 * @allow:	Addresses that may connect over a network
 * @secret:	Shared with peers on a network, who must prove that they know it
 * @made:	Identity of its file, set when it is bound
 */
struct endpoint {
	struct address address;
	mode_t mode;
	gid_t group;
	struct allow allow;
	struct secret secret;
	struct unix_socket_made made;
};

/**
 * endpoint_open() - Open a socket and bind it to the address
 * @type:	SOCK_STREAM, which then listens; or SOCK_DGRAM
 *
 * Return: its descriptor, non-blocking, or a negative errno with @err set
 */
int endpoint_open(struct endpoint *endpoint, int type, struct err *err);

/**
 * endpoint_open_claimed() - The same, and claim the address
 * @claim:	The port's or the listener's
 *
 * Return: as endpoint_open(); -EBUSY if another port or listener has the
 * socket, under whatever name
 */
int endpoint_open_claimed(struct endpoint *endpoint, int type, struct claim *claim,
		       struct err *err);

/**
 * endpoint_is_bound() - Whether @fd is bound to the interface in its address
 *
 * When that interface is deleted, the socket receives nothing any more, even if
 * another interface of the same name is made.
 */
bool endpoint_is_bound(const struct endpoint *endpoint, int fd);

/** endpoint_close() - Close the socket and remove its file */
void endpoint_close(const struct endpoint *endpoint, int fd);

/** endpoint_allow() - Change mode and group of the file; a failure is logged */
void endpoint_allow(struct endpoint *endpoint, mode_t mode, gid_t group);

/** endpoint_allows() - Whether @allow has the address of the peer of @fd */
bool endpoint_allows(const struct endpoint *endpoint, int fd);

/**
 * endpoint_swap() - Swap access settings: mode, group, allow and secret
 * @endpoint:	Of an open socket, whose file is changed; a failure is logged
 * @wanted:	Of a socket that is not open
 */
void endpoint_swap(struct endpoint *endpoint, struct endpoint *wanted);

/** endpoint_has_same_access() - Whether the access settings are the same */
static inline bool endpoint_has_same_access(const struct endpoint *a,
					    const struct endpoint *b)
{
	return a->mode == b->mode && a->group == b->group &&
	       allow_equal(&a->allow, &b->allow) &&
	       secret_equal(&a->secret, &b->secret);
}

/** endpoint_words() - Append access settings that are not the default */
void endpoint_words(const struct endpoint *endpoint, struct line *line);

#endif /* PORT_ENDPOINT_H */
