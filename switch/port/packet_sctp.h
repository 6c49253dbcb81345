/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A packet port receives SCTP on a second socket, without virtio-net headers.
 *
 * With virtio-net headers, the kernel cannot pass GSO frames of SCTP, and drops
 * them.  Filters on both sockets make each frame arrive on one of them only.
 *
 * A second socket costs the host a tenth more for each frame of any protocol.
 * So it is bound only when the first socket has received a frame of SCTP: an
 * association begins with small frames, which need no GSO.
 */
#ifndef PORT_PACKET_SCTP_H
#define PORT_PACKET_SCTP_H

#include "io/io.h"
#include "port/port.h"

/** packet_sctp_matches() - Whether it is SCTP, before its outer tag is put back */
bool packet_sctp_matches(const struct buf *frame);

/** packet_sctp_socket() - Open the second socket, unbound; negative on failure */
int packet_sctp_socket(void);

/**
 * packet_sctp_bind() - Receive SCTP on the second socket from now on
 * @fd:		The first socket; if this fails, it receives all protocols as
 *		before
 */
bool packet_sctp_bind(int sctp_fd, int fd, int index);

/**
 * packet_sctp_read() - For io_user.read; writes a virtio-net header for each
 * frame
 */
size_t packet_sctp_read(int fd, struct buf *bufs, size_t most, int *errnum);

/**
 * packet_sctp_receive() - Deliver the frames read, with GSO frames cut into
 * packets
 */
void packet_sctp_receive(struct port *port, struct io *io, struct buf *bufs,
			 size_t n);

#endif /* PORT_PACKET_SCTP_H */
