/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A null port discards the frames it is sent, and receives none.  For test
 * scenarios, and for mirrors without a reader.
 */
#include <string.h>

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

/* It has no device: it is identified by its name. */
static enum port_likeness null_compare(const struct port *port,
				       const struct port *wanted)
{
	return port_likeness(!strcmp(port->name, wanted->name),
			     port->mtu == wanted->mtu);
}

static int null_swap(struct port *port, struct port *wanted, struct err *err)
{
	(void)err;
	port_swap_mtu(port, wanted);
	return 0;
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
	.compare = null_compare,
	.swap = null_swap,
	.config = null_config,
};
