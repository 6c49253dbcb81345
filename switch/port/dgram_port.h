/* SPDX-License-Identifier: BSD-2-Clause */
/* A dgram port's inside, for its listener and dgram_config.c. */
#ifndef PORT_DGRAM_PORT_H
#define PORT_DGRAM_PORT_H

#include <ev.h>
#include <sys/queue.h>

#include "port/dgram.h"
#include "port/dgram_group.h"
#include "port/dgram_peer.h"
#include "port/link_watch.h"
#include "port/messages.h"
#include "port/outbox.h"

/**
 * struct dgram - A datagram port
 * @fd:		Our socket; the listener's, of a client of one
 * @chan:	NULL for a client of a listener, which reads for it
 * @has_peer:	@peer is open, of a Unix socket
 * @out:	To the peer, while it is there and has a socket of its own
 * @look:	Looks after the peer
 * @group:	Its sockets, one of which is @fd, for DGRAM_GROUP
 * @link:	News of the interface on which @group was joined
 * @home:	Where the file of @fd is, for DGRAM_LEARN
 * @told:	Who spoke, for DGRAM_LEARN and DGRAM_GROUP
 * @dropped:	As of socket_drops(), where it has a socket of its own
 * @connects:	How many peers there were
 * @turned_away: Datagrams of others than the peer
 * @clients:	Of a listener: its other clients
 */
struct dgram {
	struct port port;
	struct dgram_config config;
	struct io *io;
	int fd;
	struct dgram_group group;
	struct link_watch link;
	struct socket_home home;
	struct io_chan *chan;
	bool has_peer;
	struct dgram_peer peer;
	struct outbox out;
	ev_timer look;
	struct messages_told told;
	uint32_t dropped;
	uint64_t connects;
	uint64_t turned_away;
	TAILQ_ENTRY(dgram) clients;
};

enum port_likeness dgram_compare(const struct port *port,
				 const struct port *wanted);
int dgram_swap(struct port *port, struct port *wanted, struct err *err);
const struct place *dgram_place(const struct port *port);
void dgram_config_line(const struct port *port, struct line *line);

/** dgram_gone() - The peer of an open port is no more */
void dgram_gone(struct dgram *d);

/** dgram_listener_remember() - A client's port is open */
void dgram_listener_remember(struct listener *l, struct dgram *d);

/** dgram_listener_forget() - A client's port is closed */
void dgram_listener_forget(struct listener *l, struct dgram *d);

#endif /* PORT_DGRAM_PORT_H */
