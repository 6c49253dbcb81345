/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/listener.h"

#include <stdlib.h>

#include "base/log.h"

struct listener *listener_new(const struct listener_ops *ops)
{
	struct listener *l = calloc(1, ops->size);

	if (!l)
		return NULL;
	l->ops = ops;
	l->endpoint.mode = ENDPOINT_MODE;
	l->endpoint.group = (gid_t)-1;
	l->mtu = PORT_MTU_MAX;
	l->max_per_address = l->max_per_user = UINT32_MAX;
	l->claim.listener = l;
	return l;
}

int listener_open(struct listener *l, struct io *io,
		  const struct listener_events *events, void *owner,
		  struct err *err)
{
	int ret;

	l->events = events;
	l->owner = owner;
	ret = l->ops->open(l, io, err);
	if (ret)
		claim_drop(&l->claim);
	l->open = !ret;
	return ret;
}

void listener_allow(struct listener *l, mode_t mode, gid_t group)
{
	endpoint_allow(&l->endpoint, mode, group);
}

void listener_close(struct listener *l)
{
	if (l->open)
		l->ops->close(l);
	claim_drop(&l->claim);
	l->open = false;
}

void listener_free(struct listener *l)
{
	if (!l)
		return;
	listener_close(l);
	free(l->name);
	free(l->line);
	free(l);
}

void listener_reject(struct listener *l, struct port *port, const char *who,
		     const char *why)
{
	char text[ADDRESS_TEXT_SIZE];

	l->rejected++;
	log_within(&l->log, LOG_LEVEL_WARN, "%s %s: %s rejected: %s",
		   l->ops->type, address_format(&l->endpoint.address, text),
		   who, why);
	port_free(port);
	if (l->events->rejected)
		l->events->rejected(l);
}

void listener_make_room(struct listener *l)
{
	l->events->make_room(l);
}

bool listener_has_room(struct listener *l, const char *who)
{
	if (l->ports < l->max)
		return true;
	listener_reject(l, NULL, who, "all ports are taken (max)");
	return false;
}

bool listener_accept(struct listener *l, struct port *port,
		     const struct listener_client *client)
{
	struct err err;

	port->listener = l;
	port->client_uid = client->peer.uid;
	port->shared_log = &l->log;
	port->mtu = l->mtu;
	port->implied = l->implied;
	if (!l->events->accept(l, port, client, &err)) {
		l->accepted++;
		return true;
	}
	listener_reject(l, port, client->who, err.text);
	return false;
}
