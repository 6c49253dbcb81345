/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/dgram_peer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/user_ns.h"

#define GREETING "VFKT"

/* Without CAP_NET_ADMIN, the kernel limits them to net.core.[rw]mem_max. */
void dgram_set_buffers(int fd, int bytes)
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

/* If this fails, dgram_sender() accepts no sender. */
void dgram_request_senders(int fd, struct mmsg_info *info)
{
	const int one = 1;

	info->control_size = CMSG_SPACE(sizeof(struct ucred));
	setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof(one));
}

bool dgram_sender(const struct mmsg_info *info, size_t i,
		  struct dgram_sender *sender)
{
	const struct cmsghdr *c = (const struct cmsghdr *)info->control[i];
	struct ucred who;

	sender->address = (struct address){ .len = info->from_len[i] };
	if (sender->address.len <= sizeof(sa_family_t) ||
	    info->control_len[i] < CMSG_LEN(sizeof(who)) ||
	    c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&sender->address.un, &info->from[i], sizeof(info->from[i]));
	memcpy(&who, CMSG_DATA(c), sizeof(who));
	sender->uid = who.uid;
	return true;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int connect_abstract(int fd, const struct dgram_peer *peer)
{
	if (user_ns_is_unmapped(peer->uid))
		return -EOVERFLOW;
	if (peer->uid != 0 && peer->uid != geteuid())
		return -EACCES;
	return connect(fd, &peer->address.any, peer->address.len) ? -errno : 0;
}

/* Keeps @file open, for our own socket to send to it. */
static int keep_file(struct dgram_peer *peer, int file)
{
	if (descriptor_claim(file) < 0)
		return -errno;
	close_fd(&peer->file);
	peer->file = file;
	peer->to = (struct address){ .un.sun_family = AF_UNIX,
				     .len = sizeof(peer->to.un) };
	socket_file_path(file, peer->to.un.sun_path);
	return -EPERM;
}

/* -EPERM: the peer has connected its socket, which takes no other frames then. */
static int connect_to(int fd, struct dgram_peer *peer)
{
	const char *path = address_path(&peer->address);
	int file, ret;

	if (!path)
		return connect_abstract(fd, peer);
	file = socket_file_find_owned(path, peer->home, peer->uid);
	if (file < 0)
		return file;
	ret = socket_file_connect(fd, file);
	if (ret == -EPERM)
		return keep_file(peer, file);
	close(file);
	return ret;
}

int dgram_peer_open(struct dgram_peer *peer, const struct dgram_sender *sender,
		    const struct socket_home *home)
{
	int ret;

	peer->address = peer->to = sender->address;
	peer->uid = sender->uid;
	peer->home = home;
	peer->fd = descriptor_claim(
		socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	if (peer->fd < 0)
		return -errno;
	dgram_set_buffers(peer->fd, DGRAM_BUFFER_SIZE);
	ret = connect_to(peer->fd, peer);
	if (!ret)
		return 0;
	close_fd(&peer->fd);
	return ret == -EPERM ? 0 : ret;
}

const char *dgram_peer_error(int errnum)
{
	switch (errnum) {
	case EACCES:
		return "this address is not its own";
	case EOVERFLOW:
		return "its user is not mapped in this user namespace, so "
		       "its address cannot be checked";
	case ENOTSOCK:
		return "no socket has this address";
	case EAGAIN:
		return "its path is not in our socket's directory and cannot "
		       "be looked up without waiting: put its socket there";
	}
	return NULL;
}

bool dgram_peer_is(const struct dgram_peer *peer,
		   const struct dgram_sender *sender)
{
	return peer->uid == sender->uid &&
	       address_equal(&peer->address, &sender->address);
}

void dgram_peer_close(struct dgram_peer *peer)
{
	close_fd(&peer->fd);
	close_fd(&peer->file);
	peer->to.len = 0;
}

/* Whether the result of connecting shows that the peer exists.  If descriptors
 * are short, that is assumed. */
static bool shows_existence(int ret)
{
	return !ret || ret == -EPERM || descriptor_is_short(-ret);
}

bool dgram_peer_exists(struct dgram_peer *peer)
{
	int fd, ret;

	if (peer->fd >= 0) {
		ret = connect_to(peer->fd, peer);
		if (ret != -EPERM)
			return shows_existence(ret);
	}
	close_fd(&peer->fd);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true; /* unknown: assume that it exists */
	ret = connect_to(fd, peer);
	close(fd);
	return shows_existence(ret);
}
