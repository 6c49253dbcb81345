/* SPDX-License-Identifier: BSD-2-Clause */
/* A packet port's state, shared by the files of this kind. */
#ifndef PORT_PACKET_PORT_H
#define PORT_PACKET_PORT_H

#include "port/link_watch.h"
#include "port/mmsg.h"
#include "port/netns.h"
#include "port/netns_watch.h"
#include "port/packet.h"

/**
 * struct packet - A packet port
 * @sctp_chan:	Reads @sctp_fd, once that is bound; else NULL
 * @fd:		The socket; -1 if closed, also when its namespace was given up
 * @sctp_fd:	The socket for SCTP, see packet_sctp.h; -1 if there is none
 * @netns_id:	The socket's namespace; zeros if it is unknown
 * @index:	The interface's index; 0 while there is no interface
 * @dev:	The interface's settings, as last read
 * @links:	Watches the interface; while there is none, all of the namespace
 * @refresh:	Polls instead, if the kernel does not permit that
 * @netns:	Watches whether the namespace is given up; NULL for the switch's
 *		own
 * @found:	How often an interface was found
 * @dropped:	socket_drops() of @fd as reported last
 * @sctp_dropped: The same for @sctp_fd
 * @wants_sctp:	A frame of SCTP was received, or one that cannot be read
 * @warned:	Logged that GSO frames of this interface cannot be read
 * @warned_of_long: Logged that long GSO frames of this interface cannot be cut
 */
struct packet {
	struct port port;
	struct packet_config config;
	struct io *io;
	struct io_chan *chan;
	struct io_chan *sctp_chan;
	int fd;
	int sctp_fd;
	struct netns_id netns_id;
	int index;
	struct link dev;
	struct link_watch links;
	ev_timer refresh;
	struct netns_watch *netns;
	struct mmsg_info info;
	uint64_t found;
	uint32_t dropped;
	uint32_t sctp_dropped;
	bool wants_sctp;
	bool warned;
	bool warned_of_long;
};

/** packet_take_offload() - Set port->offloads as configured */
void packet_take_offload(struct packet *p);

/* For struct port_ops */
int packet_set_offload(struct port *port, bool on, struct err *err);
void packet_save(const struct port *port, struct port_device *saved);
int packet_restore(struct port *port, const struct port_device *saved,
		   struct err *err);
int packet_swap(struct port *port, struct port *wanted, struct err *err);
void packet_show(const struct port *port, struct writer *out);
enum port_likeness packet_compare(const struct port *port,
				  const struct port *wanted);
void packet_config_line(const struct port *port, struct line *line);

#endif /* PORT_PACKET_PORT_H */
