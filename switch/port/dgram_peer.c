/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/dgram_peer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GREETING "VFKT"

/* Without the right to more, the kernel gives what it allows to all. */
void dgram_make_room(int fd, int bytes)
{
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

bool dgram_is_greeting(const struct buf *datagram)
{
	return datagram->len == strlen(GREETING) &&
	       !memcmp(datagram->data, GREETING, strlen(GREETING));
}

int dgram_peer_open(struct dgram_peer *peer, const struct address *address)
{
	int ret = 0;

	peer->address = *address;
	peer->fd =
		socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (peer->fd < 0)
		return -errno;
	dgram_make_room(peer->fd, DGRAM_ROOM);
	if (!connect(peer->fd, &address->any, address->len))
		return 0;
	if (errno != EPERM)
		ret = -errno;
	dgram_peer_close(peer);
	return ret;
}

void dgram_peer_close(struct dgram_peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
}

/* Connecting does it no harm; EPERM says that it is connected itself. */
static bool answers(int fd, const struct address *address)
{
	return !connect(fd, &address->any, address->len) || errno == EPERM;
}

bool dgram_peer_is_there(struct dgram_peer *peer)
{
	bool ret;
	int fd;

	if (peer->fd >= 0 &&
	    !connect(peer->fd, &peer->address.any, peer->address.len))
		return true;
	if (peer->fd >= 0 && errno != EPERM)
		return false;
	dgram_peer_close(peer);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true; /* nothing is known of it */
	ret = answers(fd, &peer->address);
	close(fd);
	return ret;
}
