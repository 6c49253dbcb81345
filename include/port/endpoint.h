/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An endpoint: the address at which others find a socket of ours.
 *
 * If the socket has a file, the file's mode says which users may connect.  A socket
 * in the abstract namespace is open to all that reach it, and one on the network to
 * the addresses that are allowed.
 */
#ifndef PORT_ENDPOINT_H
#define PORT_ENDPOINT_H

#include "base/unix_socket.h"

#include "base/line.h"
#include "port/address.h"
#include "port/allow.h"
#include "port/claim.h"
#include "port/secret.h"

#define ENDPOINT_MODE	0600		/* the owner alone */

/**
 * struct endpoint - A socket that others find
 * @mode:	Of its file, if it has one
 * @group:	Likewise; (gid_t)-1 to leave it
 * @allow:	Who may connect, where that is a network's
 * @secret:	Which both ends must have, likewise
 * @made:	Its file, when bound
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
 * endpoint_open() - Make a socket there
 * @type:	SOCK_STREAM, which is listened on; or SOCK_DGRAM
 *
 * Return: its descriptor, non-blocking, or a negative errno with @err set
 */
int endpoint_open(struct endpoint *endpoint, int type, struct err *err);

/**
 * endpoint_open_claimed() - The same for a port or listener, which then has it
 *
 * Return: -EBUSY where another port or listener has it, by whatever name.
 */
int endpoint_open_claimed(struct endpoint *endpoint, int type, struct claim *claim,
		       struct err *err);

/**
 * endpoint_is_there() - Whether its socket is on the interface that its address names
 *
 * When that goes, the socket hears nothing any more, whatever comes in its stead.
 */
bool endpoint_is_there(const struct endpoint *endpoint, int fd);

/** endpoint_close() - And remove its file */
void endpoint_close(const struct endpoint *endpoint, int fd);

/** endpoint_allow() - Let others in than before; what fails is logged */
void endpoint_allow(struct endpoint *endpoint, mode_t mode, gid_t group);

/** endpoint_admits() - Whether whoever connected may come, by its address */
bool endpoint_admits(const struct endpoint *endpoint, int fd);

/** endpoint_swap() - That of an open socket, for whom another one is; likewise */
void endpoint_swap(struct endpoint *endpoint, struct endpoint *wanted);

/** endpoint_is_for_same() - Whether the same may come */
static inline bool endpoint_is_for_same(const struct endpoint *a,
				     const struct endpoint *b)
{
	return a->mode == b->mode && a->group == b->group &&
	       allow_equal(&a->allow, &b->allow) &&
	       secret_equal(&a->secret, &b->secret);
}

/** endpoint_words() - mode, group, allow and secret, where they are not as usual */
void endpoint_words(const struct endpoint *endpoint, struct line *line);

#endif /* PORT_ENDPOINT_H */
