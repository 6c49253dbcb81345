/* SPDX-License-Identifier: BSD-2-Clause */
#include "port/mmsg.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "frame/frame.h"

static struct mmsghdr messages[IO_BATCH];
static struct iovec parts[IO_BATCH][2];

static void prepare_read(const struct buf *bufs, size_t n,
			 struct mmsg_info *info)
{
	for (size_t i = 0; i < n; i++) {
		struct msghdr *m = &messages[i].msg_hdr;

		parts[i][0] = (struct iovec){ bufs[i].data, bufs[i].len };
		*m = (struct msghdr){ .msg_iov = parts[i], .msg_iovlen = 1 };
		if (!info)
			continue;
		if (info->more_size) {
			parts[i][1] = (struct iovec){ info->more[i],
						      info->more_size };
			m->msg_iovlen = 2;
		}
		m->msg_name = &info->from[i];
		m->msg_namelen = sizeof(info->from[i]);
		if (!info->control_size)
			continue;
		m->msg_control = info->control[i];
		m->msg_controllen = info->control_size;
	}
}

size_t mmsg_read(int fd, struct buf *bufs, size_t most, struct mmsg_info *info,
		 int *errnum)
{
	int n;

	prepare_read(bufs, most, info);
	n = recvmmsg(fd, messages, (unsigned int)most, MSG_DONTWAIT, NULL);
	if (n < 0) {
		*errnum = errno;
		return 0;
	}
	for (int i = 0; i < n; i++) {
		uint32_t len = messages[i].msg_len, size = bufs[i].len;

		bufs[i].len = len < size ? len : size;
		if (!info)
			continue;
		info->more_len[i] = len - bufs[i].len;
		info->from_len[i] = messages[i].msg_hdr.msg_namelen;
		info->control_len[i] = messages[i].msg_hdr.msg_controllen;
	}
	return (size_t)n;
}

static void prepare_write(const struct address *to, const struct buf *frames,
			  size_t n, size_t header)
{
	for (size_t i = 0; i < n; i++) {
		parts[i][0] = (struct iovec){ frames[i].data - header,
					      frames[i].len + header };
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = to ? (void *)&to->any : NULL,
			.msg_namelen = to ? to->len : 0,
			.msg_iov = parts[i],
			.msg_iovlen = 1,
		};
	}
}

static int refuse(struct port *port, int errnum)
{
	port->events->refused(port, errnum);
	return errnum;
}

/* A frame that is refused does not stop those behind it; a full socket does.
 * Returns the number of frames that were sent or refused. */
static size_t write_batch(struct port *port, int fd, size_t n, int *last)
{
	size_t at = 0;

	while (at < n) {
		int sent = sendmmsg(fd, messages + at, (unsigned int)(n - at),
				    MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent > 0)
			at += (size_t)sent;
		else if (errno == EAGAIN || errno == ENOBUFS)
			break;
		else if (errno != EINTR)
			at++, *last = refuse(port, errno);
	}
	return at;
}

int mmsg_write(struct port *port, int fd, const struct address *to,
	       const struct buf *frames, size_t n, size_t header, size_t *done)
{
	size_t at = 0, some, written;
	int last = 0;

	do {
		some = n - at < IO_BATCH ? n - at : IO_BATCH;
		prepare_write(to, frames + at, some, header);
		written = write_batch(port, fd, some, &last);
		at += written;
	} while (at < n && written == some);
	if (done) {
		*done = at;
		return last;
	}
	for (; at < n; at++)
		last = refuse(port, EAGAIN);
	return last;
}

void mmsg_clear_headers(struct buf *frames, size_t n)
{
	for (size_t i = 0; i < n; i++)
		memset(frames[i].data - VNET_HDR_SIZE, 0, VNET_HDR_SIZE);
}
