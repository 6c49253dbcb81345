/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place to which clients come, each of which gets a port of its own, for as
 * long as it is there.
 */
#ifndef PORT_LISTENER_H
#define PORT_LISTENER_H

#include <sys/queue.h>

#include "base/err.h"
#include "base/log.h"
#include "base/writer.h"
#include "port/endpoint.h"
#include "port/port.h"

#define LISTENER_ANY_NUMBER UINT32_MAX

/**
 * struct listener_ops - One kind
 * @type:	Word for it in commands, and for its ports
 * @size:	Bytes of the driver's own struct, which starts with struct listener
 * @check:	Refuse what this kind cannot serve, and write its address as it is
 *		compared with others'; may be NULL.  @text: the address as the user
 *		wrote it.  Return: 0, or a negative errno with @err and err->key set
 * @open:	Watch the place.  Return: 0, or a negative errno with @err set and
 *		nothing held
 * @allow:	@mode and @group of l->endpoint are to be others; while it is open
 * @close:	Nobody comes any more; its ports are closed by then
 * @opened, @closed: A client's port was opened, is closed; may be NULL
 */
struct listener_ops {
	const char *type;
	size_t size;
	int (*check)(struct listener *l, const char *text, struct err *err);
	int (*open)(struct listener *l, struct io *io, struct err *err);
	void (*allow)(struct listener *l, mode_t mode, gid_t group);
	void (*close)(struct listener *l);
	void (*opened)(struct listener *l, struct port *port);
	void (*closed)(struct listener *l, struct port *port);
};

/**
 * struct listener_client - Who came, as far as it is known then
 * @who:	For people
 * @wanted:	The number it asks for, or LISTENER_ANY_NUMBER
 * @uid:	(uid_t)-1 of one over a network
 * @path:	Where its own socket is; NULL or "" for nowhere
 */
struct listener_client {
	const char *who;
	uint32_t wanted;
	uid_t uid;
	const char *path;
};

/**
 * struct listener_events - Where a driver hands up
 * @lost:	Its address is no more: close it, and open it when it is there again
 * @make_room:	Ports whose clients have gone are to go now
 * @accept:	A client came, as a closed port without a name, with @port->listener
 *		set.
 *		Return: 0 and the port is open, and no longer the driver's; or a
 *		negative errno with @err set
 */
struct listener_events {
	void (*lost)(struct listener *l);
	void (*make_room)(struct listener *l);
	int (*accept)(struct listener *l, struct port *port,
		      const struct listener_client *client, struct err *err);
};

/**
 * struct listener - What every kind has; drivers embed it as their first member
 * @name:	Of its ports: a pattern, see client_names.h
 * @max:	Ports at a time
 * @max_per_address: Those of clients at one address of IPv4, or in one /64 of IPv6
 * @max_per_user: Those of one user's clients, but for root and whom we are
 * @mtu:	Of each
 * @claim:	Its place, while it is open
 * @implied:	As of struct port, of each
 * @line:	The command that made it: what else its ports are set to
 * @line_no:	Where that stood in a file; 0 if in none
 * @awaited:	Its address may come later: while it is closed, it is looked for
 * @ports:	How many there are
 * @accepted:	How many clients there were, ever
 * @rejected: Clients that got none
 * @leaves:	It is to go, when its ports have
 * @log:	So that they do not fill it
 */
struct listener {
	const struct listener_ops *ops;
	const struct listener_events *events;
	void *owner;
	TAILQ_ENTRY(listener) list;
	struct endpoint endpoint;
	struct claim claim;
	char *name;
	uint32_t max;
	uint32_t max_per_address;
	uint32_t max_per_user;
	uint32_t mtu;
	bool implied;
	char *line;
	unsigned int line_no;
	bool open;
	bool awaited;
	uint32_t ports;
	uint64_t accepted;
	uint64_t rejected;
	bool leaves;
	struct log_limit log;
};

extern const struct listener_ops stream_listener_ops, dgram_listener_ops,
	vde_listener_ops;

/** listener_new() - Closed, with nothing configured; NULL without memory */
struct listener *listener_new(const struct listener_ops *ops);

/** listener_open() - Clients may come */
int listener_open(struct listener *l, struct io *io,
		  const struct listener_events *events, void *owner,
		  struct err *err);

/** listener_close() - Nobody comes any more; it can be opened again */
void listener_close(struct listener *l);

/** listener_free() - Close it if it is open, when its ports are; takes NULL */
void listener_free(struct listener *l);

/** listener_allow() - The op for kinds with one socket */
void listener_allow(struct listener *l, mode_t mode, gid_t group);

/** listener_make_room() - For drivers, where no port of theirs is being served */
void listener_make_room(struct listener *l);

/** listener_has_room() - For drivers: whether one more may come; else it is told */
bool listener_has_room(struct listener *l, const char *who);

/**
 * listener_let_in() - For drivers: hand a client up, or turn it away
 * @port:	Freed when it is turned away
 *
 * Return: whether it is in
 */
bool listener_let_in(struct listener *l, struct port *port,
		     const struct listener_client *client);

/** listener_turn_away() - For drivers: frees @port, which may be NULL */
void listener_turn_away(struct listener *l, struct port *port, const char *who,
			const char *why);

#endif /* PORT_LISTENER_H */
