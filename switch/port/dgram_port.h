/* SPDX-License-Identifier: BSD-2-Clause */
/* A dgram port's inside, for what serves it beside dgram.c. */
#ifndef PORT_DGRAM_PORT_H
#define PORT_DGRAM_PORT_H

#include <ev.h>
#include <sys/queue.h>

#include "port/address_watch.h"
#include "port/dgram.h"
#include "port/dgram_group.h"
#include "port/dgram_peer.h"
#include "port/link_watch.h"
#include "port/mmsg.h"
#include "port/dgram_queue.h"

/**
 * struct dgram - A datagram port
 * @fd:		Our socket; the listener's, of a client of one
 * @chan:	NULL for a client of a listener, which reads for it
 * @has_peer:	@peer is open, of a Unix socket
 * @out:	To the peer, while it is there and has a socket of its own
 * @refresh:	Looks after the peer
 * @group:	Its sockets, one of which is @fd, for DGRAM_GROUP
 * @link:	News of the interface on which @group was joined
 * @self:	Where @fd sends from, over UDP, for DGRAM_TO
 * @way:	Looks whether there still is one, over UDP
 * @reopen:	Open its sockets again: their address or interface has gone
 * @home:	Where the file of @fd is, for DGRAM_LEARN
 * @told:	Who spoke, for DGRAM_LEARN and DGRAM_GROUP
 * @dropped:	As of socket_drops(), where it has a socket of its own
 * @connects:	How many peers there were
 * @rejected: Datagrams of others than the peer
 * @has_told:	The log names one of those others, since there is this peer or none
 * @clients:	Of a listener: its other clients
 */
struct dgram {
	struct port port;
	struct dgram_config config;
	struct io *io;
	int fd;
	struct dgram_group group;
	struct link_watch link;
	struct address self;
	struct address_watch way;
	void (*reopen)(struct dgram *d);
	struct socket_home home;
	struct io_chan *chan;
	bool has_peer;
	struct dgram_peer peer;
	struct dgram_queue out;
	ev_timer refresh;
	struct mmsg_told told;
	uint32_t dropped;
	uint64_t connects;
	uint64_t rejected;
	bool has_told;
	TAILQ_ENTRY(dgram) clients;
};

enum port_likeness dgram_compare(const struct port *port,
				 const struct port *wanted);
int dgram_swap(struct port *port, struct port *wanted, struct err *err);
const struct endpoint *dgram_endpoint(const struct port *port);
void dgram_config_line(const struct port *port, struct line *line);

/** dgram_is_named() - Its peer or group is one that was named */
bool dgram_is_named(const struct dgram *d);

/** dgram_is_met() - Its peer spoke first, and may have a socket of ours for itself */
bool dgram_is_met(const struct dgram *d);

/** dgram_peer_of() - The address that frames go to */
const struct address *dgram_peer_of(const struct dgram *d);

/** dgram_log_peer() - Say something of the peer; its address comes in front */
void dgram_log_peer(struct dgram *d, const char *what);

/** dgram_stop_out() - Drop what waits to be sent */
void dgram_stop_out(struct dgram *d);

/** dgram_begin(), dgram_end() - There is a peer from now on; or none */
void dgram_begin(struct dgram *d);
void dgram_end(struct dgram *d);

/** dgram_bind() - Open @d->fd at the port's own address, and claim that */
int dgram_bind(struct dgram *d, struct err *err);

/** dgram_watch() - Read from @d->fd, as @user says */
int dgram_watch(struct dgram *d, const struct io_user *user, struct err *err);

/** dgram_read_from(), dgram_lost() - As of io_user, for who asks who spoke */
size_t dgram_read_from(void *arg, struct buf *bufs, size_t most, int *errnum);
void dgram_lost(void *arg, int errnum);

/** dgram_ask_missed() - As of port_ops */
void dgram_ask_missed(struct port *port);

/** dgram_connect() - Open a socket of UDP, to one other */
int dgram_connect(struct dgram *d, struct err *err);

/** dgram_disconnect() - Close it; twice is fine */
void dgram_disconnect(struct dgram *d);

/** dgram_join() - Open the sockets of a group, and hear of its interface */
int dgram_join(struct dgram *d, struct err *err);

/** dgram_leave() - Close them; twice is fine */
void dgram_leave(struct dgram *d);

/** dgram_open_way() - Connect or join, and look whether that lasts */
int dgram_open_way(struct dgram *d, struct err *err);

/** dgram_close_way() - And look no more; twice is fine */
void dgram_close_way(struct dgram *d);

/** dgram_doubt_way() - A write failed with @errnum; 0 for none */
void dgram_doubt_way(struct dgram *d, int errnum);

/** dgram_gone() - The peer of an open port is no more */
void dgram_gone(struct dgram *d);

#endif /* PORT_DGRAM_PORT_H */
