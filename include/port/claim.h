/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Claims: the interface or socket of a port, which no other port may have as
 * well.  With two ports on one interface, a frame would be received twice, or
 * loop for ever.
 *
 * Claims are compared by identity in the kernel (an inode, an interface's index
 * and namespace, an address), not by names in commands.  A port that is closed
 * or not present claims nothing.  All functions must be called from the loop's
 * thread.
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
	CLAIM_FILE,			/* @dev and @ino: a file or open socket */
	CLAIM_ADDRESS,			/* @type, @local; @remote, @index if set */
};

/** struct claim_address - Like struct address, without the sockets' headers */
struct claim_address {
	uint32_t len;
	uint8_t bytes[CLAIM_ADDRESS_SIZE];
};

/** struct claim_resource - What is claimed; made by the functions below */
struct claim_resource {
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
 * struct claim - The claim of a port or a listener
 * @list:	Entry in the list of claims; unused if @resource is
 *		CLAIM_NOTHING
 * @resource:	What is claimed
 * @port:	The port that owns the claim; NULL if a listener does
 * @listener:	The listener that owns it; NULL if a port does
 */
struct claim {
	LIST_ENTRY(claim) list;
	struct claim_resource resource;
	const struct port *port;
	const struct listener *listener;
};

struct claim_resource claim_interface(struct netns_id netns, int index);
struct claim_resource claim_file(dev_t dev, ino_t ino);

/**
 * claim_path() - The socket file at a path; CLAIM_NOTHING if there is none
 * @dir:	Directory from which a relative path starts, as for openat(2)
 */
struct claim_resource claim_path(int dir, const char *path);

/** claim_address() - A socket of @type (SOCK_STREAM...) bound to @local */
struct claim_resource claim_address(int type, const struct address *local);

/**
 * claim_group() - A multicast group, joined on an interface
 * @index:	The interface; 0 if it is unknown, which matches every interface
 */
struct claim_resource claim_group(const struct address *group, int index);

/**
 * claim_socket() - An open socket
 *
 * It is identified by its bound address if no other socket can receive there;
 * by its inode otherwise.
 */
struct claim_resource claim_socket(int fd);

/** claim_overlaps() - Whether two ports cannot hold both resources */
bool claim_overlaps(const struct claim_resource *a,
		    const struct claim_resource *b);

/**
 * claim_check() - Check that no other port or listener has claimed a resource
 * @claim:	The caller's own claim, which is skipped
 * @what:	The resource, for the error message: "interface \"eth0\""
 *
 * Return: 0, or -EBUSY with @err set: code "in-use"
 */
int claim_check(const struct claim *claim, const struct claim_resource *resource,
		const char *what, struct err *err);

/** claim_take() - claim_check(), then make @claim hold only this resource */
int claim_take(struct claim *claim, const struct claim_resource *resource,
	       const char *what, struct err *err);

/** claim_refuse() - Set @err: @holder has @what already.  Return: -EBUSY */
int claim_refuse(const struct claim *holder, const char *what, struct err *err);

/** claim_drop() - Give the claim up; does nothing if there is none */
void claim_drop(struct claim *claim);

#endif /* PORT_CLAIM_H */
