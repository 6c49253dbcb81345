/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives a stream port its connection. */
#include <unistd.h>

#include "base/time.h"
#include "port/stream_port.h"

int stream_use(struct stream *s, int fd, struct err *err)
{
	int ret = stream_conn_open(&s->conn, s->io, fd, err);

	if (ret)
		return ret;
	acceptor_peer(fd, s->peer);
	s->connects++;
	s->why = 0;
	s->since_ms = time_now_ms();
	s->port.linked = true;
	return 0;
}

void stream_join(struct stream *s, int fd)
{
	struct err err;

	if (stream_use(s, fd, &err)) {
		port_log(&s->port, LOG_LEVEL_ERROR, "%s", err.text);
		close(fd);
		return;
	}
	port_log(&s->port, LOG_LEVEL_INFO, "connected, %s", s->peer);
	s->port.events->changed(&s->port);
}
