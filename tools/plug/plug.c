/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plug IFNAME LINE... - join a tap with a line: see line.h
 *
 * The tap is there as soon as somebody may come on the line, or as soon as it
 * is connected; it is a plain one, whose frames are whole.  It ends, with its
 * tap, when either side does: with status 0 if that was a clean end.
 *
 * Who takes no more frames holds up those that are for it, and no others.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "line.h"

#define FRAME_MAX  (65536 + 18) /* of a tap with the largest MTU, tagged */
#define BUFFER_MAX (4 * FRAME_MAX)
#define BATCH	   64 /* frames of one side before the other has its turn */

static const char usage[] =
	"usage: plug IFNAME stream connect|listen ADDR\n"
	"       plug IFNAME dgram LOCAL REMOTE [vfkt]\n"
	"       plug IFNAME vde DIR [PORT]\n"
	"       plug IFNAME fd N\n"
	"ADDR: /path, @abstract, HOST:PORT or [IPv6]:PORT\n";

/** struct buffer - Bytes on their way in one direction */
struct buffer {
	size_t from, to;
	uint8_t data[BUFFER_MAX];
};

static struct line line = { .fd = -1, .control = -1 };
static struct buffer out, in; /* to the line, from the line */
static int tap;
static volatile sig_atomic_t is_told_to_end;
static sigset_t awake; /* while it waits, signals come through */

static void tell_to_end(int number)
{
	(void)number;
	is_told_to_end = 1;
}

static void line_end(void)
{
	line_close(&line);
}

/* However it ends, no file is left. */
static void signals_take(void)
{
	const struct sigaction action = { .sa_handler = tell_to_end };
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sigaction(ends[i], &action, NULL);
		sigaddset(&set, ends[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &awake);
	atexit(line_end);
}

static void wait_for(struct pollfd *fds, nfds_t n)
{
	if (ppoll(fds, n, NULL, &awake) < 0 && errno != EINTR)
		give_up("poll");
	if (is_told_to_end)
		exit(0);
}

static int tap_open(const char *ifname)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		give_up("/dev/net/tun");
	if (strlen(ifname) >= IFNAMSIZ)
		errno = ENAMETOOLONG;
	else
		strcpy(request.ifr_name, ifname);
	if (!request.ifr_name[0] || ioctl(fd, TUNSETIFF, &request))
		give_up("tap %s", ifname);
	return fd;
}

/* A frame that the tap takes not now is lost, as on a conn. */
static void tap_write(const uint8_t *frame, size_t size)
{
	if (write(tap, frame, size) >= 0 || errno == EIO || errno == EAGAIN)
		return;
	if (errno == EBADFD)
		exit(0);
	fprintf(stderr, "plug: a frame of %zu bytes: %s\n", size,
		strerror(errno));
}

/* Returns the frame's size, 0 if there is none. */
static size_t tap_read(uint8_t *frame)
{
	ssize_t n = read(tap, frame, FRAME_MAX);

	if (n >= 0)
		return (size_t)n;
	if (errno == EBADFD)
		exit(0);
	if (errno != EAGAIN && errno != EINTR)
		give_up("tap");
	return 0;
}

static void put_be32(uint8_t *at, size_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static size_t get_be32(const uint8_t *at)
{
	return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 |
	       at[3];
}

/* The other side has gone, which on a stream is no error. */
static void line_lost(const struct buffer *unread)
{
	errno = 0;
	if (unread->to != unread->from)
		give_up("the line ended within a frame");
	exit(0);
}

static void stream_flush(void)
{
	ssize_t n = send(line.fd, out.data + out.from, out.to - out.from,
			 MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
		line_lost(&in);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		give_up("the line");
	if (n > 0)
		out.from += (size_t)n;
	if (out.from == out.to)
		out.from = out.to = 0;
}

static void tap_to_stream(void)
{
	while (!out.from &&
	       sizeof(out.data) - out.to >= LINE_LEN_SIZE + FRAME_MAX) {
		uint8_t *at = out.data + out.to;
		size_t size = tap_read(at + LINE_LEN_SIZE);

		if (!size)
			break;
		put_be32(at, size);
		out.to += LINE_LEN_SIZE + size;
	}
	if (out.from != out.to)
		stream_flush();
}

/* Writes all that is whole; keeps the rest at the buffer's beginning. */
static void frames_take(struct buffer *b)
{
	while (b->to - b->from >= LINE_LEN_SIZE) {
		size_t size = get_be32(b->data + b->from);

		errno = 0;
		if (size > FRAME_MAX)
			give_up("the line announces a frame of %zu bytes",
				size);
		if (b->to - b->from < LINE_LEN_SIZE + size)
			break;
		tap_write(b->data + b->from + LINE_LEN_SIZE, size);
		b->from += LINE_LEN_SIZE + size;
	}
	memmove(b->data, b->data + b->from, b->to - b->from);
	b->to -= b->from;
	b->from = 0;
}

static void stream_to_tap(void)
{
	ssize_t n = recv(line.fd, in.data + in.to, sizeof(in.data) - in.to,
			 MSG_DONTWAIT);

	if (!n || (n < 0 && errno == ECONNRESET))
		line_lost(&in);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		give_up("the line");
	if (n > 0)
		in.to += (size_t)n;
	frames_take(&in);
}

static void tap_to_dgram(void)
{
	for (int i = 0; i < BATCH; i++) {
		if (!out.to)
			out.to = tap_read(out.data);
		if (!out.to || !line_send(&line, out.data, out.to))
			break;
		out.to = 0;
	}
}

static void dgram_to_tap(void)
{
	for (int i = 0; i < BATCH; i++) {
		ssize_t n = recv(line.fd, in.data, FRAME_MAX,
				 MSG_DONTWAIT | MSG_TRUNC);

		if (n < 0)
			break; /* that nobody took what was sent is no news */
		if (n > FRAME_MAX)
			fprintf(stderr, "plug: a datagram of %zd bytes\n", n);
		else if (n)
			tap_write(in.data, (size_t)n);
	}
}

static void join(void)
{
	struct pollfd fds[] = {
		{ .fd = tap },
		{ .fd = line.fd },
		{ .fd = line.control, .events = POLLIN },
	};

	for (;;) {
		/* What waits to be sent holds up the tap. */
		fds[0].events = out.to ? 0 : POLLIN;
		fds[1].events = out.to ? POLLIN | POLLOUT : POLLIN;
		wait_for(fds, 3);
		if (fds[1].revents & (POLLIN | POLLHUP | POLLERR))
			line.is_stream ? stream_to_tap() : dgram_to_tap();
		if ((fds[0].revents & POLLIN) || (fds[1].revents & POLLOUT))
			line.is_stream ? tap_to_stream() : tap_to_dgram();
		if (fds[0].revents & (POLLERR | POLLHUP) || fds[2].revents)
			exit(0);
	}
}

int main(int argc, char **argv)
{
	struct pollfd listener;

	if (argc < 3) {
		fputs(usage, stderr);
		return 2;
	}
	signals_take();
	line_open(&line, argv + 2);
	tap = tap_open(argv[1]);
	listener = (struct pollfd){ .fd = line.fd, .events = POLLIN };
	while (line.is_listening) {
		wait_for(&listener, 1);
		if (listener.revents)
			line_accept(&line);
	}
	join();
}
