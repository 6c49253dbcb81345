/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place where others find a socket of ours.
 *
 * If it has a file, who may open that says who may come; a socket in the abstract
 * namespace is open to all who reach it, and one on the network to those of them
 * that are allowed.
 */
#ifndef PORT_PLACE_H
#define PORT_PLACE_H

#include "base/unix_socket.h"

#include "base/line.h"
#include "port/address.h"
#include "port/allow.h"
#include "port/claim.h"
#include "port/secret.h"

#define PLACE_MODE	0600		/* the owner alone */

/**
 * struct place - A socket that others find
 * @mode:	Of its file, if it has one
 * @group:	Likewise; (gid_t)-1 to leave it
 * @allow:	Who may connect, where that is a network's
 * @secret:	Which both ends must have, likewise
 * @made:	Its file, when bound
 */
struct place {
	struct address address;
	mode_t mode;
	gid_t group;
	struct allow allow;
	struct secret secret;
	struct unix_socket_made made;
};

/**
 * place_open() - Make a socket there
 * @type:	SOCK_STREAM, which is listened on; or SOCK_DGRAM
 *
 * Return: its descriptor, non-blocking, or a negative errno with @err set
 */
int place_open(struct place *place, int type, struct err *err);

/**
 * place_open_claimed() - The same for a port or listener, which then has it
 *
 * Where another has it: -EBUSY, whatever that one calls the place.
 */
int place_open_claimed(struct place *place, int type, struct claim *claim,
		       struct err *err);

/**
 * place_is_there() - Whether its socket is on the interface that its address names
 *
 * When that goes, the socket hears nothing any more, whatever comes in its stead.
 */
bool place_is_there(const struct place *place, int fd);

/** place_close() - And remove its file */
void place_close(const struct place *place, int fd);

/** place_allow() - Let others in than before; what fails is logged */
void place_allow(struct place *place, mode_t mode, gid_t group);

/** place_admits() - Whether whoever connected may come, by its address */
bool place_admits(const struct place *place, int fd);

/** place_swap() - That of an open socket, for whom another one is; likewise */
void place_swap(struct place *place, struct place *wanted);

/** place_is_for_same() - Whether the same may come */
static inline bool place_is_for_same(const struct place *a,
				     const struct place *b)
{
	return a->mode == b->mode && a->group == b->group &&
	       allow_equal(&a->allow, &b->allow) &&
	       secret_equal(&a->secret, &b->secret);
}

/** place_words() - mode, group, allow and secret, where they are not as usual */
void place_words(const struct place *place, struct line *line);

#endif /* PORT_PLACE_H */
