/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes are queued until a flush, or until the queue is full. */
#include "io/engine.h"

void io_write(struct io_chan *chan, const struct buf *bufs, size_t n)
{
	struct io *io = chan->io;

	io->moved += n;
	for (size_t i = 0; i < n; i++) {
		if (io->queued_writes == IO_WRITES)
			io->engine->write(io);
		io->writes[io->queued_writes++] =
			(struct write_req){ chan, bufs[i] };
	}
}

void io_count_writes(struct io_chan *chan, size_t n)
{
	chan->io->moved += n;
}

void io_flush(struct io *io)
{
	if (io && io->queued_writes)
		io->engine->write(io);
}
