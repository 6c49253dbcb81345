/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a port has of the world outside, and no other port may have too: as two
 * ports, a frame would come in twice, or go round for ever.
 *
 * A thing is known by its identity in the kernel (an inode, an interface's index and
 * namespace, an address), not by its name in a command.  A port that is closed or
 * lost claims nothing.  All calls are for the loop's thread.
 */
#ifndef PORT_CLAIM_H
#define PORT_CLAIM_H

#include <sys/queue.h>

#include "base/err.h"
#include "port/netns.h"

#define CLAIM_ADDRESS_SIZE 128		/* sizeof(struct sockaddr_storage) */

struct address;
struct listener;
struct port;

/** enum claim_kind - What can be claimed */
enum claim_kind {
	CLAIM_NOTHING,
	CLAIM_INTERFACE,		/* @netns and @index */
	CLAIM_FILE,			/* @dev and @ino: also of an open socket */
	CLAIM_ADDRESS,			/* @type, @local; @remote and @index, where
					 * they count */
};

/** struct claim_address - As struct address; most who hold one know no sockets */
struct claim_address {
	uint32_t len;
	uint8_t bytes[CLAIM_ADDRESS_SIZE];
};

/** struct claim_thing - One thing; made by the functions below */
struct claim_thing {
	enum claim_kind kind;
	struct netns_id netns;
	int index;
	dev_t dev;
	ino_t ino;
	int type;
	struct claim_address local;
	struct claim_address remote;
};

/**
 * struct claim - One port's, or one listener's
 * @list:	Of all that hold something; @thing.kind says whether it does
 * @port:	Whose it is; else NULL
 * @listener:	Likewise
 */
struct claim {
	LIST_ENTRY(claim) list;
	struct claim_thing thing;
	const struct port *port;
	const struct listener *listener;
};

struct claim_thing claim_interface(struct netns_id netns, int index);
struct claim_thing claim_file(dev_t dev, ino_t ino);

/**
 * claim_path() - The socket that a path leads to; nothing where there is none
 * @dir:	Where a path begins that does not at the root; as for openat(2)
 */
struct claim_thing claim_path(int dir, const char *path);

/** claim_address() - A socket of @type (SOCK_STREAM...) that is bound to it */
struct claim_thing claim_address(int type, const struct address *local);

/**
 * claim_group() - A multicast group, where it was joined
 * @index:	0: on what interface it may be is not known, so it may be on any
 */
struct claim_thing claim_group(const struct address *group, int index);

/**
 * claim_socket() - An open socket
 *
 * By where it is bound, if all that comes there is for it; else by itself.
 */
struct claim_thing claim_socket(int fd);

/** claim_equal() - Whether both are one thing; nothing is equal to nothing */
bool claim_equal(const struct claim_thing *a, const struct claim_thing *b);

/**
 * claim_check() - Whether somebody else has a thing
 * @claim:	Of who asks
 * @what:	The thing, for people: "interface \"eth0\""
 *
 * Return: 0, or -EBUSY with @err set: code "in-use"
 */
int claim_check(const struct claim *claim, const struct claim_thing *thing,
		const char *what, struct err *err);

/** claim_take() - The same, and have it in place of what one had */
int claim_take(struct claim *claim, const struct claim_thing *thing,
	       const char *what, struct err *err);

/** claim_refuse() - Say that @holder has something.  Return: -EBUSY, @err set */
int claim_refuse(const struct claim *holder, const char *what, struct err *err);

/** claim_drop() - Have nothing; twice is fine */
void claim_drop(struct claim *claim);

#endif /* PORT_CLAIM_H */
