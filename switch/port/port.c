/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/port.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct port *port_new(const struct port_ops *ops, const char *name)
{
	struct port *port = calloc(1, ops->size);

	if (!port)
		return NULL;
	port->ops = ops;
	port->up = true;
	port->frame_max = UINT32_MAX;
	port->claim.port = port;
	snprintf(port->name, sizeof(port->name), "%s", name);
	if (ops->init)
		ops->init(port);
	return port;
}

int port_open(struct port *port, struct io *io,
	      const struct port_events *events, void *owner, struct err *err)
{
	int ret;

	port->events = events;
	port->owner = owner;
	ret = port->ops->open(port, io, err);
	if (ret)
		claim_drop(&port->claim);
	port->open = !ret;
	return ret;
}

void port_close(struct port *port)
{
	if (port->open)
		port->ops->close(port);
	claim_drop(&port->claim);
	port->open = false;
	port->linked = false;
	port->not_present = false;
}

void port_vanish(struct port *port, bool awaited)
{
	port_close(port);
	port->not_present = true;
	port->awaited = awaited;
	port->events->changed(port);
}

void port_undo(struct port *port)
{
	if (port->open && port->ops->undo) {
		port->ops->undo(port);
		port->open = false;
	}
	port_close(port);
}

void port_free(struct port *port)
{
	if (!port)
		return;
	port_close(port);
	if (port->ops->free)
		port->ops->free(port);
	free(port);
}

void port_log(struct port *port, enum log_level level, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_within(port->shared_log ? port->shared_log : &port->log, level,
		   "port %s: %s", port->name, text);
}

void port_save_device(const struct port *port, struct port_device *saved)
{
	*saved = (struct port_device){ .mtu = port->mtu };
	if (port->ops->save)
		port->ops->save(port, saved);
}

int port_restore_device(struct port *port, const struct port_device *saved,
			struct err *err)
{
	int mtu = 0, rest = 0;

	if (port->ops->set_mtu && port->mtu != saved->mtu)
		mtu = port->ops->set_mtu(port, saved->mtu, err);
	if (port->ops->restore)
		rest = port->ops->restore(port, saved, err);
	return rest ? rest : mtu;
}

enum port_likeness port_compare(const struct port *port,
				const struct port *wanted)
{
	return port->ops == wanted->ops ? port->ops->compare(port, wanted)
					: PORT_OTHER;
}

int port_swap(struct port *port, struct port *wanted, struct err *err)
{
	return port->ops->swap(port, wanted, err);
}

const struct endpoint *port_endpoint(const struct port *port)
{
	return port->ops->endpoint ? port->ops->endpoint(port) : NULL;
}

void port_swap_mtu(struct port *port, struct port *wanted)
{
	const uint32_t mtu = port->mtu;
	const bool implied = port->implied;

	port->mtu = wanted->mtu;
	port->implied = wanted->implied;
	wanted->mtu = mtu;
	wanted->implied = implied;
}

int port_set_mtu(struct port *port, uint32_t mtu, struct err *err)
{
	(void)err;
	port->mtu = mtu;
	if (port->open)
		port->events->changed(port);
	return 0;
}
