/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "port/port.h"

/** pipeline_received() - A batch of at most IO_BATCH frames from a port */
void pipeline_received(struct port *from, struct buf *bufs, size_t n);

#endif /* PIPELINE_H */
