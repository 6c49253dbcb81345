/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/patch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "frame/frame.h"
#include "port/stream_port.h"

#define RECONNECT_S 1 /* attempts are cheap on one machine */
#define END_SIZE    (PATCH_NAME_SIZE + PORT_NAME_SIZE)

/* This switch's name, and the directory of patch sockets */
static struct {
	char self[PATCH_NAME_SIZE];
	char directory[sizeof(((struct sockaddr_un *)0)->sun_path)];
} home;

/**
 * struct patch - A stream with a name for its peer
 */
struct patch {
	struct stream stream;
	char peer_switch[PATCH_NAME_SIZE];
	char peer_port[PORT_NAME_SIZE];
};

static void patch_init(struct port *port)
{
	stream_init(port);
	port->headerless = false;
	port->offloads = OFFLOAD_ALL | OFFLOAD_SWITCH | OFFLOAD_UDP_TUNNEL;
	stream_config(port)->header = VNET_HDR_SIZE;
	stream_config(port)->reconnect_s = RECONNECT_S;
}

void patch_set_home(const char *name, const char *socket)
{
	const char *slash = strrchr(socket, '/');

	snprintf(home.self, sizeof(home.self), "%s", name);
	snprintf(home.directory, sizeof(home.directory), "%.*s",
		 slash ? (int)(slash - socket) : 1, slash ? socket : ".");
}

void patch_set_peer(struct port *port, const char *peer_switch,
		    const char *peer_port)
{
	struct patch *p = (struct patch *)port;

	snprintf(p->peer_switch, sizeof(p->peer_switch), "%s", peer_switch);
	snprintf(p->peer_port, sizeof(p->peer_port), "%s", peer_port);
}

static int patch_open(struct port *port, struct io *io, struct err *err)
{
	const struct patch *p = (const struct patch *)port;
	struct stream_config *c = stream_config(port);
	char ours[END_SIZE], theirs[END_SIZE];
	char path[sizeof(home.directory) + 2 * END_SIZE + 16];
	int order, ret;

	snprintf(ours, sizeof(ours), "%s:%s", home.self, port->name);
	snprintf(theirs, sizeof(theirs), "%s:%s", p->peer_switch, p->peer_port);
	order = strcmp(ours, theirs);
	if (!order)
		return err_say(err, EINVAL, "bad-value", 0,
			       "port \"%s\" cannot be its own peer",
			       port->name);
	c->role = order < 0 ? STREAM_LISTEN : STREAM_CONNECT;
	snprintf(path, sizeof(path), "%s/%s-%s.patch", home.directory,
		 order < 0 ? ours : theirs, order < 0 ? theirs : ours);
	ret = address_parse(path, &c->endpoint.address, err);
	return ret ? ret : stream_open(port, io, err);
}

/* A port that is down disconnects, so that the other switch sees it down. */
static int patch_set_up(struct port *port, bool up, struct err *err)
{
	const struct stream *s = (const struct stream *)port;

	if (up && s->fd < 0 && !stream_conn_is_open(&s->conn) &&
	    !ev_is_active(&s->retry))
		return patch_open(port, s->io, err);
	if (!up)
		stream_close(port);
	port->linked = stream_conn_is_open(&s->conn);
	return 0;
}

/* The port's own name is part of the socket's path. */
static enum port_likeness patch_compare(const struct port *port,
					const struct port *wanted)
{
	const struct patch *a = (const struct patch *)port;
	const struct patch *b = (const struct patch *)wanted;
	bool is_same = !strcmp(port->name, wanted->name) &&
		       !strcmp(a->peer_switch, b->peer_switch) &&
		       !strcmp(a->peer_port, b->peer_port);

	return port_likeness(is_same, stream_is_equal(port, wanted));
}

static void patch_config_line(const struct port *port, struct line *line)
{
	const struct patch *p = (const struct patch *)port;

	line_word(line, p->peer_switch);
	line_word(line, p->peer_port);
	if (port->mtu != PORT_MTU_MAX)
		line_words(line, "mtu %u", port->mtu);
}

const struct port_ops patch_ops = {
	.type = "patch",
	.size = sizeof(struct patch),
	.init = patch_init,
	.open = patch_open,
	.close = stream_close,
	.undo = stream_undo,
	.free = stream_free,
	.tx = stream_tx,
	.set_mtu = port_set_mtu,
	.set_up = patch_set_up,
	.compare = patch_compare,
	.swap = stream_swap,
	.show = stream_show,
	.config = patch_config_line,
};
