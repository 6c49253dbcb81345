/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of peers that may strip the virtio-net header; see frame/implied.h. */
#ifndef PATH_HEADERLESS_H
#define PATH_HEADERLESS_H

#include "frame/frame.h"
#include "port/port.h"

/**
 * headerless_imply() - Write the virtio-net header of a frame, if the port has
 * "offload implied"
 * @f:		@f->data and @f->len are set; with an empty header
 */
void headerless_imply(const struct port *from, struct frame *f);

/**
 * headerless_received() - Process a batch before it is parsed
 * @from:	A headerless port.  With "offload implied", the header of each
 *		frame is derived from the frame and written.  Otherwise, a
 *		warning is logged once if headers seem to be missing
 */
void headerless_received(struct port *from, const struct buf *bufs, size_t n);

#endif /* PATH_HEADERLESS_H */
