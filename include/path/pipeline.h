/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PATH_PIPELINE_H
#define PATH_PIPELINE_H

#include "port/port.h"

/** pipeline_received() - Process a batch of at most IO_BATCH frames */
void pipeline_received(struct port *from, struct buf *bufs, size_t n);

#endif /* PATH_PIPELINE_H */
