/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads frames of up to half a megabyte with buffers for 64 KiB.  The rest of
 * longer frames is read into static memory of this file (16 MiB), of which the
 * kernel allocates only the pages that are used.
 */
#ifndef PORT_JUMBOGRAMS_H
#define PORT_JUMBOGRAMS_H

#include "frame/jumbogram.h"
#include "port/mmsg.h"

/** jumbograms_read() - As mmsg_read(); @info->more gets the rest of long frames */
size_t jumbograms_read(int fd, struct buf *bufs, size_t most,
		       struct mmsg_info *info, int *errnum);

/**
 * jumbograms_receive() - Deliver the frames read, long ones as GSO frames
 * @info:	As jumbograms_read() filled it in
 * @bufs:	@n frames, behind their virtio-net headers
 *
 * Return: false if a frame with a rest could not be cut; it is delivered
 * truncated
 */
bool jumbograms_receive(struct port *port, struct io *io,
			const struct mmsg_info *info, struct buf *bufs,
			size_t n);

#endif /* PORT_JUMBOGRAMS_H */
