/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams that come to a place, a port for each. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "io/io.h"
#include "port/listener.h"
#include "port/stream_port.h"

/**
 * struct stream_listener - The place
 */
struct stream_listener {
	struct listener listener;
	struct acceptor acceptor;
	int fd;
};

static void on_accepted(void *arg, int fd)
{
	struct stream_listener *l = arg;
	char who[PEER_TEXT_SIZE];
	struct port *port = NULL;

	listener_make_room(&l->listener);
	acceptor_peer(fd, who);
	if (listener_has_room(&l->listener, who))
		port = port_new(&stream_ops, "");
	if (!port) {
		close(fd);
		return;
	}
	stream_config(port)->role = STREAM_CLIENT;
	((struct stream *)port)->fd = fd;
	listener_let_in(&l->listener, port, LISTENER_ANY_NUMBER, who);
}

static int stream_listener_open(struct listener *listener, struct io *io,
				struct err *err)
{
	struct stream_listener *l = (struct stream_listener *)listener;

	l->fd = place_open(&listener->place, SOCK_STREAM, err);
	if (l->fd < 0)
		return l->fd;
	acceptor_start(&l->acceptor, io_loop(io), l->fd, on_accepted, l,
		       &listener->turned_away);
	return 0;
}

static void stream_listener_close(struct listener *listener)
{
	struct stream_listener *l = (struct stream_listener *)listener;

	acceptor_stop(&l->acceptor);
	place_close(&listener->place, l->fd);
}

const struct listener_ops stream_listener_ops = {
	.type = "stream",
	.size = sizeof(struct stream_listener),
	.open = stream_listener_open,
	.allow = listener_allow,
	.close = stream_listener_close,
};
