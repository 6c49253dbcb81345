/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads frames of half a megabyte with buffers for 64 KiB: what is longer goes on
 * in memory of this file, which takes none before it is used (16 MiB at most).
 */
#ifndef PORT_JUMBOGRAMS_H
#define PORT_JUMBOGRAMS_H

#include "frame/jumbogram.h"
#include "port/mmsg.h"

/** jumbograms_read() - mmsg_read(); @told gets the rest of long ones */
size_t jumbograms_read(int fd, struct buf *bufs, size_t most,
		       struct mmsg_told *told, int *errnum);

/**
 * jumbograms_receive() - Hand up what was read, long ones as GSO frames
 * @told:	Of the read
 * @bufs:	@n frames, behind their virtio-net headers
 *
 * Return: false if one was no frame that can be cut, and is handed up as it is:
 * too long for all
 */
bool jumbograms_receive(struct port *port, struct io *io,
			const struct mmsg_told *told, struct buf *bufs,
			size_t n);

#endif /* PORT_JUMBOGRAMS_H */
