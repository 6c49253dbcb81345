/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a packet port hears SCTP: by a socket of its own, without virtio-net headers.
 *
 * With them the kernel cannot hand out GSO frames of SCTP, and drops them.  A
 * filter on either socket sees to it that each frame comes by one of them.
 *
 * A second socket on an interface costs the host a tenth more for each frame of any
 * protocol.  So it is bound when the first frame of SCTP has come by the other:
 * an association begins with small ones.
 */
#ifndef PORT_PACKET_SCTP_H
#define PORT_PACKET_SCTP_H

#include "io/io.h"
#include "port/port.h"

/** packet_sctp_is_it() - Whether the second socket is for such a frame, of which
 * the kernel has the tag still */
bool packet_sctp_is_it(const struct buf *frame);

/** packet_sctp_socket() - Make it, not bound; negative where there can be none */
int packet_sctp_socket(void);

/**
 * packet_sctp_bind() - From now on SCTP comes by it
 * @fd:		The other socket; if this fails, all goes on coming by that
 */
bool packet_sctp_bind(int sctp_fd, int fd, int index);

/** packet_sctp_read() - As io_user.read; each frame gets its virtio-net header */
size_t packet_sctp_read(int fd, struct buf *bufs, size_t most, int *errnum);

/** packet_sctp_receive() - Hand up what was read, GSO frames as their packets */
void packet_sctp_receive(struct port *port, struct io *io, struct buf *bufs,
			 size_t n);

#endif /* PORT_PACKET_SCTP_H */
