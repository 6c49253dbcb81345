/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of peers that may have cut the virtio-net header off: frame/implied.h. */
#ifndef PATH_HEADERLESS_H
#define PATH_HEADERLESS_H

#include "port/port.h"

/**
 * headerless_received() - Look at a batch before it is parsed
 * @from:	Is headerless.  Where it says "offload implied", the header of each
 *		frame is written; elsewhere it is said once if one is missing
 */
void headerless_received(struct port *from, const struct buf *bufs, size_t n);

#endif /* PATH_HEADERLESS_H */
