/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client's part of VDE's handshake, as vde_plug of VDE 2.3 does it.
 *
 * The client binds a datagram socket and names it in a request on DIR/ctl; the
 * switch answers with the name of its own, for this client alone.  The control
 * connection carries nothing more: when it ends, the cable is unplugged.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "address.h"
#include "link.h"

#define VDE_MAGIC	0xfeedface
#define VDE_VERSION	3
#define VDE_NEW_CONTROL 0
#define VDE_PORT_SHIFT	8

/** struct vde_request - In the byte order of the machine, without padding */
struct vde_request {
	uint32_t magic;
	uint32_t version;
	uint32_t type; /* VDE_NEW_CONTROL | wanted port << VDE_PORT_SHIFT */
	struct sockaddr_un from;
	char description[128]; /* sent as long as it is, without a 0 */
} __attribute__((packed));

/* Beside the switch's own socket, as the switch must be able to write to it */
static int open_data_socket(struct link *link, const char *dir,
			    struct address *a)
{
	int fd;

	*a = (struct address){ .un.sun_family = AF_UNIX,
			       .size = sizeof(a->un) };
	if (snprintf(a->un.sun_path, sizeof(a->un.sun_path), "%s/.plug-%d", dir,
		     (int)getpid()) >= (int)sizeof(a->un.sun_path)) {
		errno = ENAMETOOLONG;
		die("%s", dir);
	}
	fd = socket_bound(a, SOCK_DGRAM);
	strcpy(link->path, a->un.sun_path);
	return fd;
}

static void send_request(int control, const struct address *from,
			 unsigned int port)
{
	struct vde_request r = {
		.magic = VDE_MAGIC,
		.version = VDE_VERSION,
		.type = VDE_NEW_CONTROL | port << VDE_PORT_SHIFT,
		.from = from->un,
	};
	size_t size;

	snprintf(r.description, sizeof(r.description), "plug PID=%d",
		 (int)getpid());
	size = offsetof(struct vde_request, description) +
	       strlen(r.description);
	if (send(control, &r, size, MSG_NOSIGNAL) != (ssize_t)size)
		die("request");
}

/* The reply may arrive in pieces; if the connection ends, the switch refuses */
static struct address read_reply(int control)
{
	struct address a = { .size = sizeof(a.un) };
	ssize_t n = recv(control, &a.un, sizeof(a.un), MSG_WAITALL);

	if (n == (ssize_t)sizeof(a.un) && a.un.sun_family == AF_UNIX)
		return a;
	if (n >= 0)
		errno = 0;
	die(n ? "not a reply" : "the switch refuses");
}

void vde_open(struct link *link, const char *dir, unsigned int port)
{
	struct address ctl = { .un.sun_family = AF_UNIX,
			       .size = sizeof(ctl.un) };
	struct address from, to;

	if (snprintf(ctl.un.sun_path, sizeof(ctl.un.sun_path), "%s/ctl", dir) >=
	    (int)sizeof(ctl.un.sun_path)) {
		errno = ENAMETOOLONG;
		die("%s", dir);
	}
	link->control = socket_connected(&ctl, SOCK_STREAM);
	link->fd = open_data_socket(link, dir, &from);
	send_request(link->control, &from, port);
	to = read_reply(link->control);
	if (connect(link->fd, &to.any, to.size))
		die("connect to %s", to.un.sun_path);
}
