/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/receive.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/descriptor.h"

static const struct received_fd none = { .fd = -1 };

void received_fds_init(struct received_fds *p)
{
	*p = (struct received_fds){ .first = none, .last = none };
}

void received_fd_close(struct received_fd *p)
{
	if (p->fd >= 0)
		close(p->fd);
	*p = none;
}

int received_fd_take(struct received_fd *p)
{
	int fd = p->fd;

	*p = none;
	return fd;
}

void received_fds_close(struct received_fds *p)
{
	received_fd_close(&p->first);
	received_fd_close(&p->last);
}

static void keep(struct received_fd *p, int came)
{
	const bool none_left = descriptor_is_reserved(came);

	if (p->fd < 0 && !none_left) {
		p->fd = came;
		return;
	}
	close(came);
	p->lost = true;
	p->none_left |= none_left;
}

/* Both descriptors belong to the same line */
static void merge(struct received_fds *p)
{
	if (p->last.fd >= 0)
		keep(&p->first, p->last.fd);
	p->first.lost |= p->last.lost;
	p->first.none_left |= p->last.none_left;
	p->last = none;
}

static void take_descriptors(struct msghdr *msg, struct received_fd *p)
{
	struct cmsghdr *c;
	bool some = false;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t size = c->cmsg_len - CMSG_LEN(0);
		int came;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t at = 0; at + sizeof(came) <= size;
		     at += sizeof(came)) {
			memcpy(&came, CMSG_DATA(c) + at, sizeof(came));
			some = true;
			keep(p, came);
		}
	}
	/* there is room for one: the kernel has closed further descriptors */
	if (msg->msg_flags & MSG_CTRUNC) {
		p->lost = true;
		p->none_left |= !some;
	}
}

ssize_t receive(int sock, void *data, size_t size, size_t before,
		struct received_fds *p)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { data, size };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t len;

	len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (len < 0)
		return -errno;
	merge(p); /* it is still the same line */
	take_descriptors(&msg, &p->last);
	p->last_at = before + (size_t)len - !!len;
	return len;
}

void received_fds_line(struct received_fds *p, size_t len)
{
	if (p->last_at < len)
		merge(p);
	p->last_at -= p->last_at < len ? p->last_at : len;
}
