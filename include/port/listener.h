/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A listener: an address to which clients connect.  Each client gets a port of
 * its own, which is deleted when the client disconnects.
 */
#ifndef PORT_LISTENER_H
#define PORT_LISTENER_H

#include <sys/queue.h>

#include "base/err.h"
#include "base/log.h"
#include "base/peer.h"
#include "base/writer.h"
#include "port/endpoint.h"
#include "port/port.h"

#define LISTENER_ANY_NUMBER UINT32_MAX

/**
 * struct listener_ops - One kind of listener
 * @type:	Word for it and for its ports in commands: "stream"
 * @size:	Bytes of the driver's own struct, which starts with struct
 *		listener
 * @check:	Refuse an address or settings that this kind cannot serve, and
 *		bring the address into the form in which it is compared; may be
 *		NULL.  @text is the address as the user wrote it.  Return: 0, or
 *		a negative errno with @err and err->key set
 * @open:	Open the address and accept clients.
 *		Return: 0, or a negative errno with @err set and nothing held
 * @allow:	Change mode and group of the open listener's file, and set them
 *		in l->endpoint
 * @close:	Accept no more clients; all its ports are closed before
 * @opened:	A client's port was opened; may be NULL
 * @closed:	A client's port is being closed; may be NULL
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
 * struct listener_client - A client that connects, as far as it is known then
 * @who:	Description for people
 * @wanted:	The port number that it asks for, or LISTENER_ANY_NUMBER
 * @peer:	Its process; PEER_NONE over a network
 * @path:	File of its own socket; NULL or "" if there is none
 */
struct listener_client {
	const char *who;
	uint32_t wanted;
	struct peer peer;
	const char *path;
};

/**
 * struct listener_events - What a driver reports to the listener's owner
 * @lost:	The address was removed.  The owner closes the listener, and opens
 *		it again when the address exists again
 * @make_room:	Delete the ports of clients that have disconnected now
 * @accept:	A client has connected; its port is closed, has no name and
 *		has @port->listener set.
 *		Return: 0 if the port is open, and the owner's from now on; or a
 *		negative errno with @err set, and the port stays the driver's
 * @rejected:	A client was rejected, by the owner or the driver; may be NULL
 */
struct listener_events {
	void (*lost)(struct listener *l);
	void (*make_room)(struct listener *l);
	int (*accept)(struct listener *l, struct port *port,
		      const struct listener_client *client, struct err *err);
	void (*rejected)(struct listener *l);
};

/**
 * struct listener - What every kind has; drivers embed it as their first member
 * @owner:	For the caller of listener_open()
 * @claim:	Its address, while it is open
 * @name:	Pattern for the names of its ports: see client_names.h
 * @max:	Maximum number of ports
 * @max_per_address: The same for clients at one IPv4 address or in one IPv6 /64
 * @max_per_user: The same for clients of one user, except root and the switch's
 *		own
 * @mtu:	Of each port
 * @implied:	port->implied of each port
 * @line:	The command that made it, with further settings of its ports
 * @line_no:	The line of that command in a file; 0 if it came from no file
 * @awaited:	The address may appear later: a closed listener is opened then
 * @ports:	Number of ports now
 * @accepted:	Number of clients that got a port, ever
 * @rejected:	Number of clients that got none
 * @is_removed:	Its ports are being removed; then it is deleted
 * @log:	Rate limit of log lines of the listener and its clients
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
	bool is_removed;
	struct log_limit log;
};

extern const struct listener_ops stream_listener_ops, dgram_listener_ops,
	vde_listener_ops;

/** listener_new() - A closed listener with the defaults; NULL without memory */
struct listener *listener_new(const struct listener_ops *ops);

/** listener_open() - Accept clients; 0, or a negative errno with @err set */
int listener_open(struct listener *l, struct io *io,
		  const struct listener_events *events, void *owner,
		  struct err *err);

/** listener_close() - Accept no more clients; it can be opened again */
void listener_close(struct listener *l);

/** listener_free() - Close and free it, after its ports are freed; takes NULL */
void listener_free(struct listener *l);

/** listener_allow() - The op @allow for kinds with one socket */
void listener_allow(struct listener *l, mode_t mode, gid_t group);

/**
 * listener_make_room() - For drivers: delete ports of disconnected clients
 *
 * It must not be called while one of the listener's ports is in use.
 */
void listener_make_room(struct listener *l);

/** listener_has_room() - For drivers: whether @max allows a client; else logged */
bool listener_has_room(struct listener *l, const char *who);

/**
 * listener_accept() - For drivers: pass a client to the owner, or reject it
 * @port:	The client's; freed if it is rejected
 *
 * Return: whether the owner has accepted it
 */
bool listener_accept(struct listener *l, struct port *port,
		     const struct listener_client *client);

/**
 * listener_reject() - For drivers: count and log a client that is rejected
 * @port:	Is freed; may be NULL
 * @who:	The client, for people
 * @why:	The reason, for people
 */
void listener_reject(struct listener *l, struct port *port, const char *who,
			const char *why);

#endif /* PORT_LISTENER_H */
