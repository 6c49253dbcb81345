/* SPDX-License-Identifier: BSD-2-Clause */
/* A VDE client's frames, one in each datagram, between two connected sockets. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/io.h"
#include "port/mmsg.h"
#include "port/vde_port.h"

static struct vde *vde_of(struct port *port)
{
	return (struct vde *)port;
}

static void vde_init(struct port *port)
{
	vde_of(port)->fd = -1;
	vde_of(port)->control.fd = -1;
}

static size_t on_read(void *arg, struct buf *bufs, size_t most, int *errnum)
{
	const struct vde *v = arg;

	return mmsg_read(v->fd, bufs, most, NULL, errnum);
}

static void on_received(void *arg, struct buf *bufs, size_t n)
{
	struct vde *v = arg;

	mmsg_clear_headers(bufs, n);
	v->port.events->received(&v->port, bufs, n);
}

static void client_gone(struct vde *v)
{
	ev_io_stop(io_loop(v->io), &v->control);
	port_log(&v->port, LOG_LEVEL_INFO, "%s disconnected", v->peer);
	v->port.linked = false;
	v->port.not_present = true;
	v->port.events->changed(&v->port);
}

static void on_lost(void *arg, int errnum)
{
	(void)errnum;
	client_gone(arg);
}

static const struct io_user user = {
	.read = on_read,
	.received = on_received,
	.lost = on_lost,
};

/* After its request, the client sends nothing on the control connection. */
static void on_control(EV_P_ ev_io *w, int revents)
{
	char ignored[64];
	ssize_t len = recv(w->fd, ignored, sizeof(ignored), 0);

	(void)loop;
	(void)revents;
	if (!len || (len < 0 && errno != EAGAIN && errno != EINTR))
		client_gone(w->data);
}

static int vde_open(struct port *port, struct io *io, struct err *err)
{
	struct vde *v = vde_of(port);

	if (v->fd < 0)
		return err_say(err, ENOTCONN, "no-client", 0,
			       "its client has disconnected");
	if (!dgram_queue_open(&v->out, port, io_loop(io), v->fd))
		return err_set(err, ENOMEM, "open port \"%s\"", port->name);
	v->chan = io_open(io, v->fd, &user, v, err);
	if (!v->chan) {
		dgram_queue_close(&v->out);
		return -ENOMEM;
	}
	v->io = io;
	ev_io_init(&v->control, on_control, v->control.fd, EV_READ);
	v->control.data = v;
	ev_io_start(io_loop(io), &v->control);
	port->linked = true;
	return 0;
}

/* For clients that were accepted, and for those that were not. */
static void release(struct vde *v)
{
	if (v->fd >= 0) {
		unlinkat(v->dir, v->name, 0);
		close(v->fd);
	}
	if (v->control.fd >= 0)
		close(v->control.fd);
	v->fd = -1;
	v->control.fd = -1;
}

static void vde_close(struct port *port)
{
	struct vde *v = vde_of(port);

	ev_io_stop(io_loop(v->io), &v->control);
	io_close(v->chan);
	v->chan = NULL;
	dgram_queue_close(&v->out);
	release(v);
}

static void vde_free(struct port *port)
{
	release(vde_of(port));
}

static void vde_tx(struct port *port, const struct buf *frames, size_t n)
{
	struct vde *v = vde_of(port);

	io_count_writes(v->chan, n);
	dgram_queue_tx(&v->out, frames, n);
}

static void vde_show(const struct port *port, struct writer *out)
{
	const struct vde *v = (const struct vde *)port;

	writer_str(out, "link", port->linked ? "connected" : "not-present");
	writer_str(out, "peer", v->peer);
	writer_uint(out, "queued_bytes", dgram_queue_bytes(&v->out));
}

/* Never called: a client's port is not part of the configuration. */
static void vde_config_line(const struct port *port, struct line *line)
{
	(void)port;
	(void)line;
}

const struct port_ops vde_ops = {
	.type = "vde",
	.size = sizeof(struct vde),
	.init = vde_init,
	.open = vde_open,
	.close = vde_close,
	.free = vde_free,
	.tx = vde_tx,
	.set_mtu = port_set_mtu,
	.show = vde_show,
	.config = vde_config_line,
};
