/* SPDX-License-Identifier: BSD-2-Clause */
/* A packet port, for the files that it is made of. */
#ifndef PORT_PACKET_PORT_H
#define PORT_PACKET_PORT_H

#include "port/link_watch.h"
#include "port/mmsg.h"
#include "port/netns.h"
#include "port/netns_watch.h"
#include "port/packet.h"

/**
 * struct packet - A port on an interface
 * @fd:		The socket; -1 when closed, and when its namespace is given up
 * @sctp_fd:	Of packet_sctp_socket(), not bound while there is no @sctp_chan; -1
 *		where there is none
 * @is_in:	The socket's namespace; zeros where nothing tells
 * @index:	The interface; 0 while there is none
 * @links:	Tells of its changes
 * @refresh:	In place of @links, where we may not know of which namespace it is
 * @netns:	Watches where it is; NULL at home
 * @found:	How often there was an interface
 * @dropped:	As of socket_drops(), of either socket
 * @sctp_dropped: Likewise
 * @wants_sctp:	A frame of it came, or one that could not be read
 * @warned:	Of GSO frames of this interface that cannot be read, or be cut
 */
struct packet {
	struct port port;
	struct packet_config config;
	struct io *io;
	struct io_chan *chan;
	struct io_chan *sctp_chan;
	int fd;
	int sctp_fd;
	struct netns_id is_in;
	int index;
	struct link dev;
	struct link_watch links;
	ev_timer refresh;
	struct netns_watch *netns;
	struct mmsg_told told;
	uint64_t found;
	uint32_t dropped;
	uint32_t sctp_dropped;
	bool wants_sctp;
	bool warned;
	bool warned_of_long;
};

/** packet_take_offload() - Take as unfinished what its configuration says */
void packet_take_offload(struct packet *p);

/* Of struct port_ops */
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
