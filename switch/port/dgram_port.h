/* SPDX-License-Identifier: BSD-2-Clause */
/* A dgram port's state, shared by the files of this kind. */
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
 * @fd:		Our socket; for DGRAM_CLIENT, the listener's
 * @group:	The sockets of DGRAM_GROUP, one of which is @fd
 * @link:	Watches the interface on which @group was joined
 * @self:	Source address of @fd, for DGRAM_TO over UDP
 * @route:	Checks whether the source address can still reach the peer, over
 *		UDP
 * @reopen:	Close and open the sockets, when their address or interface was
 *		removed
 * @home:	Directory of the file of @fd, for DGRAM_LEARN
 * @chan:	NULL for DGRAM_CLIENT, for which the listener reads
 * @has_peer:	@peer is open; for Unix sockets
 * @peer:	The peer of a Unix socket
 * @out:	Queue to the peer's socket; its fd is -1 while frames go through
 *		@fd
 * @refresh:	Timer that checks whether the peer of a Unix socket exists
 * @info:	Senders of the datagrams that were read, for DGRAM_LEARN and
 *		DGRAM_GROUP
 * @dropped:	socket_drops() of @fd as reported last, if @chan is set
 * @connects:	Number of peers so far
 * @rejected:	Number of datagrams that did not come from the peer
 * @has_logged:	One of their senders was logged since the peer last changed
 * @clients:	Entry in the list of the listener's clients, for DGRAM_CLIENT
 */
struct dgram {
	struct port port;
	struct dgram_config config;
	struct io *io;
	int fd;
	struct dgram_group group;
	struct link_watch link;
	struct address self;
	struct address_watch route;
	void (*reopen)(struct dgram *d);
	struct socket_home home;
	struct io_chan *chan;
	bool has_peer;
	struct dgram_peer peer;
	struct dgram_queue out;
	ev_timer refresh;
	struct mmsg_info info;
	uint32_t dropped;
	uint64_t connects;
	uint64_t rejected;
	bool has_logged;
	TAILQ_ENTRY(dgram) clients;
};

enum port_likeness dgram_compare(const struct port *port,
				 const struct port *wanted);
int dgram_swap(struct port *port, struct port *wanted, struct err *err);
const struct endpoint *dgram_endpoint(const struct port *port);
void dgram_config_line(const struct port *port, struct line *line);

/** dgram_is_configured() - Whether its peer or group is configured */
bool dgram_is_configured(const struct dgram *d);

/** dgram_is_learned() - Whether its peer is the source of a datagram */
bool dgram_is_learned(const struct dgram *d);

/** dgram_destination() - The address to which frames are sent */
const struct address *dgram_destination(const struct dgram *d);

/** dgram_log_peer() - Log a line that begins with the peer's address */
void dgram_log_peer(struct dgram *d, const char *what);

/** dgram_close_queue() - Close the queue @out; waiting frames are refused */
void dgram_close_queue(struct dgram *d);

/** dgram_link_up(), dgram_link_down() - Start and stop sending to a peer */
void dgram_link_up(struct dgram *d);
void dgram_link_down(struct dgram *d);

/** dgram_bind() - Open @d->fd at the port's own address, and claim it */
int dgram_bind(struct dgram *d, struct err *err);

/** dgram_watch() - Read from @d->fd through @user */
int dgram_watch(struct dgram *d, const struct io_user *user, struct err *err);

/** dgram_read_from() - For io_user.read: read, with the senders in @d->info */
size_t dgram_read_from(void *arg, struct buf *bufs, size_t most, int *errnum);

/** dgram_lost() - For io_user.lost */
void dgram_lost(void *arg, int errnum);

/** dgram_update_missed() - For port_ops */
void dgram_update_missed(struct port *port);

/** dgram_connect() - Open a UDP socket and connect it to the peer */
int dgram_connect(struct dgram *d, struct err *err);

/** dgram_disconnect() - Close it; twice is fine */
void dgram_disconnect(struct dgram *d);

/** dgram_join() - Open the sockets of a group, and watch its interface */
int dgram_join(struct dgram *d, struct err *err);

/** dgram_leave() - Close them, and stop watching; twice is fine */
void dgram_leave(struct dgram *d);

/** dgram_open_route() - Connect or join, and watch the host's addresses */
int dgram_open_route(struct dgram *d, struct err *err);

/** dgram_close_route() - Close the sockets, and stop watching; twice is fine */
void dgram_close_route(struct dgram *d);

/**
 * dgram_suspect_route() - A write failed with @errnum: check the route, if
 * needed
 */
void dgram_suspect_route(struct dgram *d, int errnum);

/** dgram_lose_peer() - The peer has disconnected; no-op if there was none */
void dgram_lose_peer(struct dgram *d);

#endif /* PORT_DGRAM_PORT_H */
