/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/receive.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void keep(int came, int *fd, bool *lost)
{
	if (*fd < 0) {
		*fd = came;
		return;
	}
	close(came);
	*lost = true;
}

static void take_descriptors(struct msghdr *msg, int *fd, bool *lost)
{
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t size = c->cmsg_len - CMSG_LEN(0);
		int came;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t at = 0; at + sizeof(came) <= size;
		     at += sizeof(came)) {
			memcpy(&came, CMSG_DATA(c) + at, sizeof(came));
			keep(came, fd, lost);
		}
	}
	/* the kernel has closed what did not fit */
	if (msg->msg_flags & MSG_CTRUNC)
		*lost = true;
}

ssize_t receive(int sock, void *data, size_t size, int *fd, bool *lost)
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
	take_descriptors(&msg, fd, lost);
	return len;
}
