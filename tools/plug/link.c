/* SPDX-License-Identifier: BSD-2-Clause */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"

#define VFKT	"VFKT"
#define BACKLOG 1

static void bad_usage(void)
{
	errno = 0;
	die("not a link: stream connect|listen ADDR, "
	    "dgram LOCAL REMOTE [vfkt], vde DIR [PORT], or fd N");
}

static void remember_path(struct link *link, const struct address *a)
{
	if (address_has_file(a))
		strcpy(link->path, a->un.sun_path);
}

static void open_stream(struct link *link, const char *how, const char *text)
{
	struct address a = address_parse(text);

	link->is_stream = true;
	link->is_listening = !strcmp(how, "listen");
	if (!link->is_listening && strcmp(how, "connect"))
		bad_usage();
	if (!link->is_listening) {
		link->fd = socket_connected(&a, SOCK_STREAM);
		return;
	}
	link->fd = socket_bound(&a, SOCK_STREAM);
	remember_path(link, &a);
	if (listen(link->fd, BACKLOG))
		die("listen at %s", text);
}

static void open_dgram(struct link *link, const char *local, const char *remote)
{
	struct address from = address_parse(local);

	link->fd = socket_bound(&from, SOCK_DGRAM);
	remember_path(link, &from);
	link->remote = address_parse(remote);
	connect(link->fd, &link->remote.any, link->remote.size);
}

/* A connected socket can wait for room.  But when another socket is bound to the
 * path, it cannot send to this one until this one disconnects from the old one.
 */
static bool reconnect(struct link *link)
{
	const struct sockaddr no_peer = { .sa_family = AF_UNSPEC };

	if (!link->remote.size)
		return false;
	connect(link->fd, &no_peer, sizeof(no_peer));
	return !connect(link->fd, &link->remote.any, link->remote.size);
}

bool link_send(struct link *link, const void *data, size_t size)
{
	const int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

	if (send(link->fd, data, size, flags) >= 0)
		return true;
	if (errno == ECONNREFUSED || errno == ENOTCONN || errno == ECONNRESET)
		return !reconnect(link) ||
		       send(link->fd, data, size, flags) >= 0 ||
		       errno != EAGAIN;
	return errno != EAGAIN;
}

static void open_inherited(struct link *link, const char *number)
{
	int type;
	socklen_t size = sizeof(type);

	link->fd = atoi(number);
	if (getsockopt(link->fd, SOL_SOCKET, SO_TYPE, &type, &size))
		die("descriptor %s", number);
	link->is_stream = type == SOCK_STREAM;
}

static size_t count(char **words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

static bool is(char **words, const char *kind, size_t least, size_t most)
{
	size_t n = count(words);

	return n && !strcmp(words[0], kind) && n >= least && n <= most;
}

void link_open(struct link *link, char **words)
{
	*link = (struct link){ .fd = -1, .control = -1 };
	if (is(words, "stream", 3, 3))
		open_stream(link, words[1], words[2]);
	else if (is(words, "dgram", 3, 4))
		open_dgram(link, words[1], words[2]);
	else if (is(words, "vde", 2, 3))
		vde_open(link, words[1],
			 words[2] ? (unsigned)atoi(words[2]) : 0);
	else if (is(words, "fd", 2, 2))
		open_inherited(link, words[1]);
	else
		bad_usage();
	if (is(words, "dgram", 4, 4)) {
		if (strcmp(words[3], "vfkt"))
			bad_usage();
		link_send(link, VFKT, strlen(VFKT));
	}
}

void link_accept(struct link *link)
{
	int fd = accept4(link->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		die("accept");
	close(link->fd);
	link->fd = fd;
	link->is_listening = false;
}

void link_close(struct link *link)
{
	if (link->path[0])
		unlink(link->path);
	if (link->control >= 0)
		close(link->control);
	if (link->fd >= 0)
		close(link->fd);
	*link = (struct link){ .fd = -1, .control = -1 };
}
