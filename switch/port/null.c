/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A port with nobody behind it: swallows what it is sent.  For scenarios, and
 * for a mirror that nobody reads yet.
 */
#include "port/port.h"

#define NULL_MTU 1500

static void null_init(struct port *port)
{
	port->mtu = NULL_MTU;
}

static int null_open(struct port *port, struct io *io, struct err *err)
{
	(void)io;
	(void)err;
	port->linked = true;
	return 0;
}

static void null_close(struct port *port)
{
	(void)port;
}

static void null_tx(struct port *port, const struct buf *frames, size_t n)
{
	(void)port;
	(void)frames;
	(void)n;
}

static void null_config(const struct port *port, struct line *line)
{
	if (port->mtu != NULL_MTU)
		line_words(line, "mtu %u", port->mtu);
}

const struct port_ops null_ops = {
	.type = "null",
	.size = sizeof(struct port),
	.init = null_init,
	.open = null_open,
	.close = null_close,
	.tx = null_tx,
	.set_mtu = port_set_mtu,
	.config = null_config,
};
