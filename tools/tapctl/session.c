/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/socket_dir.h"

static void set_timeout(const struct session *s, int64_t ms)
{
	struct timeval time = { .tv_sec = ms / 1000,
				.tv_usec = ms % 1000 * 1000 };

	setsockopt(s->sock, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
	setsockopt(s->sock, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

static int report_unconnected(const char *path, int errnum, struct err *err)
{
	if (errnum == EACCES)
		return err_say(
			err, EACCES, "not-permitted", 0,
			"no permission to open \"%s\": run tapctl as the "
			"user of the switch, or tapswitch with -g GROUP -m "
			"660, or with -r GROUP to look on",
			path);
	if (errnum == EAGAIN) /* its backlog is full, and it does not accept */
		return err_say(err, ETIMEDOUT, "timeout", 0,
			       "the switch at \"%s\" does not answer", path);
	return err_set(err, errnum, "connect to the switch at \"%s\"", path);
}

static int open_at(struct session *s, const char *path, int64_t timeout_ms,
		   struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int ret;

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(err, ENAMETOOLONG, "socket \"%s\"", path);
	*s->note = '\0';
	strcpy(address.sun_path, path);
	s->sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->sock < 0)
		return err_set(err, errno, "make a socket");
	set_timeout(s, timeout_ms);
	if (connect(s->sock, (struct sockaddr *)&address, sizeof(address))) {
		ret = report_unconnected(path, errno, err);
		goto out_close;
	}
	s->in = fdopen(s->sock, "r");
	if (!s->in) {
		ret = err_set(err, errno, "read from \"%s\"", path);
		goto out_close;
	}
	return 0;

out_close:
	close(s->sock);
	return ret;
}

static int open_read_only(struct session *s, const char *path,
			  int64_t timeout_ms, struct err *err)
{
	char read_only[PATH_MAX];

	if (!socket_read_only(path, read_only))
		return err_set(err, ENAMETOOLONG, "socket \"%s\"", path);
	return open_at(s, read_only, timeout_ms, err);
}

int session_open(struct session *s, const char *path, int64_t timeout_ms,
		 struct err *err)
{
	int ret = open_at(s, path, timeout_ms, err);
	struct err ignored;

	if (ret == -EACCES && !open_read_only(s, path, timeout_ms, &ignored))
		return 0;
	return ret;
}

int session_open_to_read(struct session *s, const char *path,
			 int64_t timeout_ms, struct err *err)
{
	int ret = open_read_only(s, path, timeout_ms, err);

	/* if it does not accept, neither does the other one */
	if (!ret || ret == -ETIMEDOUT)
		return ret;
	return open_at(s, path, timeout_ms, err);
}

/* Attach a descriptor to a message */
static void attach(struct msghdr *msg, void *control, size_t size, int fd)
{
	struct cmsghdr *c;

	memset(control, 0, size);
	msg->msg_control = control;
	msg->msg_controllen = size;
	c = CMSG_FIRSTHDR(msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
}

static void advance(struct msghdr *msg, size_t len)
{
	/* the descriptor was passed with the first byte */
	msg->msg_controllen = 0;
	while (msg->msg_iovlen && len >= msg->msg_iov->iov_len) {
		len -= msg->msg_iov->iov_len;
		msg->msg_iov++;
		msg->msg_iovlen--;
	}
	if (msg->msg_iovlen) {
		msg->msg_iov->iov_base = (char *)msg->msg_iov->iov_base + len;
		msg->msg_iov->iov_len -= len;
	}
}

int session_send(struct session *s, const char *line, size_t len, int fd,
		 struct err *err)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov[] = { { (char *)line, len }, { (char[]){ '\n' }, 1 } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (fd >= 0)
		attach(&msg, control.bytes, sizeof(control.bytes), fd);
	while (msg.msg_iovlen) {
		ssize_t sent = sendmsg(s->sock, &msg, MSG_NOSIGNAL);

		if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
			return 0;
		if (sent < 0 && errno != EINTR)
			return err_set(err, errno, "send a line");
		if (sent > 0)
			advance(&msg, (size_t)sent);
	}
	return 0;
}

/* Only a FILE from which nothing was read yet can be made so. */
int session_unbuffer(struct session *s, struct err *err)
{
	int sock = fcntl(s->sock, F_DUPFD_CLOEXEC, 3);
	FILE *in = sock >= 0 ? fdopen(sock, "r") : NULL;

	if (!in)
		return err_set(err, errno, "read from the switch");
	setvbuf(in, NULL, _IONBF, 0);
	fclose(s->in);
	s->sock = sock;
	s->in = in;
	return 0;
}

void session_wait_end(struct session *s)
{
	while (getc_unlocked(s->in) != EOF)
		;
}

void session_close(struct session *s)
{
	fclose(s->in);
}
